// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/disk/forecast.hpp"

using namespace diag;
using namespace diag::disk;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr Time start{std::chrono::milliseconds{1'795'000'000'000}};

/// A reading every `step`, as `level(i)` has it.
template <class Level>
Readings readings(std::size_t count, milliseconds step, Level level) {
    Readings all;
    for (std::size_t i = 0; i < count; ++i)
        all.emplace_back(start + step * static_cast<std::int64_t>(i),
                         level(static_cast<double>(i)));
    return all;
}

}  // namespace

TEST_CASE("disk: steady growth is foretold exactly, and all readings agree") {
    const auto steady = readings(13, minutes{15}, [](double i) { return 10 + i; });

    const auto trend = trend_of(steady, hours{3}, 4, hours{1});

    REQUIRE(trend);
    CHECK(trend->per_hour == doctest::Approx(4));
    CHECK(trend->agreement == doctest::Approx(1));
    CHECK(time_to_full(*trend, 22, 42) == hours{5});
}

TEST_CASE("disk: one big file does not make a trend") {
    const auto jump =
        readings(13, minutes{15}, [](double i) { return i < 6 ? 10.0 + i / 100 : 90.0 + i / 100; });

    const auto trend = trend_of(jump, hours{3}, 4, hours{1});

    REQUIRE(trend);
    CHECK(trend->agreement < 0.5);
}

TEST_CASE("disk: too few readings or too short a time foretell nothing") {
    const auto few = readings(3, minutes{60}, [](double i) { return i; });
    const auto quick = readings(50, minutes{1}, [](double i) { return i; });

    CHECK_FALSE(trend_of(few, hours{3}, 4, hours{1}).has_value());
    CHECK_FALSE(trend_of(quick, hours{3}, 4, hours{1}).has_value());
    CHECK_FALSE(trend_of({}, hours{3}, 4, hours{1}).has_value());
}

TEST_CASE("disk: only the window counts") {
    auto slow_then_fast = readings(20, minutes{30}, [](double i) { return i < 12 ? 0 : i - 12; });

    const auto trend = trend_of(slow_then_fast, hours{3}, 4, hours{1});

    REQUIRE(trend);
    CHECK(trend->readings == 7);
    CHECK(trend->per_hour == doctest::Approx(2));
}

TEST_CASE("disk: what shrinks or stands still is never full") {
    CHECK_FALSE(time_to_full(Trend{.per_hour = 0}, 1, 2).has_value());
    CHECK_FALSE(time_to_full(Trend{.per_hour = -1}, 1, 2).has_value());
    CHECK_FALSE(time_to_full(Trend{.per_hour = 1e-9}, 1, 2).has_value());
    CHECK(time_to_full(Trend{.per_hour = 1}, 3, 2) == milliseconds{0});
}

TEST_CASE("disk: the rise of the days before is known from the third day on") {
    const auto sawtooth = [](double hour) {
        return static_cast<double>(static_cast<int>(hour) % 24);
    };

    CHECK_FALSE(usual_rise(readings(30, hours{1}, sawtooth)).has_value());
    const auto usual = usual_rise(readings(24 * 3 + 1, hours{1}, sawtooth));
    REQUIRE(usual);
    CHECK(*usual == doctest::Approx(23));
}

TEST_CASE("disk: thousands of readings are thinned, and tell the same") {
    const auto many = readings(5000, minutes{2}, [](double i) { return 30 + i; });

    const auto trend = trend_of(many, hours{7 * 24}, 4, hours{24});

    REQUIRE(trend);
    CHECK(trend->readings == 200);
    CHECK(trend->per_hour == doctest::Approx(30));
}
