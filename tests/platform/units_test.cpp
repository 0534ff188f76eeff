// SPDX-License-Identifier: Apache-2.0
#include "platform/units.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <ctime>

#include "tests/show.hpp"

namespace diag::test {
namespace {

using namespace std::chrono_literals;

constexpr Time now{std::chrono::milliseconds{1'795'464'000'500}};  ///< 2026-11-23T20:00:00.500Z

/// Another time zone for as long as it lives.
struct Zone {
    explicit Zone(const char* name) {
        setenv("TZ", name, 1);
        tzset();
    }
    ~Zone() {
        unsetenv("TZ");
        tzset();
    }
};

std::string since(std::string_view text) {
    const auto point = since_from(text, now);
    return point ? to_text(*point) : std::string(name_of(point.error().fault));
}

TEST_CASE("units: durations are whole numbers with a unit, the larger first") {
    CHECK(*duration_from("90s") == 90s);
    CHECK(*duration_from(" 24h ") == 24h);
    CHECK(*duration_from("1w2d3h4m5s6ms") == 219h + 4min + 5s + 6ms);
    CHECK(*duration_from("0s") == 0s);
}

TEST_CASE("units: what is no duration is refused with what was expected") {
    for (const char* text : {"", " ", "5", "h", "-5s", "1.5h", "5 h", "1h1h", "1m1h", "5S", "5sec",
                             "1h30", "99999999999999999999s", "37000d", "9223372036854775807ms"}) {
        CAPTURE(text);
        const auto span = duration_from(text);
        REQUIRE_FALSE(span);
        CHECK(span.error().fault == Fault::malformed);
    }
    CHECK(duration_from("5 parsecs").error().what ==
          "'5 parsecs' is no duration such as 90s, 30m, 24h, 2d or 1h30m");
}

TEST_CASE("units: a printed duration reads back as itself") {
    for (const auto& [span, text] : {std::pair<milliseconds, std::string>{24h, "24h"},
                                     {48h, "2d"},
                                     {90min, "1h30m"},
                                     {90s, "1m30s"},
                                     {250ms, "250ms"},
                                     {0s, "0s"},
                                     {47h, "47h"},
                                     {49h, "2d1h"}}) {
        CHECK(duration_text(span) == text);
        CHECK(*duration_from(text) == span);
    }
}

TEST_CASE("units: a whole span is told in the largest unit it holds twice, within bounds") {
    using enum SpanUnit;
    CHECK(whole_span_text(119s, second, day) == "119 s");
    CHECK(whole_span_text(120s, second, day) == "2 min");
    CHECK(whole_span_text(7'199s, second, day) == "119 min");
    CHECK(whole_span_text(47h + 59min, second, day) == "47 h");
    CHECK(whole_span_text(71h, second, day) == "2 d");
    CHECK(whole_span_text(59s, minute, day) == "0 min");
    CHECK(whole_span_text(71h, second, hour) == "71 h");
    CHECK(whole_span_text(-5'000s, second, day) == "-5000 s");
}

TEST_CASE("units: sizes count in 1024 unless they say KB") {
    CHECK(*bytes_from("64MiB") == 64u << 20);
    CHECK(*bytes_from("64 mib") == 64u << 20);
    CHECK(*bytes_from("2G") == 2ull << 30);
    CHECK(*bytes_from("2GB") == 2'000'000'000);
    CHECK(*bytes_from("1500000") == 1'500'000);
    CHECK(*bytes_from("7B") == 7);
    CHECK(*bytes_from("18446744073709551615") == ~0ull);
}

TEST_CASE("units: what is no size is refused") {
    for (const char* text :
         {"", "MiB", "-1", "1.5GiB", "64 Mi B", "64XB", "18446744073709551616", "16777216TiB"}) {
        CAPTURE(text);
        CHECK_FALSE(bytes_from(text));
    }
}

TEST_CASE("units: a printed size reads back as itself") {
    for (const auto& [bytes, text] : {std::pair<std::uint64_t, std::string>{64u << 20, "64MiB"},
                                      {1536, "1536"},
                                      {3072, "3KiB"},
                                      {0, "0"},
                                      {1ull << 40, "1TiB"}}) {
        CHECK(exact_bytes_text(bytes) == text);
        CHECK(*bytes_from(text) == bytes);
    }
}

TEST_CASE("since: a duration counts back from now") {
    CHECK(since("24h") == "2026-11-22T20:00:00.500Z");
    CHECK(since("90s") == "2026-11-23T19:58:30.500Z");
}

TEST_CASE("since: RFC 3339 is read with any zone and fraction") {
    CHECK(since("2026-11-23T19:33:28Z") == "2026-11-23T19:33:28.000Z");
    CHECK(since("2026-11-23t19:33:28.5z") == "2026-11-23T19:33:28.500Z");
    CHECK(since("2026-11-23 19:33:28.123456789+02:00") == "2026-11-23T17:33:28.123Z");
    CHECK(since("2026-11-23T09:33-0530") == "2026-11-23T15:03:00.000Z");
    CHECK(since("2024-02-29T00:00:60Z") == "2024-02-29T00:00:59.000Z");
}

TEST_CASE("since: without a zone the time is local to this machine") {
    const Zone zone("CET-1");

    CHECK(since("2026-11-23T19:33:28") == "2026-11-23T18:33:28.000Z");
    CHECK(since("2026-11-23") == "2026-11-22T23:00:00.000Z");
    CHECK(since("today") == "2026-11-22T23:00:00.000Z");
    CHECK(since("yesterday") == "2026-11-21T23:00:00.000Z");
}

TEST_CASE("since: yesterday begins at midnight also when the clocks changed that night") {
    const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
    const auto monday = since_from("2026-10-26T12:00:00Z", now);

    CHECK(to_text(*since_from("yesterday", *monday)) == "2026-10-24T22:00:00.000Z");
    CHECK(to_text(*since_from("today", *monday)) == "2026-10-25T23:00:00.000Z");
}

TEST_CASE("since: the future is refused with the time it is now") {
    for (const char* text : {"2026-11-23T20:00:01Z", "2027-01-01"}) {
        CAPTURE(text);
        const auto point = since_from(text, now);
        REQUIRE_FALSE(point);
        CHECK(point.error().fault == Fault::refused);
        CHECK(point.error().what ==
              "'" + std::string(text) + "' lies in the future: it is now 2026-11-23T20:00:00.500Z");
    }
}

TEST_CASE("since: this very moment is refused, as nothing would be looked at") {
    CHECK(since("0s") == "refused");
    CHECK(since("2026-11-23T20:00:00.500Z") == "refused");
}

TEST_CASE("since: what is no time is malformed") {
    for (const char* text : {"", "tomorrow", "2026-13-01", "2026-02-29", "2026-11-23T",
                             "2026-11-23T24:00Z", "2026-11-23T10:60Z", "2026-11-23T10:00:00.Z",
                             "2026-11-23T10:00Zulu", "2026-11-23T10:00+1", "2026-11-23T10:00+24:00",
                             "1969-12-31", "26-11-23", "2026/11/23", "-24h", "\xff\x00"}) {
        CAPTURE(text);
        CHECK(since(text) == "malformed");
    }
}

TEST_CASE("starting from: a span from now or a point, past or to come") {
    CHECK(*starting_from("8h", now) == now + 8h);
    CHECK(to_text(*starting_from("2030-01-02T03:04Z", now)) == "2030-01-02T03:04:00.000Z");
    CHECK(*starting_from("2020-01-02T03:04Z", now) < now);
    for (const char* text : {"", "soon", "-8h", "tomorrow"}) CHECK_FALSE(starting_from(text, now));
}

}  // namespace
}  // namespace diag::test
