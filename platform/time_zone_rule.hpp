// SPDX-License-Identifier: Apache-2.0
// The last line of a TZif file: when clocks change in every year from its last entry on.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace diag {

/// When in a year, by the local clock.
struct YearlyRule {
    enum class Form { julian, day, month };  ///< "J60" (never 29 February), "59" from 0, "M3.2.0"
    Form form = Form::month;
    int month = 0, week = 0, weekday = 0;  ///< week 5: the last one
    int day = 0;                           ///< of the year, for the other two forms
    std::int32_t seconds = 7'200;          ///< after midnight; may be negative or above a day

    std::chrono::local_seconds in(int year) const;
};

struct ZoneRule {
    std::int32_t standard = 0;  ///< seconds ahead of UTC
    bool saves_daylight = false;
    std::int32_t daylight = 0;
    YearlyRule begins, ends;  ///< of daylight saving
};

/// A TZ string of POSIX as RFC 8536 3.3.1 extends it (hours from -167 to 167):
/// "CET-1CEST,M3.5.0,M10.5.0/3". Nothing when it is none; both rules must be given.
std::optional<ZoneRule> zone_rule_from(std::string_view text);

}  // namespace diag
