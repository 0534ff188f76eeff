// SPDX-License-Identifier: Apache-2.0
// The visit that became a WebSocket. Included by web_visit_beast.hpp.
#pragma once

#include "platform/web_visit_beast.hpp"

namespace diag::web {

template <class Stream>
asio::awaitable<void> Visit<Stream>::listen(const WebUpgrade& upgrade, const Parser& parser) {
    watchdog_.cancel();
    socket_.emplace(stream_);
    socket_->set_option(timeouts_of(upgrade));
    socket_->read_message_max(upgrade.message_limit);
    socket_->auto_fragment(false);
    const auto [refused] = co_await socket_->async_accept(parser.get(), or_error);
    if (refused) co_return;
    buffer_ = {};
    upgrade.listener->opened(std::make_shared<LineEnd<Visit>>(gate_, this->weak_from_this()));
    for (;;) {
        const auto [failed, got] = co_await socket_->async_read(buffer_, or_error);
        static_cast<void>(got);
        if (failed || !socket_->got_text()) break;
        const auto bytes = buffer_.cdata();
        std::string text(static_cast<const char*>(bytes.data()), bytes.size());
        buffer_ = {};
        if (!tell(*upgrade.listener, std::move(text))) break;
    }
    gate_->close();
    upgrade.listener->closed();
}

template <class Stream>
void Visit<Stream>::push(std::string text) {
    if (stopped_) return;
    outgoing_bytes_ += text.size();
    if (outgoing_bytes_ > most_outgoing) return stop();
    outgoing_.push_back(std::move(text));
    pump();
}

template <class Stream>
void Visit<Stream>::finish() {
    closing_ = true;
    pump();
}

template <class Stream>
void Visit<Stream>::pump() {
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
