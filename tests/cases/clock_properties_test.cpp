// SPDX-License-Identifier: Apache-2.0
// What must hold of every case in every zone, whatever its clocks do: thousands of them, the same
// ones each time.
#include <algorithm>
#include <array>
#include <random>

#include "agent/cases/running_time.hpp"
#include "tests/cases/calendars.hpp"

namespace diag::cases {
namespace {

using namespace std::chrono;

// Daylight saving north and south, of half an hour (Lord Howe), within Ramadan (Casablanca), ended
// (São Paulo, Mexico); offsets of 45 minutes and of 14 hours; a day left out (Apia).
constexpr std::array zones{"UTC",
                           "Europe/Madrid",
                           "America/New_York",
                           "America/Sao_Paulo",
                           "America/Mexico_City",
                           "Australia/Lord_Howe",
                           "Africa/Casablanca",
                           "Asia/Kathmandu",
                           "Pacific/Kiritimati",
                           "Pacific/Apia",
                           "America/St_Johns",
                           "Antarctica/Troll"};

class Chance {
public:
    std::int64_t below(std::int64_t most) {
        return static_cast<std::int64_t>(source_() % static_cast<std::uint64_t>(most));
    }

    /// From 2000 to 2040; half of them within two days of a date at which something happens.
    Time time() {
        const auto year = 2000 + static_cast<int>(below(40));
        const std::array<sys_days, 6> dates{
            sys_days{std::chrono::year{year} / 12 / 31},
            sys_days{std::chrono::year{year} / February / last},
            sys_days{std::chrono::year{year} / March / Sunday[last]},
            sys_days{std::chrono::year{year} / March / Sunday[2]},
            sys_days{std::chrono::year{year} / October / Sunday[last]},
            sys_days{2011y / December / 30}};
        constexpr auto day = milliseconds{days{1}}.count();
        if (below(2) == 0)
            return Time{sys_days{std::chrono::year{year} / 1 / 1}} + milliseconds{below(365 * day)};
        return Time{dates.at(static_cast<std::size_t>(below(6)))} +
               milliseconds{below(4 * day) - 2 * day};
    }

    milliseconds span() { return milliseconds{below(milliseconds{days{9}}.count())}; }

    Calendar calendar() {
        auto made = test::calendar("");
        made.zone_name = zones.at(static_cast<std::size_t>(below(zones.size())));
        made.zone = *time_zone_named(system_files(), made.zone_name);
        const auto first = below(7);
        for (auto& day : made.days) day = below(2) == 0;
        made.days.at(static_cast<std::size_t>(first)) = true;
        made.opens = minutes{below(24 * 60)};
        made.closes = made.opens + minutes{1 + below(24 * 60 - made.opens.count())};
        for (int n = 0; n < 5; ++n)
            made.yearly.insert(month{1 + static_cast<unsigned>(below(12))} /
                               day{1 + static_cast<unsigned>(below(29))});
        return made;
    }

    std::vector<Pause> pauses(Time from) {
        std::vector<Pause> all;
        for (auto left = below(4); left > 0; --left) {
            const auto begin = from + span() - span() / 2;
            all.push_back({begin, begin + span()});
        }
        return all;
    }

private:
    std::mt19937_64 source_{20'201'002};
};

TEST_CASE("clocks: whatever the zone, what is due comes after the opening, in an hour of work") {
    Chance chance;
    for (int n = 0; n < 3'000; ++n) {
        const auto calendar = chance.calendar();
        const auto from = chance.time();
        const RunningTime running({});
        const int count = 1 + static_cast<int>(chance.below(3));
        const auto at = running.after_business_days(from, count, calendar);
        REQUIRE(at);
        REQUIRE(*at);
        CHECK(**at > from);
        const auto hours = hours_on(calendar, floor<days>(calendar.zone.local(**at - 1ms)));
        REQUIRE_MESSAGE(hours, calendar.zone_name << " " << to_text(from));
        CHECK(hours->begin < **at);
        CHECK(**at <= hours->end);
    }
}

TEST_CASE("clocks: who opens a case later is never due earlier") {
    Chance chance;
    for (int n = 0; n < 2'000; ++n) {
        const auto calendar = chance.calendar();
        Course one{.severity = static_cast<Severity>(chance.below(3)), .opened = chance.time()};
        one.pauses = chance.pauses(one.opened);
        auto two = one;
        two.opened += chance.span();
        const auto now = two.opened + days{400};
        const auto first = dues(one, calendar, now);
        const auto second = dues(two, calendar, now);
        REQUIRE(first);
        REQUIRE(second);
        for (std::size_t clock = 0; clock < first->size(); ++clock) {
            // Clocks that are turned back show an hour twice, in Antarctica two: a calendar day
            // ends by what they show.
            const milliseconds twice = first->at(clock).clock == Clock::notice ? 2h : 0h;
            CHECK_MESSAGE(*first->at(clock).at <= *second->at(clock).at + twice + 4ms,
                          calendar.zone_name << " " << to_text(one.opened));
        }
    }
}

TEST_CASE("clocks: the days of two spans are as many as those of both in a row") {
    Chance chance;
    for (int n = 0; n < 2'000; ++n) {
        const auto calendar = chance.calendar();
        const auto from = chance.time();
        const RunningTime running(chance.pauses(from));
        const auto one = running.after_business_days(from, 1, calendar);
        REQUIRE(one);
        const auto two = running.after_business_days(**one, 1, calendar);
        const auto both = running.after_business_days(from, 2, calendar);
        REQUIRE(two);
        REQUIRE(both);
        // Where clocks change within the hours each part is rounded up to a millisecond.
        CHECK_MESSAGE(abs(**two - **both) <= 10ms, calendar.zone_name << " " << to_text(from));
    }
}

TEST_CASE("clocks: a pause moves what is due by all of it or, over nights, by no more") {
    Chance chance;
    for (int n = 0; n < 2'000; ++n) {
        const auto calendar = chance.calendar();
        Course course{.severity = Severity::high, .opened = chance.time()};
        const auto now = course.opened + days{400};
        const auto free = dues(course, calendar, now);
        const auto begin = course.opened + chance.span();
        const Pause pause{begin, begin + chance.span()};
        course.pauses.push_back(pause);
        const auto paused = dues(course, calendar, now);
        REQUIRE(free);
        REQUIRE(paused);
        for (std::size_t clock = 0; clock < free->size(); ++clock) {
            const auto before = *free->at(clock).at;
            const auto moved = *paused->at(clock).at - before;
            CHECK(moved == (begin < before ? *pause.until - begin : milliseconds{0}));
        }
    }
}

TEST_CASE("clocks: what is overdue stays so, and is told at the millisecond after it was due") {
    Chance chance;
    for (int n = 0; n < 1'000; ++n) {
        const auto calendar = chance.calendar();
        const Course course{.severity = static_cast<Severity>(chance.below(3)),
                            .opened = chance.time()};
        const auto all = dues(course, calendar, course.opened);
        REQUIRE(all);
        for (std::size_t clock = 0; clock < all->size(); ++clock) {
            const auto at = *all->at(clock).at;
            CHECK(dues(course, calendar, at)->at(clock).state == State::due);
            CHECK(dues(course, calendar, at + 1ms)->at(clock).state == State::overdue);
            CHECK(dues(course, calendar, at + days{500})->at(clock).at == at);
        }
    }
}

}  // namespace
}  // namespace diag::cases
