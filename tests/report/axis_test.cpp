// SPDX-License-Identifier: Apache-2.0
#include "agent/report/axis.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "agent/report/plot.hpp"
#include "agent/report/voice.hpp"
#include "tests/report/sample.hpp"

namespace diag::report {
namespace {

using namespace std::chrono_literals;
const Time monday = test::sample_time();  // 2026-11-23T20:30:00Z

double highest(const std::vector<Point>& points) {
    double most = points.front().second;
    for (const auto& point : points) most = std::max(most, point.second);
    return most;
}

}  // namespace

TEST_CASE("axis: scales begin at 0, end at a round number and hold every value") {
    for (const double most : {0.003, 1.0, 7.3, 99.0, 100.0, 12'345.0, 8e11}) {
        CAPTURE(most);
        const auto scale = scale_for(0, most);
        CHECK(scale.from == 0);
        CHECK(scale.to >= most * 0.999999);
        CHECK((scale.ticks.size() >= 4 && scale.ticks.size() <= 7));
    }
}

TEST_CASE("axis: values below 0 and values all the same have a scale too") {
    CHECK(scale_for(-40, 10).from <= -40);
    CHECK(scale_for(0, 0).to > 0);
}

TEST_CASE("axis: tick texts are short") {
    CHECK(tick_text(0.25, 0.25) == "0.25");
    CHECK(tick_text(40, 20) == "40");
    CHECK(tick_text(3'500'000, 500'000) == "3.5 M");
}

TEST_CASE("axis: ticks of time are round in local time") {
    const test::ZoneFor kathmandu("<+0545>-5:45");
    const auto ticks = time_ticks(monday - 24h, monday, 6);

    REQUIRE(ticks.size() >= 3);
    CHECK(ticks.size() <= 7);
    for (const auto tick : ticks) CHECK(clock_text(tick, false).ends_with(":00"));
}

TEST_CASE("axis: days begin at midnight on both sides of a change of the clock") {
    const test::ZoneFor madrid("CET-1CEST,M3.5.0,M10.5.0/3");
    const Time before{std::chrono::sys_days{std::chrono::year{2026} / 10 / 22}};

    const auto ticks = time_ticks(before, before + 24h * 7, 8);

    REQUIRE(ticks.size() == 7);
    for (const auto tick : ticks) CHECK(clock_text(tick, false) == "00:00");
}

TEST_CASE("axis: many years and no time at all end") {
    CHECK(time_ticks(monday, monday + 24h * 365 * 400, 6).size() <= 7);
    CHECK(time_ticks(monday, monday, 6).size() <= 1);
}

TEST_CASE("axis: ten thousand points are thinned and keep their peak") {
    std::vector<Point> points;
    for (int i = 0; i < 10'000; ++i)
        points.emplace_back(monday + i * 1s, i == 7'001 ? 99.0 : i % 7);

    const auto kept = thinned(points, 240);

    CHECK(kept.size() <= 4 * 241);
    CHECK(highest(kept) == 99.0);
    CHECK(std::is_sorted(kept.begin(), kept.end(),
                         [](auto& a, auto& b) { return a.first < b.first; }));
}

TEST_CASE("axis: what is no finite number is not drawn") {
    constexpr auto infinite = std::numeric_limits<double>::infinity();
    CHECK(thinned({{monday, std::nan("")}, {monday + 1s, 1}, {monday + 2s, infinite}}, 10).size() ==
          1);
}

TEST_CASE("plot: a forecast that passes the ceiling is cut there and tells when") {
    Chart chart{.id = "disk.fill", .subject = "/", .unit = "%"};
    chart.series = {{"/", {{monday - 10h, 80}, {monday, 90}}}};
    chart.forecast = {{"/", {{monday, 90}, {monday + 20h, 110}}}};
    chart.ceiling = 100;
    const Plot plot(chart);

    CHECK(plot.scale().to == 100);
    CHECK(plot.y(110) == plot.y(100));
    CHECK(reaches(plot.lines()[1], 100) == monday + 10h);
}

TEST_CASE("plot: a threshold far above the values does not flatten them") {
    Chart chart{.id = "disk.latency", .subject = "sda", .unit = "ms"};
    chart.series = {{"read", {{monday - 10h, 1}, {monday, 2}}}};
    chart.threshold = 100;
    const Plot plot(chart);

    CHECK(plot.threshold_hidden());
    CHECK(plot.scale().to < 10);
}

TEST_CASE("plot: one point gets an axis, none gets no plot") {
    Chart chart{.id = "disk.fill", .subject = "/", .unit = "%"};
    CHECK(Plot(chart).empty());
    chart.series = {{"/", {{monday, 42}}}};
    const Plot plot(chart);
    CHECK(plot.to() - plot.from() == 1h);
    CHECK(std::isfinite(plot.x(monday)));
}

}  // namespace diag::report
