// SPDX-License-Identifier: Apache-2.0
// Which records are old, where the clock that says so may be wrong.
#pragma once

#include <span>
#include <vector>

#include "platform/clock.hpp"

namespace diag {

/// By the clock of then.
struct Lifetime {
    Time made{};
    Time ended{};  ///< from when on it grows old
};

/// The newest records stay whatever their age.
inline constexpr std::size_t newest_kept = 20;

/// Two neighbours in time are not further apart, unless a clock jumped between them.
inline constexpr std::chrono::days longest_silence{400};

/// Whether each of `all` is surely old: it ended more than `kept` before `now` and is none of the
/// `newest_kept` that were made by `now`. What was made after `now`, by a clock that was wrong then
/// or by one that is now, is not old and vouches for nothing. None is that lies beyond a silence
/// longer than `longest_silence`, counted from `now` backwards: a clock that jumped forward leaves
/// such a gap behind, also when more was made by it since.
std::vector<bool> surely_old(std::span<const Lifetime> all, milliseconds kept, Time now);

}  // namespace diag
