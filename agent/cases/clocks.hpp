// SPDX-License-Identifier: Apache-2.0
// The clocks of the support agreement: what of a case is due when. Pure.
//
// An hour is an hour, at night and on holidays too. A business day is the working time of one day
// of the calendar: a case of Tuesday 15:00 has used one up on Wednesday 15:00, one of a Saturday
// when Monday closes. A calendar day ends when the clock shows the same time one date later. A
// pause stops them all: none of its time counts.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "agent/cases/calendar.hpp"

namespace diag::cases {

enum class Severity { high, medium, low };  ///< 1, 2 and 3 of the agreement

/// "high", "medium", "low".
std::string_view name_of(Severity severity);
/// Also "1", "2", "3" and the words of Spanish and Portuguese.
std::optional<Severity> severity_named(std::string_view name);

/// Nothing counts from `from` on; without `until` it lasts.
struct Pause {
    Time from{};
    std::optional<Time> until;
};

/// What has happened in a case so far.
struct Course {
    Severity severity = Severity::high;
    Time opened{};
    std::optional<Time> responded;  ///< the first time
    std::vector<Time> updates;      ///< every word after that, in their order
    std::optional<Time> noticed;    ///< the reseller was told and a solution agreed on
    std::optional<Time> closed;     ///< solved for good
    std::vector<Pause> pauses;
};

enum class Clock { response, update, notice };
enum class State { met, met_late, due, overdue, paused, dropped };

std::string_view name_of(Clock clock);
std::string_view name_of(State state);  ///< "met", "met_late", ...
std::optional<Clock> clock_named(std::string_view name);
std::optional<State> state_named(std::string_view name);

struct Due {
    Clock clock = Clock::response;
    State state = State::due;
    std::optional<Time> at;   ///< by when; nothing while a pause lasts that began before
    std::optional<Time> met;  ///< when it was done
    /// When that it was done was signed, where that was only later (Entry::noted_later()).
    std::optional<Time> noted{};
    std::size_t late = 0;  ///< of updates: how many that came before this came late
};

/// One for each clock that the severity has: response, update (not of low), notice. Entries later
/// than `now` have not happened yet. Fails with malformed where the calendar has no business day
/// within two years.
Result<std::vector<Due>> dues(const Course& course, const Calendar& calendar, Time now);

/// What is next: the earliest that is overdue, else the earliest that is due; nullptr: nothing.
const Due* next_of(std::span<const Due> all);

}  // namespace diag::cases
