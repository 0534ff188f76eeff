// SPDX-License-Identifier: Apache-2.0
// The clock of cron. 23 November 2026 is a Monday.
#include <doctest.h>

#include <string>

#include "collectors/backups/cron.hpp"

using namespace diag;
using namespace std::chrono_literals;
using backups::CronTime;

namespace {

constexpr Time monday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

/// When a line of these fields was due last, "2026-11-23T02:00"; "never" or "unreadable".
std::string due(const std::string& fields, Time local = monday + 20h) {
    const auto time = CronTime::of(fields + " root /bin/x");
    if (!time) return "unreadable";
    const auto last = time->last_due(local);
    return last ? to_text(*last).substr(0, 16) : "never";
}

}  // namespace

TEST_CASE("backups: cron's daily line was due today, or yesterday before its time") {
    CHECK(due("0 2 * * *") == "2026-11-23T02:00");
    CHECK(due("0 2 * * *", monday + 2h) == "2026-11-23T02:00");
    CHECK(due("0 2 * * *", monday + 1h + 59min) == "2026-11-22T02:00");
    CHECK(due("0 2 * * *", monday + 2h + 59s) == "2026-11-23T02:00");
    CHECK(due("  0\t2 *  * *") == "2026-11-23T02:00");
}

TEST_CASE("backups: cron's lists, ranges and steps") {
    CHECK(due("5-10/5 0 * * *") == "2026-11-23T00:10");
    CHECK(due("50/5 0 * * *") == "2026-11-23T00:55");
    CHECK(due("*/15 9-17 * * mon-fri", monday + 8h) == "2026-11-20T17:45");
    CHECK(due("30 1 1,15 * *") == "2026-11-15T01:30");
    CHECK(due("7,3,5 4-6,1 * * *") == "2026-11-23T06:07");
    CHECK(due("*/99 23 * * *") == "2026-11-22T23:00");
    CHECK(due("59 23 31 12 *") == "2025-12-31T23:59");
}

TEST_CASE("backups: cron's names, and Sunday by both its numbers") {
    for (const auto* sunday : {"0 3 * * 7", "0 3 * * 0", "0 3 * * Sun", "0 3 * * SUN"})
        CHECK(due(sunday) == "2026-11-22T03:00");
    CHECK(due("0 0 1 jan-mar *") == "2026-03-01T00:00");
    CHECK(due("0 0 1 Dec *") == "2025-12-01T00:00");
    CHECK(due("0 3 * * 5-7") == "2026-11-22T03:00");
}

TEST_CASE("backups: where both day fields are restricted, one that fits will do in cron") {
    CHECK(due("0 0 13 * 5") == "2026-11-20T00:00");
    CHECK(due("0 0 13 * fri", monday - 24h * 4) == "2026-11-13T00:00");
    // A field that begins with a star is not restricted for this.
    CHECK(due("0 0 */2 * 5") == "2026-11-13T00:00");
    CHECK(due("0 0 13 * *") == "2026-11-13T00:00");
}

TEST_CASE("backups: cron's short forms") {
    CHECK(due("@daily") == "2026-11-23T00:00");
    CHECK(due("@midnight") == "2026-11-23T00:00");
    CHECK(due("@hourly", monday + 20h + 34min) == "2026-11-23T20:00");
    CHECK(due("@weekly") == "2026-11-22T00:00");
    CHECK(due("@monthly") == "2026-11-01T00:00");
    CHECK(due("@yearly") == "2026-01-01T00:00");
    CHECK(due("@annually") == "2026-01-01T00:00");
}

TEST_CASE("backups: cron's leap day comes back, 30 February never does") {
    CHECK(due("0 0 29 2 *") == "2024-02-29T00:00");
    CHECK(due("0 0 30 2 *") == "never");
}

TEST_CASE("backups: what cron would not take, or tells no time of day, is not guessed at") {
    for (const auto* fields : {"@reboot",      "@sometimes",
                               "60 2 * * *",   "0 24 * * *",
                               "0 2 0 * *",    "0 2 32 * *",
                               "0 2 * 13 *",   "0 2 * 0 *",
                               "0 2 * * 8",    "5-1 2 * * *",
                               "*/0 2 * * *",  "*/ 2 * * *",
                               "0~59 2 * * *", "a b c d e",
                               ", 2 * * *",    "1,,2 2 * * *",
                               "-1 2 * * *",   "1-2-3 2 * * *",
                               "mon 2 * * *",  "0 2 * * mond",
                               "0 2 * * L",    "0 2 ? * *",
                               "0 2 * * 1#2",  "*5 2 * * *",
                               "1- 2 * * *",   "99999999999999999999 2 * * *",
                               "0.5 2 * * *",  "ExecStart=/x a b c d"}) {
        CAPTURE(fields);
        CHECK(due(fields) == "unreadable");
    }
    for (const auto* line : {"", "0 2 * * *", "@daily", "backup.py -p /b", "MAILTO=root", "\t "})
        CHECK_FALSE(CronTime::of(line));
}

TEST_CASE("backups: of any line the time before a due one is an earlier due one") {
    for (const auto* fields : {"0 2 * * *", "*/7 * * * *", "30 1 1,15 * 3", "@weekly", "@hourly",
                               "1 1 29 2 *", "0 */5 */3 feb-nov 1-5/2"}) {
        const auto time = CronTime::of(std::string(fields) + " x");
        REQUIRE(time);
        auto at = monday + 20h;
        for (int step = 0; step < 5; ++step) {
            const auto last = time->last_due(at);
            if (!last) break;
            CHECK(*last <= at);
            CHECK(time->last_due(*last) == last);
            at = *last - 1min;
        }
    }
}
