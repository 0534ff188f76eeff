// SPDX-License-Identifier: Apache-2.0
// Where the ticks of an axis stand, and which points of a long series are worth drawing.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "platform/clock.hpp"

namespace diag::report {

/// Whether a plot can show a value: finite, and no larger than 1e15 either way.
bool plottable(double value);

/// A scale from 0 (or below, where values are) to a round number at or above the largest value.
struct Scale {
    double from = 0;
    double to = 1;
    double step = 0.25;  ///< 1, 2, 2.5 or 5 times a power of ten
    std::vector<double> ticks;
};

/// The scale for values between `least` and `most` with four to six ticks.
Scale scale_for(double least, double most);

/// "0.25", "1 200", "3.5 M": with as many decimals as `step` needs.
std::string tick_text(double value, double step);

/// Round local times (full minutes, hours, midnights) in [from, to], at most `most` + 1 of them.
std::vector<Time> time_ticks(Time from, Time to, std::size_t most);

using Point = std::pair<Time, double>;

/// At most about 4 * `slots` points that draw the same line: of each of `slots` equal spans of time
/// the first, the least, the greatest and the last point, in order. Values that are not plottable
/// and times before 1970 or after 9999 are left out.
std::vector<Point> thinned(const std::vector<Point>& points, std::size_t slots);

}  // namespace diag::report
