// SPDX-License-Identifier: Apache-2.0
// How far the clocks of several machines are apart, from what each piece of evidence bounds.
//
// A piece says: this clock is ahead of that one by at least so much, at most so much. All pieces
// together are a system of difference constraints; its tightest bounds are shortest paths between
// the clocks (Floyd and Warshall). What cannot be true together with what was taken before is set
// aside and told, for it means that a clock was set between two looks at it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "platform/clock.hpp"

namespace diag::report {

/// No more clocks are correlated: the work grows with the cube of their number.
inline constexpr std::size_t most_clocks = 40;

/// Clock `of` is ahead of clock `against` by `least` to `most`; nothing: not bounded on that side.
struct ClockBound {
    std::size_t of = 0;
    std::size_t against = 0;
    std::optional<milliseconds> least, most;
    std::string by;  ///< what it rests on: the phrase clock.by.<by>
};

struct ClockOffset {
    /// How far it is ahead of the reference; nothing: no evidence bounds it on both sides.
    std::optional<milliseconds> ahead;
    milliseconds doubt{};  ///< it may be so much more or less
    std::optional<milliseconds> least, most;
    std::vector<std::string> by;         ///< all that bounds it, each once
    std::vector<std::string> set_aside;  ///< what cannot be true beside the others
};

/// The offset of each of `clocks` clocks against `reference`. Bounds come first that are believed
/// more. A clock that may be right, because 0 lies within its bounds, is taken to be right; else it
/// is taken to be in their middle. Clocks are placed one after the other, those that may be right
/// first and of them the surest, so that what is known of two of them against each other holds in
/// what comes out. Bounds of clocks that
/// do not exist, and of more than most_clocks, are ignored.
std::vector<ClockOffset> correlated(std::size_t clocks, std::size_t reference,
                                    const std::vector<ClockBound>& bounds);

}  // namespace diag::report
