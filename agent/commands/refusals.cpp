// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/refusals.hpp"

namespace diag::commands {

bool Refusals::counts(milliseconds uptime) {
    if (recorded_ == 0 || uptime - since_ >= hour) {
        since_ = uptime;
        recorded_ = 0;
    }
    if (recorded_ < most) {
        ++recorded_;
        return true;
    }
    ++left_;
    return false;
}

std::uint64_t Refusals::untold(milliseconds uptime, bool now_or_never) const {
    return now_or_never || uptime - since_ >= hour ? left_ : 0;
}

void Refusals::told() { left_ = 0; }

}  // namespace diag::commands
