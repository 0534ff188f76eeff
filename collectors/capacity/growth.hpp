// SPDX-License-Identifier: Apache-2.0
// How fast does it grow, and how many days are left? As a range, and only where enough was seen.
#pragma once

#include <optional>
#include <string>

#include "collectors/capacity/ages.hpp"
#include "collectors/disk/forecast.hpp"
#include "platform/clock.hpp"

namespace diag::capacity {

using disk::Readings;  ///< bytes at a time

/// Per day. What is deleted lessens `net` and is not seen in what was written.
struct Rate {
    double low = 0, high = 0;
    std::size_t days = 0;  ///< that were seen, whole
};

/// Net growth of the last 14 days: of all pairs of readings a day or more apart the slopes, without
/// their lowest and their highest tenth. Nothing where they span less than `least` days, are fewer
/// than four, or of fewer than three different days.
std::optional<Rate> net_rate(const Readings& readings, double least);

/// What was written a day: the least and the most of the last seven times 24 hours, as far back as
/// there are files; nothing where the store is younger than three days. Where not all files were
/// counted, of the folders named after one of the days before yesterday, if three were: a day that
/// is not over yet anywhere on Earth tells too little.
std::optional<Rate> written_rate(const Ages& ages, std::uint64_t Window::*number, Time now);

struct DaysLeft {
    double earliest = 0;
    std::optional<double> latest;  ///< nothing: perhaps never
};

/// Nothing where it does not grow.
std::optional<DaysLeft> days_left(double available, double low, double high);

/// "12-18 d", "> 12 d", "12 d", "< 1 d"; more than ten years is "> 3650 d".
std::string days_text(const DaysLeft& days);

}  // namespace diag::capacity
