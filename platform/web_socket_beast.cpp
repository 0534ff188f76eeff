// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <deque>

#include "platform/names.hpp"
#include "platform/proven_stream_beast.hpp"
#include "platform/text.hpp"
#include "platform/web_socket.hpp"

namespace diag {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

/// For a server that does not answer our farewell.
constexpr milliseconds farewell_patience{500};
constexpr std::size_t queue_limit = 4 << 20;
/// A close frame holds 125 bytes, two of them its code (RFC 6455 5.5).
constexpr std::size_t longest_reason = 120;

Error declined(const websocket::response_type& answer) {
    const auto status = answer.result_int();
    const auto words = std::to_string(status) + " " + printable(answer.reason());
    // 403 may be a middle box's word against WebSockets alone: what else is asked will tell.
    if (status == 401)
        return {Fault::denied, "the server does not let us have a WebSocket: " + words};
    return {Fault::unsupported, "the server answers a WebSocket with " + words};
}

}  // namespace

class WebSocket::Connection {
public:
    explicit Connection(Plan plan)
        : plan_(std::move(plan)), proven_(plan_.place, {}, plan_.patience) {}

    Result<> run(const std::function<void()>& opened, const std::function<void(std::string)>& take);
    void send(std::string text);
    void close(const std::string& why);
    bool heard() const { return heard_; }

private:
    Result<> open();
    void set_up();
    void read();
    void write();
    void push(std::string text);
    void say_farewell();
    void await_end();
    void end(Error why);
    Error broken(const error_code& error, std::string_view doing) const;

    const Plan plan_;
    ProvenStream proven_;
    std::optional<websocket::stream<TlsStream, false>> socket_;
    asio::steady_timer farewell_{proven_.io()};
    const std::function<void(std::string)>* take_ = nullptr;

    // What other threads look at.
    std::atomic<bool> live_ = false, closing_ = false, heard_ = false;

    // Of the thread in run().
    beast::flat_buffer buffer_;
    std::deque<std::string> queue_;
    std::size_t queued_ = 0;
    bool writing_ = false, said_farewell_ = false, awaits_end_ = false;
    std::string reason_;
    std::optional<Error> ended_;
};

void WebSocket::Connection::set_up() {
    proven_.socket().expires_never();  // from here on the WebSocket has its own
    socket_.emplace(std::move(proven_.stream()));
    websocket::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = plan_.patience;
    timeouts.idle_timeout = plan_.idle;
    timeouts.keep_alive_pings = true;
    socket_->set_option(timeouts);
    socket_->set_option(websocket::stream_base::decorator([this](websocket::request_type& asked) {
        asked.set(http::field::user_agent, "safr-diag/" DIAG_VERSION);
        for (const auto& [name, value] : plan_.headers) asked.set(name, value);
    }));
    socket_->read_message_max(0);  // read() counts itself: an error there is hidden by what follows
    socket_->control_callback([this](websocket::frame_type kind, beast::string_view) {
        if (kind != websocket::frame_type::close)
            heard_ = true;
        else
            await_end();
    });
}

Result<> WebSocket::Connection::open() {
    std::optional<Certificate> shown;
    if (const auto fine = proven_.open(shown); !fine) return fine;
    set_up();
    websocket::response_type answer;
    error_code failed;
    const auto asked = proven_.attend(failed, [&](auto handler) {
        socket_->async_handshake(answer, authority_of(plan_.place.host, plan_.place.port),
                                 plan_.target, handler);
    });
    if (!asked) return asked;
    if (failed == websocket::error::upgrade_declined) return declined(answer);
    if (failed) return broken(failed, "no WebSocket");
    return {};
}

Result<> WebSocket::Connection::run(const std::function<void()>& opened,
                                    const std::function<void(std::string)>& take) {
    take_ = &take;
    const auto open = this->open();
    if (closing_) return {};
    if (!open) return open;
    proven_.io().restart();
    live_ = true;
    opened();
    read();
    if (closing_) say_farewell();
    while (!ended_) {
        proven_.io().run_one();
        if (proven_.io().stopped() && !ended_) end({Fault::bug, "a WebSocket lost its handlers"});
    }
    live_ = false;
    proven_.socket().close();
    if (closing_) return {};
    return *ended_;
}

Error WebSocket::Connection::broken(const error_code& error, std::string_view doing) const {
    if (error == websocket::error::closed || awaits_end_) {
        const auto& reason = socket_->reason();
        const auto words = printable(std::string_view(reason.reason.data(), reason.reason.size()));
        return {Fault::refused,
                "the server closed the WebSocket" + (words.empty() ? std::string() : ": " + words)};
    }
    if (error == beast::error::timeout && live_)
        return {Fault::timed_out, "the server has become silent"};
    // Beast says farewell to a peer that broke the rules; what that goes on to send ends TLS.
    const error_code after_farewell(
        static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY)),
        asio::error::get_ssl_category());
    if (error == after_farewell)
        return {Fault::malformed, "the server breaks the rules of WebSockets"};
    if (error == websocket::condition::protocol_violation ||
        error == websocket::condition::handshake_failed)
        return {Fault::malformed, std::string(doing) + ": " + printable(error.message())};
    return network_error(error, doing);
}

void WebSocket::Connection::end(Error why) {
    if (!ended_) ended_ = std::move(why);
    live_ = false;
}

void WebSocket::Connection::read() {
    const auto room = plan_.message_limit + 1 - buffer_.size();
    socket_->async_read_some(buffer_, room, [this](const error_code& error, std::size_t) {
        if (ended_) return;
        if (error) return end(broken(error, "the WebSocket was cut off"));
        heard_ = true;
        if (buffer_.size() > plan_.message_limit)
            return end(
                {Fault::full, "a message is longer than " + bytes_text(plan_.message_limit)});
        if (!socket_->is_message_done()) return read();
        if (!socket_->got_text()) return end({Fault::malformed, "a message that is no text"});
        auto text = beast::buffers_to_string(buffer_.data());
        // An idle line keeps no memory.
        buffer_.clear();
        buffer_.shrink_to_fit();
        if (!closing_) (*take_)(std::move(text));
        read();
    });
}

void WebSocket::Connection::send(std::string text) {
    if (!live_) return;
    asio::post(proven_.io(), [this, text = std::move(text)]() mutable { push(std::move(text)); });
}

void WebSocket::Connection::push(std::string text) {
    if (ended_ || said_farewell_) return;
    queued_ += text.size();
    if (queued_ > queue_limit) return end({Fault::full, "the server takes no messages"});
    queue_.push_back(std::move(text));
    if (!writing_) write();
}

void WebSocket::Connection::write() {
    writing_ = true;
    socket_->text(true);
    socket_->async_write(asio::buffer(queue_.front()),
                         [this](const error_code& error, std::size_t) {
                             writing_ = false;
                             if (ended_) return;
                             // What the server said before it closed is still to be read; the
                             // reader ends it.
                             if (error) return;
                             queued_ -= queue_.front().size();
                             queue_.pop_front();
                             if (!queue_.empty())
                                 write();
                             else if (closing_)
                                 say_farewell();
                         });
}

void WebSocket::Connection::close(const std::string& why) {
    closing_ = true;
    if (!live_) return proven_.stop();
    asio::post(proven_.io(), [this, why] {
        reason_ = printable(why).substr(0, longest_reason);
        await_end();
        if (!writing_) say_farewell();
    });
}

void WebSocket::Connection::say_farewell() {
    await_end();
    if (said_farewell_ || ended_) return;
    said_farewell_ = true;
    const auto code =
        reason_.empty() ? websocket::close_code::normal : websocket::close_code::policy_error;
    socket_->async_close({code, reason_}, [this](const error_code& error) {
        end(broken(error ? error : error_code(websocket::error::closed), "closing"));
    });
}

void WebSocket::Connection::await_end() {
    if (awaits_end_) return;
    awaits_end_ = true;
    farewell_.expires_after(farewell_patience);
    farewell_.async_wait([this](const error_code& error) {
        if (!error && !ended_) end(broken(websocket::error::closed, "closing"));
    });
}

WebSocket::WebSocket(Plan plan) : connection_(std::make_unique<Connection>(std::move(plan))) {}
WebSocket::~WebSocket() = default;

Result<> WebSocket::run(const std::function<void()>& opened,
                        const std::function<void(std::string)>& take) {
    return connection_->run(opened, take);
}
void WebSocket::send(std::string text) { connection_->send(std::move(text)); }
void WebSocket::close(const std::string& why) { connection_->close(why); }
bool WebSocket::heard() const { return connection_->heard(); }

}  // namespace diag
