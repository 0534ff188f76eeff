// SPDX-License-Identifier: Apache-2.0
#include <sys/timex.h>

#include "platform/clock_sync.hpp"

namespace diag {

std::optional<bool> clock_is_synchronised() {
    timex state{};  // no modes: nothing is changed, and no right is needed
    if (::adjtimex(&state) < 0) return {};
    return (state.status & STA_UNSYNC) == 0;
}

}  // namespace diag
