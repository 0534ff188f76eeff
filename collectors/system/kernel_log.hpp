// SPDX-License-Identifier: Apache-2.0
// Lines of the kernel's log, however they were got: journalctl -o short-iso, dmesg with and without
// --time-format iso, or a file that syslog wrote.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"

namespace diag::host {

struct KernelLine {
    std::optional<Time> time;
    std::string_view message;  ///< without time, host name, "kernel:" and "[  12.3]"
};

/// What turns the times lines carry into moments.
struct LogClock {
    Time now{};  ///< gives syslog's dates their year
    std::optional<Time>
        boot;  ///< gives "[ 12.345678]" its start; without it such lines have no time
};

/// Every line that holds a message, in order. Journal marks ("-- Boot ... --") are left out.
std::vector<KernelLine> kernel_lines(std::string_view text, const LogClock& clock);

}  // namespace diag::host
