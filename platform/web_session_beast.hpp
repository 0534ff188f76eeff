// SPDX-License-Identifier: Apache-2.0
// One connection of a WebServer, from its handshake to its end: requests one after another, or a
// WebSocket. All of it runs on the connection's strand.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>
#include <vector>

#include "platform/log.hpp"
#include "platform/tls_socket_beast.hpp"
#include "platform/web_parts_beast.hpp"

namespace diag::web {

template <class Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
    using Parser = http::request_parser<http::buffer_body>;
    static constexpr bool over_tls = std::is_same_v<Stream, TlsSocket>;
    static constexpr auto or_error = asio::experimental::as_tuple(asio::use_awaitable);

public:
    Session(Stream stream, Shared& shared, std::string address)
        : stream_(std::move(stream)),
          shared_(shared),
          address_(std::move(address)),
          gate_(std::make_shared<Gate>(stream_.get_executor())),
          watchdog_(stream_.get_executor()) {}

    ~Session() override { shared_.ended(); }

    void start() {
        asio::co_spawn(stream_.get_executor(), live(this->shared_from_this()),
                       [](std::exception_ptr thrown) {
                           if (thrown) log::warning("a connection ended by a fault of ours");
                       });
    }

    void cut() override {
        gate_->post([self = this->shared_from_this()] { self->stop(); });
    }

    // For LineEnd.
    void push(std::string text);
    void finish();

private:
    asio::awaitable<void> live(std::shared_ptr<Session> self);
    asio::awaitable<bool> greet();
    asio::awaitable<bool> exchange();
    asio::awaitable<WebOutcome> take(Parser& parser, WebBody& body, bool& gone);
    asio::awaitable<WebAnswer> outcome(WebOutcome outcome);
    asio::awaitable<bool> write(const WebAnswer& answer, const Parser& parser, bool keep);
    asio::awaitable<bool> write_file(http::response<http::buffer_body>& frame, const WebFile& file);
    asio::awaitable<void> drain();
    asio::awaitable<void> listen(const WebUpgrade& upgrade, const Parser& parser);
    void pump();

    void arm(milliseconds span) {
        watchdog_.expires_after(span);
        watchdog_.async_wait([weak = this->weak_from_this()](error_code cancelled) {
            if (const auto self = weak.lock(); self && !cancelled) self->stop();
        });
    }
    void stop() {
        error_code ignored;
        lowest().close(ignored);
    }
    tcp::socket& lowest() {
        if constexpr (over_tls)
            return stream_.socket();
        else
            return stream_;
    }

    Stream stream_;
    Shared& shared_;
    std::string address_;
    std::shared_ptr<Gate> gate_;
    asio::steady_timer watchdog_;
    beast::flat_buffer buffer_;
    std::shared_ptr<const Certificate> certificate_;
    std::optional<websocket::stream<Stream&>> socket_;
    std::vector<std::string> outgoing_;
    std::size_t outgoing_bytes_ = 0;
    bool writing_ = false, closing_ = false;
};

template <class Stream>
asio::awaitable<void> Session<Stream>::live(std::shared_ptr<Session> self) {
    bool on = co_await greet();
    while (on) on = co_await exchange();
    watchdog_.cancel();
    gate_->close();
    stop();
    static_cast<void>(self);
}

template <class Stream>
asio::awaitable<bool> Session<Stream>::greet() {
    if constexpr (over_tls) {
        arm(handshake_patience);
        const auto [failed, none] = co_await stream_.async_handshake(or_error);
        static_cast<void>(none);
        if (failed) ++shared_.failed_handshakes;
        if (failed) co_return false;
        certificate_ = shown_by(stream_.native());
    }
    co_return true;
}

template <class Stream>
asio::awaitable<bool> Session<Stream>::exchange() {
    Parser parser;
    parser.header_limit(head_limit);
    parser.body_limit(boost::none);
    arm(shared_.plan.patience);
    const auto [failed, got] = co_await http::async_read_header(stream_, buffer_, parser, or_error);
    static_cast<void>(got);
    if (failed) {
        if (is_nonsense(failed)) co_await write(web_error(400, "not HTTP"), parser, false);
        co_return false;
    }
    ++shared_.requests;
    const auto head = head_of(parser.get(), parser.content_length(), address_, certificate_);
    auto reception = begin(shared_.service, head);
    if (const auto* upgrade = std::get_if<WebUpgrade>(&reception)) {
        if (websocket::is_upgrade(parser.get())) {
            co_await listen(*upgrade, parser);
            co_return false;
        }
        reception = WebAnswer{.status = 426, .headers = {{"Upgrade", "websocket"}}};
    }
    bool gone = false, unread = !parser.is_done();
    WebOutcome what;
    if (auto* body = std::get_if<std::unique_ptr<WebBody>>(&reception)) {
        auto taken = co_await take(parser, **body, gone);
        what = std::move(taken);
        unread = !parser.is_done();
        body->reset();
    } else if (auto* wait = std::get_if<WebWait>(&reception)) {
        what = std::move(*wait);
    } else {
        what = std::move(std::get<WebAnswer>(reception));
    }
    if (gone) co_return false;
    const auto answer = co_await outcome(std::move(what));
    const bool keep = parser.get().keep_alive() && !unread && !answer.close;
    const bool written = co_await write(answer, parser, keep);
    if (written && unread) co_await drain();
    co_return written&& keep;
}

template <class Stream>
asio::awaitable<WebOutcome> Session<Stream>::take(Parser& parser, WebBody& body, bool& gone) {
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [failed, sent] =
            co_await asio::async_write(stream_, asio::buffer(go_on.data(), go_on.size()), or_error);
        static_cast<void>(sent);
        gone = bool(failed);
    }
    const auto block = std::make_unique<char[]>(block_size);
    while (!gone && !parser.is_done()) {
        auto& part = parser.get().body();
        part.data = block.get();
        part.size = block_size;
        part.more = true;
        arm(shared_.plan.patience);
        const auto [failed, got] = co_await http::async_read(stream_, buffer_, parser, or_error);
        static_cast<void>(got);
        gone = failed && failed != http::error::need_buffer;
        const std::string_view bytes{block.get(), block_size - parser.get().body().size};
        // What came before the line was cut counts as well: an upload goes on from there.
        if (const auto taken = give(body, bytes); !taken) co_return body.refusal(taken.error());
    }
    if (gone) co_return WebAnswer{};
    co_return finished(body);
}

template <class Stream>
asio::awaitable<WebAnswer> Session<Stream>::outcome(WebOutcome outcome) {
    if (auto* answer = std::get_if<WebAnswer>(&outcome)) co_return std::move(*answer);
    auto& wait = std::get<WebWait>(outcome);
    watchdog_.cancel();
    const auto later = std::make_shared<Later>(gate_, stream_.get_executor());
    later->timer->expires_after(wait.patience);
    wait.begin(later);
    const auto [cancelled] = co_await later->timer->async_wait(or_error);
    static_cast<void>(cancelled);
    later->timer.reset();
    co_return later->given ? std::move(*later->given) : std::move(wait.otherwise);
}

template <class Stream>
asio::awaitable<bool> Session<Stream>::write(const WebAnswer& answer, const Parser& parser,
                                             bool keep) {
    auto frame = frame_of(answer, parser.get().version(), keep);
    arm(shared_.plan.patience);
    http::response_serializer<http::buffer_body> serializer(frame);
    if (parser.get().method() == http::verb::head || answer.status == 204 || answer.status == 304) {
        const auto [failed, sent] =
            co_await http::async_write_header(stream_, serializer, or_error);
        static_cast<void>(sent);
        co_return !failed;
    }
    if (answer.file) co_return co_await write_file(frame, *answer.file);
    frame.body().data = const_cast<char*>(answer.body.data());
    frame.body().size = answer.body.size();
    frame.body().more = false;
    const auto [failed, sent] = co_await http::async_write(stream_, serializer, or_error);
    static_cast<void>(sent);
    co_return !failed;
}

template <class Stream>
asio::awaitable<bool> Session<Stream>::write_file(http::response<http::buffer_body>& frame,
                                                  const WebFile& file) {
    FileReader reader(file);
    http::response_serializer<http::buffer_body> serializer(frame);
    const auto block = std::make_unique<char[]>(block_size);
    do {
        const auto size = reader.read(block.get(), block_size);
        // A file that ends before its time: the client must notice.
        if (size == 0 && reader.left() > 0) co_return false;
        frame.body().data = size > 0 ? block.get() : nullptr;
        frame.body().size = size;
        frame.body().more = reader.left() > 0;
        arm(shared_.plan.patience);
        const auto [failed, sent] = co_await http::async_write(stream_, serializer, or_error);
        static_cast<void>(sent);
        if (failed && failed != http::error::need_buffer) co_return false;
    } while (!serializer.is_done());
    co_return true;
}

/// Takes what still comes for a moment: a reset would take the answer from the client.
template <class Stream>
asio::awaitable<void> Session<Stream>::drain() {
    arm(drain_patience);
    if constexpr (over_tls) {
        const auto [ignored, none] = co_await stream_.async_shutdown(or_error);
        static_cast<void>(ignored);
        static_cast<void>(none);
    }
    error_code ignored;
    lowest().shutdown(tcp::socket::shutdown_send, ignored);
    const auto block = std::make_unique<char[]>(block_size);
    for (std::size_t seen = 0; seen < drain_limit;) {
        const auto [failed, got] =
            co_await lowest().async_read_some(asio::buffer(block.get(), block_size), or_error);
        if (failed) co_return;
        seen += got;
    }
}

template <class Stream>
asio::awaitable<void> Session<Stream>::listen(const WebUpgrade& upgrade, const Parser& parser) {
    watchdog_.cancel();
    socket_.emplace(stream_);
    socket_->set_option(timeouts_of(upgrade));
    socket_->read_message_max(upgrade.message_limit);
    socket_->auto_fragment(false);
    const auto [refused] = co_await socket_->async_accept(parser.get(), or_error);
    if (refused) co_return;
    buffer_ = {};
    upgrade.listener->opened(std::make_shared<LineEnd<Session>>(gate_, this->weak_from_this()));
    for (;;) {
        const auto [failed, got] = co_await socket_->async_read(buffer_, or_error);
        static_cast<void>(got);
        if (failed || !socket_->got_text()) break;
        const auto bytes = buffer_.cdata();
        upgrade.listener->message({static_cast<const char*>(bytes.data()), bytes.size()});
        buffer_ = {};
    }
    gate_->close();
    upgrade.listener->closed();
}

template <class Stream>
void Session<Stream>::push(std::string text) {
    outgoing_bytes_ += text.size();
    if (outgoing_bytes_ > most_outgoing) return stop();
    outgoing_.push_back(std::move(text));
    pump();
}

template <class Stream>
void Session<Stream>::finish() {
    closing_ = true;
    pump();
}

template <class Stream>
void Session<Stream>::pump() {
    if (writing_ || !socket_) return;
    const auto self = this->shared_from_this();
    if (outgoing_.empty() && !closing_) return;
    writing_ = true;
    if (outgoing_.empty()) {
        socket_->async_close(websocket::close_code::normal, [self](error_code) {});
        return;
    }
    socket_->text(true);
    socket_->async_write(asio::buffer(outgoing_.front()), [self](error_code failed, std::size_t) {
        self->writing_ = false;
        if (failed) return self->stop();
        self->outgoing_bytes_ -= self->outgoing_.front().size();
        self->outgoing_.erase(self->outgoing_.begin());
        self->pump();
    });
}

}  // namespace diag::web
