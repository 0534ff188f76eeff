// SPDX-License-Identifier: Apache-2.0
// What workers are held against, and how often.
#pragma once

#include <algorithm>
#include <cstdint>

#include "platform/clock.hpp"

namespace diag::run {

/// How often memory is looked at.
inline constexpr milliseconds tick{20};

// A sanitizer keeps shadow memory and freed blocks: several times what the program itself needs.
// And the whole agent begins with 180 MB (--version under AddressSanitizer, /usr/bin/time -f %M).
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::uint64_t memory_factor = 12, memory_floor = 512 << 20;
#else
inline constexpr std::uint64_t memory_factor = 1, memory_floor = 0;
#endif

/// What a worker may hold at most; 0: it is not bounded.
constexpr std::uint64_t bound_of(std::uint64_t memory) {
    return memory == 0 ? 0 : std::max(memory * memory_factor, memory_floor);
}

/// As an Overrun tells them.
inline std::uint64_t count_of(milliseconds span) {
    return static_cast<std::uint64_t>(span.count());
}

}  // namespace diag::run
