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
class Visit final : public Connection, public std::enable_shared_from_this<Visit<Stream>> {
    using Parser = http::request_parser<http::buffer_body>;
    static constexpr bool over_tls = std::is_same_v<Stream, TlsSocket>;
    static constexpr auto or_error = asio::experimental::as_tuple(asio::use_awaitable);

public:
    Visit(Stream stream, Shared& shared, std::string address)
        : stream_(std::move(stream)),
          shared_(shared),
          address_(std::move(address)),
          gate_(std::make_shared<Gate>(stream_.get_executor())),
          watchdog_(stream_.get_executor()) {}

    ~Visit() override {
        gate_->close();
        if (waiting_) waiting_->timer.reset();
        if (!key_.empty()) shared_.holders.remove(key_);
        shared_.ended();
    }

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
    asio::awaitable<void> live(std::shared_ptr<Visit> self);
    asio::awaitable<bool> greet();
    asio::awaitable<bool> exchange();
    asio::awaitable<WebOutcome> take(Parser& parser, WebBody& body, bool& gone);
    asio::awaitable<std::size_t> fill(Parser& parser, char* block, bool& gone);
    asio::awaitable<WebAnswer> outcome(WebOutcome outcome);
    asio::awaitable<bool> write(const WebAnswer& answer, const Parser& parser, bool keep);
    asio::awaitable<void> drain();
    asio::awaitable<void> listen(const WebUpgrade& upgrade, const Parser& parser);
    void pump();

    void arm(milliseconds span) {
        watchdog_.expires_after(span);
        watchdog_.async_wait([weak = this->weak_from_this()](error_code cancelled) {
            if (const auto self = weak.lock(); self && !cancelled) self->stop();
        });
    }
    /// Whatever is under way ends with an error; the descriptor stays ours until we are gone.
    void stop() {
        error_code ignored;
        lowest().shutdown(tcp::socket::shutdown_both, ignored);
        lowest().cancel(ignored);
        if (waiting_ && waiting_->timer) waiting_->timer->cancel();
        stopped_ = true;
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
    std::string key_;  ///< of a client that is counted; empty: not
    bool crowded_ = false, writing_ = false, closing_ = false, stopped_ = false;
    std::shared_ptr<Later> waiting_;
};

template <class Stream>
asio::awaitable<void> Visit<Stream>::live(std::shared_ptr<Visit> self) {
    bool on = co_await greet();
    while (on) on = co_await exchange();
    if constexpr (over_tls) {
        arm(drain_patience);
        if (!stopped_ && !socket_) co_await stream_.async_shutdown(or_error);
    }
    watchdog_.cancel();
    gate_->close();
    stop();
    static_cast<void>(self);
}

template <class Stream>
asio::awaitable<bool> Visit<Stream>::greet() {
    if constexpr (over_tls) {
        arm(handshake_patience);
        const auto [failed, none] = co_await stream_.async_handshake(or_error);
        static_cast<void>(none);
        if (failed) ++shared_.failed_handshakes;
        if (failed) co_return false;
        certificate_ = shown_by(stream_.native());
        if (!certificate_) co_return true;
        key_ = certificate_->key_fingerprint();
        const auto held = shared_.holders.add(key_);
        crowded_ = held > shared_.plan.most_of_one;
        if (crowded_) ++shared_.turned_away;
        co_return held <= 2 * shared_.plan.most_of_one;
    }
    co_return true;
}

template <class Stream>
asio::awaitable<bool> Visit<Stream>::exchange() {
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
    if (crowded_) {
        co_await write(web_error(429, "too many connections of this client"), parser, false);
        co_return false;
    }
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
asio::awaitable<WebOutcome> Visit<Stream>::take(Parser& parser, WebBody& body, bool& gone) {
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [failed, sent] =
            co_await asio::async_write(stream_, asio::buffer(go_on.data(), go_on.size()), or_error);
        static_cast<void>(sent);
        gone = bool(failed);
    }
    const auto block = std::make_unique<char[]>(block_size);
    // Beast reads into what room there is: 512 bytes at a time otherwise.
    buffer_.reserve(block_size);
    while (!gone && !parser.is_done()) {
        const auto filled = co_await fill(parser, block.get(), gone);
        // What came before the line was cut counts as well: an upload goes on from there.
        const auto taken = give(body, {block.get(), filled});
        if (!taken) co_return body.refusal(taken.error());
    }
    buffer_.shrink_to_fit();
    if (gone) co_return WebAnswer{};
    co_return finished(body);
}

/// A block's worth of the body, however slowly it comes, as long as it moves.
template <class Stream>
asio::awaitable<std::size_t> Visit<Stream>::fill(Parser& parser, char* block, bool& gone) {
    auto& part = parser.get().body();
    part.data = block;
    part.size = block_size;
    part.more = true;
    while (!gone && !parser.is_done() && part.size > 0) {
        arm(shared_.plan.patience);
        const auto [failed, got] =
            co_await http::async_read_some(stream_, buffer_, parser, or_error);
        static_cast<void>(got);
        if (failed == http::error::need_buffer) break;
        gone = bool(failed);
    }
    co_return block_size - part.size;
}

template <class Stream>
asio::awaitable<WebAnswer> Visit<Stream>::outcome(WebOutcome outcome) {
    if (auto* answer = std::get_if<WebAnswer>(&outcome)) co_return std::move(*answer);
    auto& wait = std::get<WebWait>(outcome);
    watchdog_.cancel();
    waiting_ = std::make_shared<Later>(gate_, stream_.get_executor());
    waiting_->timer->expires_after(wait.patience);
    wait.begin(waiting_);
    const auto [cancelled] = co_await waiting_->timer->async_wait(or_error);
    static_cast<void>(cancelled);
    waiting_->timer.reset();
    const auto later = std::move(waiting_);
    co_return later->given ? std::move(*later->given) : std::move(wait.otherwise);
}

template <class Stream>
asio::awaitable<bool> Visit<Stream>::write(const WebAnswer& answer, const Parser& parser,
                                           bool keep) {
    auto frame = frame_of(answer, parser.get().version(), keep);
    http::response_serializer<http::buffer_body> serializer(frame);
    const bool bare =
        parser.get().method() == http::verb::head || answer.status == 204 || answer.status == 304;
    arm(shared_.plan.patience);
    const auto [failed, sent] = co_await http::async_write_header(stream_, serializer, or_error);
    static_cast<void>(sent);
    if (failed || bare) co_return !failed;
    BodyReader reader(answer);
    while (!serializer.is_done()) {
        const auto piece = reader.next();
        // A file that ends before its time: the client must notice.
        if (piece.empty() && reader.left() > 0) co_return false;
        frame.body().data = piece.empty() ? nullptr : const_cast<char*>(piece.data());
        frame.body().size = piece.size();
        frame.body().more = reader.left() > 0;
        arm(shared_.plan.patience);
        const auto [broke, wrote] = co_await http::async_write(stream_, serializer, or_error);
        static_cast<void>(wrote);
        if (broke && broke != http::error::need_buffer) co_return false;
    }
    co_return true;
}

/// Takes what still comes for a moment: a reset would take the answer from the client.
template <class Stream>
asio::awaitable<void> Visit<Stream>::drain() {
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

}  // namespace diag::web

#include "platform/web_visit_line_beast.hpp"
