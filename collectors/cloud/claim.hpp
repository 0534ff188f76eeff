// SPDX-License-Identifier: Apache-2.0
// What is to be claimed of the cloud's outages, as whoever keeps their record tells a look.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag::cloud {

/// Outages on this site's record that are to be claimed still, by whoever keeps it.
struct ClaimTold {
    std::string from;  ///< when the first began, local
    std::string away;  ///< how long all of them were: "2 h 5 min"
    std::string day;   ///< the last day, local: "2026-10-08"
    Time over{};       ///< when that day is
    std::int64_t outages = 0;
    bool missed = false;  ///< the month is missed: a credit is due
};

json::value to_json(const ClaimTold& claim);

/// Nothing where `text` holds none, or its last day is over.
std::optional<ClaimTold> claim_from(std::string_view text, Time now);

}  // namespace diag::cloud
