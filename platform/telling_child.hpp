// SPDX-License-Identifier: Apache-2.0
// Long work in a process we can afford to lose, which tells how far it is.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag {

/// Tells one line, without its newline, and holds none.
using Tell = std::function<void(std::string_view line)>;

struct Listening {
    /// Every line, in the caller's process. Returns whether more is awaited.
    std::function<bool(std::string_view line)> heard;
    std::function<bool()> given_up;      ///< asked at least four times a second
    milliseconds silence{60'000};        ///< between two lines, after which it is left behind
    std::size_t longest_line = 1 << 20;  ///< bytes
    /// RLIMIT_DATA of the child in bytes, where no sanitizer needs more; 0: none.
    std::uint64_t data_limit = 0;
};

/// Runs `work` in a forked child until a line was the last, and ends it. As for disposable
/// children, `work` touches nothing of ours. Fails with timed_out when it stayed silent, refused
/// when given up, full past the longest line, bug when it ended before its last line.
Result<> listen_to_child(const std::function<void(const Tell&)>& work, const Listening& listening);

}  // namespace diag
