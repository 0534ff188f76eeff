// SPDX-License-Identifier: Apache-2.0
// What earlier looks came to, so that silence is measured by looks and not by time alone.
//
// Each look remembers one JSON line, which holds all that must outlive it: however often somebody
// looks, and however few lines are kept, nothing of it is forgotten.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cloud/look.hpp"

namespace diag::cloud {

/// Outages on this site's record that are to be claimed still, by whoever keeps it.
struct ClaimTold {
    std::string from;  ///< when the first began, local
    std::string away;  ///< how long all of them were: "2 h 5 min"
    std::string day;   ///< the last day, local: "2026-10-08"
    Time over{};       ///< when that day is
    std::int64_t outages = 0;
    bool missed = false;  ///< the month is missed: a credit is due
    bool operator==(const ClaimTold&) const = default;
};

struct Memory {
    std::optional<Time> cloud_reached, licence_reached;  ///< the last time
    /// The first time that the licence server was asked in vain after that, or ever.
    std::optional<Time> licence_silent;
    std::set<std::string> places;  ///< interfaces that ever answered: "covi.real.com:443"
    std::optional<ClaimTold> claim;
};

/// Of lines that looks remembered, the oldest first. Lines of a time after `now` do not count: a
/// clock was ahead then.
Memory memory_of(std::string_view lines, Time now);

/// The line to remember of a look.
json::value to_json(const Memory& before, const std::vector<Look>& looks, Time now);

/// A line that tells what is to be claimed from here on, or that nothing is.
json::value to_json(const std::optional<ClaimTold>& claim, Time now);

}  // namespace diag::cloud
