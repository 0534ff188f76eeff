// SPDX-License-Identifier: Apache-2.0
// Calendars and times for the tests of a case's clocks, by the zones of this system.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "agent/cases/calendar.hpp"
#include "agent/cases/clocks.hpp"
#include "agent/exchange/fields.hpp"

namespace diag::test {

/// Of what `toml` says; fails the test where that is none.
inline cases::Calendar calendar(const std::string& toml) {
    auto read = cases::calendar_from(system_files(), toml, "calendar.toml", "UTC");
    REQUIRE_MESSAGE(read, (read ? std::string() : read.error().what));
    return *read;
}

/// "2026-11-23T20:33": in UTC.
inline Time utc(const std::string& text) {
    const auto time = exchange::time_from(text + ":00.000Z");
    REQUIRE(time);
    return *time;
}

/// When the clock has to be met; fails the test where nothing says so.
inline std::string due_text(const cases::Course& course, const cases::Calendar& calendar, Time now,
                            cases::Clock clock) {
    const auto all = cases::dues(course, calendar, now);
    REQUIRE(all);
    for (const auto& each : *all)
        if (each.clock == clock)
            return std::string(name_of(each.state)) +
                   (each.at ? " " + to_text(*each.at).substr(0, 16) : "");
    return "none";
}

}  // namespace diag::test
