// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/clocks.hpp"

#include "tests/cases/calendars.hpp"

namespace diag::cases {
namespace {

using namespace std::chrono;
using test::calendar;
using test::due_text;
using test::utc;

// Monday to Friday, 9 to 18; 2026-11-23 is a Monday.
const auto plain = [] { return calendar("zone = \"UTC\""); };

TEST_CASE("clocks: a high case is answered within 4 hours, at night and on Sundays too") {
    const Course course{.severity = Severity::high, .opened = utc("2026-11-22T23:30")};
    const auto now = utc("2026-11-22T23:45");
    CHECK(due_text(course, plain(), now, Clock::response) == "due 2026-11-23T03:30");
    CHECK(due_text(course, plain(), now, Clock::update) == "due 2026-11-23T23:30");
    CHECK(due_text(course, plain(), now, Clock::notice) == "due 2026-11-25T23:30");
}

TEST_CASE("clocks: one business day is the working time of one day") {
    const auto due = [](const char* opened, Severity severity = Severity::medium) {
        const Course course{.severity = severity, .opened = utc(opened)};
        return due_text(course, plain(), utc(opened), Clock::response);
    };
    CHECK(due("2026-11-24T15:00") == "due 2026-11-25T15:00");
    CHECK(due("2026-11-27T15:00") == "due 2026-11-30T15:00");
    CHECK(due("2026-11-28T12:00") == "due 2026-11-30T18:00");
    CHECK(due("2026-11-24T09:00") == "due 2026-11-24T18:00");
    CHECK(due("2026-11-24T20:00") == "due 2026-11-25T18:00");
    CHECK(due("2026-11-24T15:00", Severity::low) == "due 2026-11-27T15:00");
}

TEST_CASE("clocks: holidays count as no business days, the yearly ones in every year") {
    const auto with = calendar("holidays = [\"2026-12-24\", \"12-25\", \"01-01\", \"02-29\"]");
    const auto due = [&](const char* opened) {
        const Course course{.severity = Severity::medium, .opened = utc(opened)};
        return due_text(course, with, utc(opened), Clock::response);
    };
    CHECK(due("2026-12-23T12:00") == "due 2026-12-28T12:00");
    CHECK(due("2027-12-23T12:00") == "due 2027-12-24T12:00");
    CHECK(due("2026-12-31T12:00") == "due 2027-01-04T12:00");
    // 29 February 2028 is a Tuesday; there is none in 2027.
    CHECK(due("2028-02-28T12:00") == "due 2028-03-01T12:00");
    CHECK(due("2027-02-26T12:00") == "due 2027-03-01T12:00");
}

TEST_CASE("clocks: three calendar days end at the same time of the clock, not after 72 hours") {
    const auto madrid = calendar("zone = \"Europe/Madrid\"");
    // Clocks go forward on 29 March 2026 at 01:00 UTC, back on 25 October.
    const Course spring{.severity = Severity::high, .opened = utc("2026-03-27T11:00")};
    CHECK(due_text(spring, madrid, spring.opened, Clock::notice) == "due 2026-03-30T10:00");
    const Course autumn{.severity = Severity::high, .opened = utc("2026-10-23T10:00")};
    CHECK(due_text(autumn, madrid, autumn.opened, Clock::notice) == "due 2026-10-26T11:00");
    // The time that a clock jumps over comes when it has jumped.
    const Course night{.severity = Severity::high, .opened = utc("2026-03-26T01:30")};
    CHECK(due_text(night, madrid, night.opened, Clock::notice) == "due 2026-03-29T01:00");
}

TEST_CASE("clocks: a day on which clocks change is one business day like any other") {
    const auto whole = calendar(
        "zone = \"Europe/Madrid\"\nhours = \"00:00-24:00\"\n"
        "days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]");
    // Midnight to midnight in Madrid: 23 hours, then 25.
    const Course spring{.severity = Severity::medium, .opened = utc("2026-03-28T23:00")};
    CHECK(due_text(spring, whole, spring.opened, Clock::response) == "due 2026-03-29T22:00");
    const Course autumn{.severity = Severity::medium, .opened = utc("2026-10-24T22:00")};
    CHECK(due_text(autumn, whole, autumn.opened, Clock::response) == "due 2026-10-25T23:00");
}

TEST_CASE("clocks: a day that a place left out is no business day") {
    // Samoa went from 29 to 31 December 2011; the 30th was a Friday.
    const auto apia = calendar("zone = \"Pacific/Apia\"");
    const auto opened = apia.zone.instant(local_days{2011y / December / 29} + hours{12});
    const Course course{.severity = Severity::medium, .opened = opened};
    const auto all = dues(course, apia, opened);
    REQUIRE(all);
    CHECK(apia.zone.local(*all->front().at) == local_days{2012y / January / 2} + hours{12});
}

TEST_CASE("clocks: nothing of a pause counts, and while it lasts nothing is due") {
    Course course{.severity = Severity::medium, .opened = utc("2026-11-24T15:00")};
    course.pauses.push_back({utc("2026-11-24T16:00"), {}});
    const auto during = utc("2026-11-27T12:00");
    CHECK(due_text(course, plain(), during, Clock::response) == "paused");
    CHECK(due_text(course, plain(), during, Clock::notice) == "paused");
    course.pauses.front().until = utc("2026-11-26T10:00");
    // One of nine hours were used up before; eight are left from Thursday 10:00.
    CHECK(due_text(course, plain(), during, Clock::response) == "overdue 2026-11-26T18:00");
    CHECK(due_text(course, plain(), during, Clock::notice) == "due 2026-12-03T09:00");
    // What was due before a pause began stays overdue in it.
    course.pauses.front() = {utc("2026-11-26T10:00"), {}};
    CHECK(due_text(course, plain(), during, Clock::response) == "overdue 2026-11-25T15:00");
}

TEST_CASE("clocks: an answer that came late stays late, and each update begins the next day anew") {
    Course course{.severity = Severity::high, .opened = utc("2026-11-23T08:00")};
    course.responded = utc("2026-11-23T12:00");
    const auto now = utc("2026-11-24T11:00");
    CHECK(due_text(course, plain(), now, Clock::response) == "met 2026-11-23T12:00");
    CHECK(due_text(course, plain(), now, Clock::update) == "due 2026-11-24T12:00");
    course.responded = utc("2026-11-23T12:01");
    CHECK(due_text(course, plain(), now, Clock::response) == "met_late 2026-11-23T12:00");
    course.updates = {utc("2026-11-24T10:00")};
    CHECK(due_text(course, plain(), now, Clock::update) == "due 2026-11-25T10:00");
    CHECK(due_text(course, plain(), utc("2026-11-25T10:01"), Clock::update) ==
          "overdue 2026-11-25T10:00");
}

TEST_CASE("clocks: an update that came late stays counted when the next comes in time") {
    Course course{.severity = Severity::medium, .opened = utc("2026-11-23T08:00")};
    const auto late = [&](const char* now) {
        const auto all = dues(course, plain(), utc(now));
        REQUIRE(all);
        return all->at(1).late;
    };
    // 36 h after the opening, then two in time, one late, one on the minute.
    course.updates = {utc("2026-11-24T20:00"), utc("2026-11-25T08:00"), utc("2026-11-26T07:00"),
                      utc("2026-11-27T07:01"), utc("2026-11-28T07:01")};
    CHECK(late("2026-11-24T19:00") == 0);
    CHECK(late("2026-11-24T20:00") == 1);
    CHECK(late("2026-11-26T12:00") == 1);
    CHECK(late("2026-11-28T08:00") == 2);
    // The first response is a word, too, and no time of a pause counts.
    course.responded = utc("2026-11-23T21:00");
    CHECK(late("2026-11-28T08:00") == 1);
    course.pauses.push_back({utc("2026-11-26T12:00"), utc("2026-11-26T13:00")});
    CHECK(late("2026-11-28T08:00") == 0);
}

TEST_CASE("clocks: a low case has no updates, and a closed one is owed nothing more") {
    Course course{.severity = Severity::low, .opened = utc("2026-11-23T08:00")};
    const auto now = utc("2026-12-20T12:00");
    CHECK(due_text(course, plain(), now, Clock::update) == "none");
    CHECK(due_text(course, plain(), now, Clock::notice) == "overdue 2026-12-14T08:00");
    course.closed = utc("2026-11-24T12:00");
    CHECK(due_text(course, plain(), now, Clock::response) == "dropped 2026-11-25T18:00");
    CHECK(due_text(course, plain(), now, Clock::notice) == "met 2026-12-14T08:00");
    const auto all = dues(course, plain(), now);
    REQUIRE(all);
    CHECK(next_of(*all) == nullptr);

    // Nor is one that nobody answered in time: that came late, with the close.
    const Course high{.severity = Severity::high,
                      .opened = utc("2026-11-23T08:00"),
                      .closed = utc("2026-11-24T12:00")};
    CHECK(due_text(high, plain(), now, Clock::response) == "met_late 2026-11-23T12:00");
    CHECK(due_text(high, plain(), now, Clock::update) == "met_late 2026-11-24T08:00");
    CHECK(due_text(high, plain(), now, Clock::notice) == "met 2026-11-26T08:00");
    const auto late = dues(high, plain(), now);
    REQUIRE(late);
    CHECK(late->front().met == high.closed);
    CHECK(next_of(*late) == nullptr);
}

TEST_CASE("clocks: what has not happened yet by a moment does not count at that moment") {
    Course course{.severity = Severity::high, .opened = utc("2026-11-23T08:00")};
    course.responded = utc("2026-11-23T10:00");
    course.pauses.push_back({utc("2026-11-23T11:00"), utc("2026-11-23T13:00")});
    CHECK(due_text(course, plain(), utc("2026-11-23T09:00"), Clock::response) ==
          "due 2026-11-23T12:00");
    CHECK(due_text(course, plain(), utc("2026-11-23T12:00"), Clock::notice) == "paused");
}

TEST_CASE("clocks: a calendar whose holidays fill two years is told, not searched for ever") {
    auto never = plain();
    for (sys_days day{2026y / 1 / 1}; day < sys_days{2029y / 1 / 1}; day += days{1})
        never.holidays.insert(year_month_day{day});
    const Course course{.severity = Severity::medium, .opened = utc("2026-01-02T12:00")};
    const auto all = dues(course, never, course.opened);
    REQUIRE_FALSE(all);
    CHECK(all.error().fault == Fault::malformed);
    never.days.fill(false);
    CHECK_FALSE(dues(course, never, course.opened));
}

}  // namespace
}  // namespace diag::cases
