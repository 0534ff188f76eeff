// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/figures.hpp"

#include <doctest.h>

#include <numeric>

#include "tests/availability/history.hpp"

namespace diag::test {
namespace {

using availability::figures_of;
using availability::month_from;

std::int64_t length_of(const char* month) {
    const auto found = month_from(month);
    REQUIRE(found);
    return found->window.until - found->window.from;
}

/// A month of 30 days with outages of these lengths, each after an hour that was well.
availability::Figures month_with(const std::vector<std::int64_t>& outages,
                                 Class what = Class::cloud) {
    std::vector<availability::Span> spans;
    auto at = october;
    const auto add = [&](std::int64_t length, Class each) {
        spans.push_back({{at, at + length}, each});
        at += length;
    };
    for (const auto length : outages) {
        add(3'600, Class::up);
        add(length, what);
    }
    add(october + 30 * 86'400 - at, Class::up);
    return figures_of(spans);
}

TEST_CASE("availability: a month has its days, and the hour that the clock is changed by") {
    const Zone zone(madrid);

    CHECK(length_of("2026-10") == 31 * 86'400 + 3'600);
    CHECK(length_of("2026-03") == 31 * 86'400 - 3'600);
    CHECK(length_of("2026-09") == 30 * 86'400);
}

TEST_CASE("availability: February has 29 days in a leap year, and no other") {
    const Zone zone("UTC0");

    CHECK(length_of("2028-02") == 29 * 86'400);
    CHECK(length_of("2026-02") == 28 * 86'400);
    CHECK(length_of("2100-02") == 28 * 86'400);
}

TEST_CASE("availability: a month begins at the site's midnight, and says in what zone") {
    const Zone zone(madrid);
    const auto month = month_from("2026-10");

    REQUIRE(month);
    CHECK(month->window.from == october - 2 * 3'600);
    CHECK(month->zone == "CEST +0200, CET +0100");
}

TEST_CASE("availability: all twelve months of a year follow one another without a hole") {
    for (const char* rule : {madrid, "UTC0", "<-03>3", "NZST-12NZDT,M9.5.0,M4.1.0/3"}) {
        const Zone zone(rule);
        auto end = month_from("2026-01")->window.from;
        for (int month = 1; month <= 12; ++month) {
            char name[24];
            std::snprintf(name, sizeof name, "2026-%02d", month);
            const auto found = month_from(name);
            REQUIRE(found);
            CHECK(found->window.from == end);
            end = found->window.until;
        }
        CHECK(month_from("2027-01")->window.from == end);
    }
}

TEST_CASE("availability: what is no month is refused in words") {
    for (const char* text : {"", "2026", "2026-13", "2026-00", "2026/10", "october", "1969-12",
                             "2026-1", "2026-10-01", "-026-10"})
        CHECK_FALSE(month_from(text));
}

TEST_CASE(
    "availability: 43 minutes and 12 seconds of 30 days are kept, one second more is missed") {
    const auto kept = month_with({2'592}), missed = month_with({2'593});

    CHECK_FALSE(kept.missed);
    CHECK(kept.credit == 0);
    CHECK(percent_text(kept) == "99.9000 %");
    CHECK(missed.missed);
    CHECK(missed.credit == 2);
    CHECK(percent_text(missed) == "99.8999 %");
}

TEST_CASE("availability: each failure earns two percent, and ten is the most") {
    CHECK(month_with({2'000, 2'000}).credit == 4);
    CHECK(month_with({2'000, 2'000, 2'000, 2'000, 2'000}).credit == 10);
    CHECK(month_with(std::vector<std::int64_t>(40, 600)).credit == 10);
}

TEST_CASE("availability: nothing but the cloud's own outages ever makes a month missed") {
    for (std::size_t i = 0; i < availability::classes; ++i) {
        const auto what = static_cast<Class>(i);
        const auto figures = month_with({86'400, 86'400}, what);
        CAPTURE(name_of(what));
        CHECK(figures.missed == (what == Class::cloud));
        CHECK((figures.credit > 0) == (what == Class::cloud));
        CHECK(figures.claim_by.empty() == (what != Class::cloud));
    }
}

TEST_CASE("availability: seconds by class add up to the month") {
    const auto figures = month_with({17, 3'601, 86'399}, Class::network);

    CHECK(std::accumulate(figures.seconds.begin(), figures.seconds.end(), std::int64_t{0}) ==
          figures.total);
    CHECK(figures.total == 30 * 86'400);
    CHECK(figures.outages.size() == 3);
}

TEST_CASE("availability: a failure is to be claimed within seven days, by the site's calendar") {
    const Zone zone(madrid);
    // 2026-10-20 23:30 local, before the night in which the clock is changed.
    const std::int64_t late = october + 19 * 86'400 + 21 * 3'600 + 1'800;
    const auto figures = figures_of({{{late, late + 60}, Class::cloud}});

    CHECK(figures.claim_by == "2026-10-27");
    CHECK(availability::date_after(late, 14) == "2026-11-03");
}

TEST_CASE("availability: the first failure decides until when all can be claimed") {
    const Zone zone("UTC0");
    const auto figures = figures_of({{{october, october + 4'000}, Class::cloud},
                                     {{october + 4'000, october + 900'000}, Class::up},
                                     {{october + 900'000, october + 904'000}, Class::cloud}});

    CHECK(figures.claim_by == "2026-10-08");
    CHECK(figures.outages.back().claim_by == "2026-10-18");
}

TEST_CASE("availability: a span is told to the second") {
    CHECK(availability::span_text(0) == "0 s");
    CHECK(availability::span_text(2'593) == "43 min 13 s");
    CHECK(availability::span_text(90'061) == "1 d 1 h 1 min 1 s");
}

TEST_CASE("availability: an outage in which the service started anew is one failure") {
    const auto failures = [](Class between) {
        return figures_of({{{october, october + 4'000}, Class::cloud},
                           {{october + 4'000, october + 4'060}, between},
                           {{october + 4'060, october + 9'000}, Class::cloud}})
            .failures;
    };
    for (const auto between : {Class::agent, Class::unknown, Class::network, Class::planned})
        CHECK(failures(between) == 1);
    CHECK(failures(Class::up) == 2);
    CHECK(failures(Class::partial) == 2);
}

}  // namespace
}  // namespace diag::test
