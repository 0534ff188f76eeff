// SPDX-License-Identifier: Apache-2.0
#include "agent/line/pause.hpp"

#include <algorithm>
#include <utility>

namespace diag::line {

bool Pause::wait(milliseconds span, bool may_hurry) {
    std::unique_lock lock(guard_);
    const auto deadline = clock_.uptime() + span;
    for (;;) {
        if (ended_) return false;
        if (std::exchange(hurried_, false) && may_hurry) return false;
        const auto left = deadline - clock_.uptime();
        if (left.count() <= 0) return true;
        const auto before = clock_.now().time_since_epoch() - clock_.uptime();
        changed_.wait_for(lock, std::min(left, look_));
        const auto after = clock_.now().time_since_epoch() - clock_.uptime();
        if (may_hurry && std::chrono::abs(after - before) > tolerance) return false;
    }
}

void Pause::hurry() {
    const std::scoped_lock lock(guard_);
    hurried_ = true;
    changed_.notify_all();
}

void Pause::end() {
    const std::scoped_lock lock(guard_);
    ended_ = true;
    changed_.notify_all();
}

}  // namespace diag::line
