// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/new_since.hpp"

#include <doctest.h>

using namespace diag;
using namespace diag::backup;
using namespace std::chrono_literals;
using When = Made::When;

namespace {

const Time taken{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27} + 2h};

/// A backup of 27 November with these collections of the database "event".
Climb with(const std::vector<std::string>& names) {
    Climb climb;
    climb.taken = taken;
    climb.named_so = true;
    Contents contents;
    for (const auto& name : names) contents.collections[{"event", name}].has_documents = true;
    climb.contents = contents;
    return climb;
}

When when(const std::string& name, const Climb& climb) {
    return made({"event", name}, climb, {.documents = {}, .source = {}}).when;
}

}  // namespace

TEST_CASE("new since: a later day in the name of one of a series tells, each way it is written") {
    const std::vector<std::pair<std::string, std::string>> ways{{"log_", ""}, {"", ".log"}};
    for (const auto& [before, after] : ways)
        for (const std::string between : {"", "-", "_", "."}) {
            const auto dated = [&](const std::string& month, const std::string& day) {
                return before + "2026" + between + month + between + day + after;
            };
            const auto climb = with({dated("11", "25"), dated("11", "26")});
            CAPTURE(dated("11", "28"));
            CHECK(when(dated("11", "28"), climb) == When::since);
            // In some time zone it is that day already.
            CHECK(when(dated("11", "27"), climb) == When::not_told);
            CHECK(when(dated("11", "24"), climb) == When::not_told);
            CHECK(when(dated("11", "31"), climb) == When::not_told);
        }
    const auto months = with({"events202609", "events202610"});
    CHECK(when("events202612", months) == When::since);
    CHECK(when("events202611", months) == When::not_told);
    CHECK(when("events202613", months) == When::not_told);
}

TEST_CASE("new since: a date tells nothing where the backup holds no two of the kind") {
    CHECK(when("log_20261128", with({})) == When::not_told);
    CHECK(when("log_20261128", with({"log_20261126"})) == When::not_told);
    CHECK(when("log_20261128", with({"log_20261126", "other_20261125"})) == When::not_told);
    auto elsewhere = with({"log_20261126"});
    elsewhere.contents->collections[{"covi", "log_20261125"}].has_documents = true;
    CHECK(when("log_20261128", elsewhere) == When::not_told);
}

TEST_CASE("new since: numbers that are no date, or too many, are none") {
    const auto climb = with({"part_1", "part_2", "t_2026_1_1", "t_2026_1_2", "x12345678901", "x1",
                             "s_123456", "s_123457", "h_2026_11_25_10", "h_2026_11_25_11"});
    for (const std::string name :
         {"part_3", "part_20261128_5", "t_2026_1_9", "x20261128000", "s_999999", "h_2026_11_29_10",
          "t_2027_0101_1", "plain", "", "-", "2026", "20261128"}) {
        CAPTURE(name);
        CHECK(when(name, climb) == When::not_told);
    }
}

TEST_CASE("new since: the oldest document goes before what a name tells") {
    const auto climb = with({"log_20261125", "log_20261126"});
    Expected expected{.documents = {}, .source = {}};
    expected.oldest[{"event", "log_20261128"}] = taken - 1h;
    const auto told = made({"event", "log_20261128"}, climb, expected);
    CHECK(told.when == When::before);
    CHECK(told.by == "its oldest document is of 2026-11-27T01:00Z");
}
