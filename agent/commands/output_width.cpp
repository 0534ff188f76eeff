// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/output_width.hpp"

#include <unistd.h>

#include "platform/terminal.hpp"

namespace diag::commands {

std::size_t output_width() {
    constexpr std::size_t unbounded = 1 << 20;
    return is_terminal(STDOUT_FILENO) ? terminal_width(STDOUT_FILENO) : unbounded;
}

}  // namespace diag::commands
