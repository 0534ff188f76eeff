// SPDX-License-Identifier: Apache-2.0
// When will it be full? From what earlier runs measured, and only where they say enough.
#pragma once

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "platform/clock.hpp"

namespace diag::disk {

/// Readings in order of time.
using Readings = std::vector<std::pair<Time, double>>;

/// Those of the `window` before the last one, at most 200, evenly chosen.
Readings newest(const Readings& readings, milliseconds window);

/// The slopes, in the unit of the readings an hour, between all pairs that are `apart` or more.
std::vector<double> slopes_of(const Readings& readings, milliseconds apart);

struct Trend {
    double per_hour = 0;   ///< in the unit of the readings; negative when it shrinks
    double agreement = 0;  ///< share of pairs of readings that tell about the same, 0 to 1
    std::size_t readings = 0;
    milliseconds span{};  ///< from the first to the last reading used
};

/// The median of the slopes between all pairs of readings in the last `window` (Theil and Sen): one
/// big file that came or went does not turn it. Nothing when there are fewer than `fewest` readings
/// or they span less than `shortest`.
std::optional<Trend> trend_of(const Readings& readings, milliseconds window, std::size_t fewest,
                              milliseconds shortest);

/// Time until `used` reaches `capacity` at this trend; nothing when it never does or not within ten
/// years.
std::optional<milliseconds> time_to_full(const Trend& trend, double used, double capacity);

/// How far the level rose in the day after this time of day, at most, on the days before: the night
/// backup that comes and goes. Nothing when fewer than two earlier days are known.
std::optional<double> usual_rise(const Readings& readings);

}  // namespace diag::disk
