// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/figures.hpp"

#include <doctest.h>

#include <numeric>

#include "tests/availability/history.hpp"

namespace diag::test {
namespace {

using availability::figures_of;
using availability::month_from;
using availability::Window;

std::int64_t length_of(const char* month) {
    const auto found = month_from(month);
    REQUIRE(found);
    return found->window.until - found->window.from;
}

/// Of spans that are the whole month.
availability::Figures whole(const std::vector<availability::Span>& spans) {
    const Window all{spans.front().window.from, spans.back().window.until};
    return figures_of(spans, all, all);
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
    return whole(spans);
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
    const auto figures = whole({{{late, late + 60}, Class::cloud}});

    CHECK(figures.claim_by == "2026-10-27");
    CHECK(availability::date_after(late, 14) == "2026-11-03");
}

TEST_CASE("availability: the first failure decides until when all can be claimed") {
    const Zone zone("UTC0");
    const auto figures = whole({{{october, october + 4'000}, Class::cloud},
                                {{october + 4'000, october + 900'000}, Class::up},
                                {{october + 900'000, october + 904'000}, Class::cloud}});

    CHECK(figures.claim_by == "2026-10-08");
    CHECK(figures.outages.back().claim_by == "2026-10-18");
}

TEST_CASE("availability: a month that goes on is measured by the whole of it") {
    const Window month{october, october + 30 * 86'400}, over{october, october + 27 * 86'400};
    const auto after = [&](std::int64_t away) {
        return figures_of(
            {{{october, october + away}, Class::cloud}, {{october + away, over.until}, Class::up}},
            over, month);
    };

    CHECK(after(2'400).allowed == 2'592);
    CHECK_FALSE(after(2'400).missed);
    CHECK(after(2'400).credit == 0);
    CHECK(after(2'400).claim_by == "2026-10-08");
    CHECK(after(2'593).missed);
    CHECK(after(2'593).credit == 2);
}

TEST_CASE("availability: on the first day minutes of outage are not yet a month that was missed") {
    const Window month{october, october + 31 * 86'400}, over{october, october + 3'600};
    const auto figures = figures_of(
        {{{october, october + 600}, Class::cloud}, {{october + 600, october + 3'600}, Class::up}},
        over, month);

    CHECK_FALSE(figures.missed);
    CHECK(figures.total == 3'600);
}

TEST_CASE("availability: where nothing was seen there is no percentage, and its share is told") {
    for (const auto what : {Class::unknown, Class::network, Class::machine, Class::planned}) {
        const auto figures = whole({{{october, october + 86'400}, what}});
        CHECK(figures.seen() == 0);
        CHECK(percent_text(figures) == "-");
        CHECK(seen_text(figures) == "0.0000 %");
    }
    const auto half = whole(
        {{{october, october + 600}, Class::up}, {{october + 600, october + 1'200}, Class::agent}});
    CHECK(percent_text(half) == "100.0000 %");
    CHECK(seen_text(half) == "50.0000 %");
}

TEST_CASE("availability: an outage is claimed from where it began, in the month before too") {
    const Zone zone("UTC0");
    const Window month{october, october + 31 * 86'400};
    const auto figures = figures_of({{{october - 9'000, october - 7'200}, Class::up},
                                     {{october - 7'200, october + 7'200}, Class::cloud},
                                     {{october + 7'200, month.until}, Class::up}},
                                    month, month);

    CHECK(figures.of(Class::cloud) == 7'200);
    CHECK(figures.failures == 1);
    CHECK(figures.claim_by == "2026-10-07");
    REQUIRE(figures.outages.size() == 1);
    CHECK(figures.outages.front().span.window.from == october);
    CHECK(figures.outages.front().began == october - 7'200);
    CHECK(figures.outages.front().claim_by == "2026-10-07");
}

TEST_CASE("figures: what is a day at most unseen parts no failure, more than that does") {
    const Zone zone("UTC0");
    const Window month{october, october + 31 * 86'400};
    const auto claim_by = [&](std::int64_t unseen) {
        return figures_of({{{october - 90'000 - unseen, october - 90'000}, Class::cloud},
                           {{october - 90'000, october - 90'000 + unseen}, Class::agent},
                           {{october - 90'000 + unseen, month.until}, Class::cloud}},
                          month, month)
            .claim_by;
    };

    CHECK(claim_by(3'600) == "2026-10-06");
    CHECK(claim_by(89'000) == "2026-10-07");
}

TEST_CASE("availability: a span is told to the second") {
    CHECK(availability::span_text(0) == "0 s");
    CHECK(availability::span_text(2'593) == "43 min 13 s");
    CHECK(availability::span_text(90'061) == "1 d 1 h 1 min 1 s");
}

TEST_CASE("availability: an outage in which the service started anew is one failure") {
    const auto failures = [](Class between) {
        return whole({{{october, october + 4'000}, Class::cloud},
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
