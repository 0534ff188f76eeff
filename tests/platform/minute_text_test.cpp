// SPDX-License-Identifier: Apache-2.0
#include "platform/minute_text.hpp"

#include <doctest/doctest.h>

using namespace diag;
using namespace std::chrono_literals;

TEST_CASE("minute text: the last millisecond of a minute still belongs to it") {
    const Time minute{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27} + 11h + 59min};

    CHECK(minute_text(minute) == "2026-11-27T11:59Z");
    CHECK(minute_text(minute + 59'999ms) == "2026-11-27T11:59Z");
    CHECK(minute_text(minute + 60'000ms) == "2026-11-27T12:00Z");
}

TEST_CASE("minute text: a span is told in whole minutes, hours or days") {
    CHECK(span_text(59'999ms) == "0 min");
    CHECK(span_text(45min) == "45 min");
    CHECK(span_text(7h + 59min) == "7 h");
    CHECK(span_text(12 * 24h) == "12 d");
}
