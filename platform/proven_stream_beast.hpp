// SPDX-License-Identifier: Apache-2.0
// One TLS connection to a server that has proven itself: what https.hpp and web_socket.hpp stand
// on. For their sources only.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "platform/https.hpp"
#include "platform/network_fault_beast.hpp"

namespace diag {

using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

/// Its calls block the one thread that uses it; stop() is for any thread.
class ProvenStream {
public:
    /// No step of open() takes longer: name, connection, proxy, TLS.
    static constexpr milliseconds usual_patience{15'000};

    /// `stop` may be empty; else it is asked every 100 ms at the latest, and true ends what is
    /// being done. Without it nothing wakes but what happens. `place` outlives this.
    ProvenStream(const HttpsPlace& place, Https::Stop stop, milliseconds patience = usual_patience);

    /// Looks up the name, connects, passes the proxy, and has the server prove itself. `shown`
    /// becomes its authority where that was known by its digest. Fails as Https::ask() does.
    Result<> open(std::optional<Certificate>& shown);

    /// Valid once open() was called. May be moved away; the socket under it stays known here.
    TlsStream& stream() { return *stream_; }
    boost::beast::tcp_stream& socket() { return *socket_; }
    boost::asio::io_context& io() { return io_; }

    /// Ends what is being done and all that is begun later, with Fault::refused.
    void stop();
    bool stopped() const { return stopped_; }

    /// Waits for the one operation that `begin` starts with the handler it is given.
    template <class Begin>
    Result<> finish(std::string_view what, Begin begin) {
        boost::system::error_code failed;
        const auto ran = attend(failed, begin);
        if (!ran) return ran;
        if (failed) return network_error(failed, what);
        return {};
    }

    /// The same, where the caller looks at the library's error itself.
    template <class Begin>
    Result<> attend(boost::system::error_code& failed, Begin begin) {
        bool over = false;
        begin([&](boost::system::error_code error, auto&&...) {
            failed = error;
            over = true;
        });
        return run(over);
    }

private:
    Result<> prepare();
    Result<> connect();
    Result<> pass_proxy();
    Result<> shake_hands();
    /// Runs what was begun until its handler has set `over`.
    Result<> run(const bool& over);
    bool ended() const { return stopped_ || (stop_ && stop_()); }

    const HttpsPlace& place_;
    Https::Stop stop_;
    milliseconds patience_;
    std::atomic<bool> stopped_ = false;
    std::pair<const std::string*, std::optional<Certificate>*> known_;
    boost::asio::io_context io_{1};
    boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
    std::optional<TlsStream> stream_;
    boost::beast::tcp_stream* socket_ = nullptr;
};

}  // namespace diag
