// SPDX-License-Identifier: Apache-2.0
// The server's end of a TLS connection, as Beast wants a stream.
//
// Unlike asio::ssl::stream it lets OpenSSL read the socket itself: no second pair of buffers beside
// it, and OpenSSL's own are given back while nothing moves (SSL_MODE_RELEASE_BUFFERS). Ten thousand
// idle agents are held by this. The owner ignores SIGPIPE.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/compose.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/role.hpp>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

namespace diag {

class TlsSocket {
public:
    using tcp = boost::asio::ip::tcp;
    using error_code = boost::system::error_code;
    using executor_type = tcp::socket::executor_type;

    /// `context` must outlive it.
    TlsSocket(tcp::socket socket, SSL_CTX* context)
        : socket_(std::move(socket)), tls_(SSL_new(context), SSL_free) {
        error_code ignored;
        socket_.native_non_blocking(true, ignored);
        if (tls_) SSL_set_fd(tls_.get(), static_cast<int>(socket_.native_handle()));
    }

    executor_type get_executor() { return socket_.get_executor(); }
    tcp::socket& socket() { return socket_; }
    SSL* native() { return tls_.get(); }

    void close() {
        error_code ignored;
        socket_.close(ignored);
    }

    /// The server's part of it.
    template <class Token>
    auto async_handshake(Token&& token) {
        return begin([this] { return SSL_accept(tls_.get()); }, std::forward<Token>(token));
    }

    /// Says that nothing follows, and does not wait for the other side to say so too.
    template <class Token>
    auto async_shutdown(Token&& token) {
        return begin(
            [this] {
                const int said = SSL_shutdown(tls_.get());
                return said == 0 ? 1 : said;
            },
            std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        const auto into = first_of<boost::asio::mutable_buffer>(buffers);
        return begin([this, into] { return into.size() == 0 ? 1 : read_records(into); },
                     std::forward<Token>(token), into.size() == 0);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        const auto from = first_of<boost::asio::const_buffer>(buffers);
        return begin(
            [this, from] {
                return from.size() == 0 ? 1
                                        : SSL_write(tls_.get(), from.data(), limited(from.size()));
            },
            std::forward<Token>(token), from.size() == 0);
    }

private:
    /// As many records as are there and fit, since each alone is 16 KiB at most. What ends it after
    /// the first is met again by the next call.
    int read_records(boost::asio::mutable_buffer into) {
        int read = 0;
        while (into.size() > 0) {
            ERR_clear_error();
            const int got = SSL_read(tls_.get(), into.data(), limited(into.size()));
            if (got <= 0) return read > 0 ? read : got;
            read += got;
            into += static_cast<std::size_t>(got);
        }
        return read;
    }

    /// One call of OpenSSL, again each time the socket is ready for what it wants.
    template <class Call>
    struct Operation {
        TlsSocket& stream;
        Call call;
        bool nothing;  ///< to read or write: the result does not count
        bool inside = false, over = false;
        error_code failed = {};
        std::size_t moved = 0;

        template <class Self>
        void operator()(Self& self, error_code woken = {}) {
            if (over) return self.complete(failed, moved);
            if (woken) return self.complete(woken, 0);
            // The number of a closed descriptor may be another's by now.
            if (!stream.socket_.is_open())
                return end(self, boost::asio::error::operation_aborted, 0);
            ERR_clear_error();
            const int result = call();
            if (result > 0) return end(self, {}, nothing ? 0 : static_cast<std::size_t>(result));
            const int why = SSL_get_error(stream.native(), result);
            inside = true;
            if (why == SSL_ERROR_WANT_READ)
                return stream.socket_.async_wait(tcp::socket::wait_read, std::move(self));
            if (why == SSL_ERROR_WANT_WRITE)
                return stream.socket_.async_wait(tcp::socket::wait_write, std::move(self));
            end(self, error_of(why), 0);
        }

        /// A handler must not run inside the call that began the operation.
        template <class Self>
        void end(Self& self, error_code error, std::size_t bytes) {
            if (std::exchange(inside, true)) return self.complete(error, bytes);
            over = true;
            failed = error;
            moved = bytes;
            const auto executor = stream.get_executor();
            boost::asio::post(executor, std::move(self));
        }
    };

    template <class Call, class Token>
    auto begin(Call call, Token&& token, bool nothing = false) {
        return boost::asio::async_compose<Token, void(error_code, std::size_t)>(
            Operation<Call>{*this, std::move(call), nothing}, token, socket_);
    }

    static error_code error_of(int why) {
        if (why == SSL_ERROR_ZERO_RETURN) return boost::asio::error::eof;
        const auto queued = ERR_get_error();
        if (queued != 0) return {static_cast<int>(queued), boost::asio::error::get_ssl_category()};
        return boost::asio::error::connection_reset;
    }

    template <class Buffer, class Buffers>
    static Buffer first_of(const Buffers& buffers) {
        for (auto each = boost::asio::buffer_sequence_begin(buffers);
             each != boost::asio::buffer_sequence_end(buffers); ++each)
            if (Buffer one(*each); one.size() > 0) return one;
        return {};
    }

    static int limited(std::size_t size) {
        return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
    }

    tcp::socket socket_;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
};

/// How Beast's WebSocket ends the connection below it.
inline void beast_close_socket(TlsSocket& stream) { stream.close(); }

inline void teardown(boost::beast::role_type, TlsSocket& stream, boost::system::error_code& error) {
    stream.close();
    error = {};
}

template <class Handler>
void async_teardown(boost::beast::role_type, TlsSocket& stream, Handler&& handler) {
    stream.async_shutdown([&stream, kept = std::forward<Handler>(handler)](
                              boost::system::error_code, std::size_t) mutable {
        stream.close();
        kept(boost::system::error_code{});
    });
}

}  // namespace diag
