// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/carrier.hpp"

#include "platform/memory.hpp"

namespace diag::halves {

Carrier::~Carrier() {
    {
        const std::scoped_lock lock(guard_);
        ending_ = true;
        if (desk_) desk_->stop();
    }
    came_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Carrier::carry(Ask ask, Told told) {
    const std::scoped_lock lock(guard_);
    next_ = Job{std::move(ask), std::move(told)};
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
    came_.notify_all();
}

void Carrier::drop() {
    const std::scoped_lock lock(guard_);
    next_.reset();
    // One that was stopped asks nothing more: the next request has another.
    if (desk_) desk_->stop();
    desk_.reset();
}

Result<HttpAnswer> Carrier::ask_desk(const Ask& ask) {
    auto way = way_();
    std::shared_ptr<Https> desk;
    {
        const std::scoped_lock lock(guard_);
        if (ending_) return Error{Fault::refused, "stopped"};
        if (!desk_ || as_ != way.credentials) {
            if (way.credentials) {
                way.place.certificate = &way.credentials->certificate;
                way.place.key = &way.credentials->key;
            }
            desk_ = std::make_shared<Https>(std::move(way.place));
            as_ = std::move(way.credentials);
        }
        desk = desk_;
    }
    return desk->ask({.method = ask.method,
                      .target = ask.target,
                      .headers = ask.headers,
                      .body = ask.body,
                      .patience = ask.patience});
}

void Carrier::work() {
    // What is carried is big, and followed by silence.
    constexpr milliseconds quiet{5'000};
    bool busy = false;
    for (;;) {
        std::unique_lock lock(guard_);
        const auto due = [this] { return ending_ || next_; };
        if (busy && !came_.wait_for(lock, quiet, due)) {
            lock.unlock();
            give_back_memory();
            lock.lock();
        }
        busy = true;
        came_.wait(lock, due);
        if (ending_) return;
        const auto job = std::move(*next_);
        next_.reset();
        lock.unlock();
        job.told(ask_desk(job.ask));
    }
}

}  // namespace diag::halves
