// SPDX-License-Identifier: Apache-2.0
// What a run remembers, so that a trend outlives the backups that were rotated away: one JSON line
// whenever something is new.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"

namespace diag::backups {

/// The backups of one kind in one place.
struct Kept {
    std::string place;
    std::string kind;
    std::uint64_t count = 0;
    std::string newest;  ///< its name
    std::uint64_t bytes = 0;
    Time taken{};
    std::string contents;  ///< as read in it; empty: it was not
    bool operator==(const Kept&) const = default;
};

struct Moment {
    Time time{};
    std::vector<Kept> kept;
};

std::string write_moment(const Moment& moment);

/// In order of time; without those after `now` and what is no moment.
std::vector<Moment> parse_history(std::string_view text, Time now);

/// What the evidence of this run makes worth remembering; nothing where all is as it was.
std::optional<std::string> moment_of(const Evidence& evidence);

}  // namespace diag::backups
