// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/channel.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "platform/files.hpp"

namespace diag::halves {
namespace {

/// So much at once: then others have their turn.
constexpr std::size_t most_at_once = 1 << 20;
constexpr milliseconds measure{10'000};

bool again(int why) { return why == EAGAIN || why == EWOULDBLOCK || why == EINTR; }

}  // namespace

void Channel::post(const Frame& frame) {
    auto bytes = bytes_of(frame);
    {
        const std::scoped_lock lock(guard_);
        if (full_ || ended_) return;
        if (queued_ + bytes.size() > bounds_.most_queued) {
            full_ = true;
            queue_.clear();
        } else {
            if (queue_.empty()) stuck_since_ = system_clock().uptime();
            queued_ += bytes.size();
            queue_.push_back(std::move(bytes));
        }
    }
    waker_.wake();
}

void Channel::end() {
    {
        const std::scoped_lock lock(guard_);
        ended_ = true;
    }
    waker_.wake();
}

Result<> Channel::in_measure(std::size_t bytes) {
    const auto now = system_clock().uptime();
    if (now - window_ > measure) {
        window_ = now;
        bytes_ = pieces_ = 0;
    }
    bytes_ += bytes;
    ++pieces_;
    if ((bounds_.most_bytes != 0 && bytes_ > bounds_.most_bytes) ||
        (bounds_.most_pieces != 0 && pieces_ > bounds_.most_pieces))
        return Error{Fault::full, "it says more than any line has to say"};
    return {};
}

Result<bool> Channel::read() {
    std::array<char, 65'536> block;
    std::size_t taken = 0;
    while (taken < most_at_once) {
        const auto got = ::recv(socket_.get(), block.data(), block.size(), 0);
        if (got < 0 && again(errno)) return false;
        if (got < 0) return from_errno(errno, "the other half");
        if (got == 0) return Error{Fault::absent, "it ended"};
        if (const auto fine = in_measure(static_cast<std::size_t>(got)); !fine) return fine.error();
        frames_.feed({block.data(), static_cast<std::size_t>(got)});
        taken += static_cast<std::size_t>(got);
    }
    return true;
}

Result<> Channel::hand_over(Ear& ear) {
    for (;;) {
        auto frame = frames_.next();
        if (!frame) return frame.error();
        if (!*frame) break;
        begun_at_.reset();
        if (const auto taken = ear.take(std::move(**frame)); !taken) return taken;
    }
    if (!frames_.begun()) begun_at_.reset();
    if (frames_.begun() && !begun_at_) begun_at_ = system_clock().uptime();
    return {};
}

Result<> Channel::write() {
    const std::scoped_lock lock(guard_);
    while (!queue_.empty()) {
        const auto& first = queue_.front();
        const auto put = ::send(socket_.get(), first.data() + written_, first.size() - written_,
                                MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put < 0 && again(errno)) return {};
        if (put < 0) return Error{Fault::absent, "it takes nothing any more"};
        written_ += static_cast<std::size_t>(put);
        stuck_since_ = system_clock().uptime();
        if (written_ < first.size()) continue;
        queued_ -= first.size();
        written_ = 0;
        queue_.pop_front();
    }
    stuck_since_.reset();
    return {};
}

Result<> Channel::heed_time(milliseconds now) {
    const std::scoped_lock lock(guard_);
    if (ended_) return Error{Fault::refused, "it is ended"};
    if (full_ || (stuck_since_ && now - *stuck_since_ > bounds_.patience))
        return Error{Fault::timed_out, "it does not take what it is sent"};
    if (begun_at_ && now - *begun_at_ > bounds_.patience)
        return Error{Fault::timed_out, "it does not end what it began to say"};
    return {};
}

int Channel::next_wait(milliseconds ear_wants, milliseconds now) {
    const std::scoped_lock lock(guard_);
    auto wait = ear_wants;
    if (stuck_since_) wait = std::min(wait, *stuck_since_ + bounds_.patience - now);
    if (begun_at_) wait = std::min(wait, *begun_at_ + bounds_.patience - now);
    return static_cast<int>(std::clamp<std::int64_t>(wait.count() + 1, 0, INT_MAX));
}

Error Channel::run(Ear& ear) {
    for (;;) {
        const auto more = read();
        if (const auto handed = hand_over(ear); !handed) return handed.error();
        if (!more) return more.error();
        if (const auto written = write(); !written) return written.error();
        const auto now = system_clock().uptime();
        const auto wants = ear.tick(now);
        if (!wants) return wants.error();
        if (const auto fine = heed_time(now); !fine) return fine.error();
        bool waiting = false;
        {
            const std::scoped_lock lock(guard_);
            waiting = !queue_.empty();
        }
        std::array polled{
            pollfd{socket_.get(), static_cast<short>(waiting ? POLLIN | POLLOUT : POLLIN), 0},
            pollfd{waker_.get(), POLLIN, 0}};
        ::poll(polled.data(), polled.size(), *more ? 0 : next_wait(*wants, now));
        if (polled[1].revents != 0) waker_.clear();
    }
}

}  // namespace diag::halves
