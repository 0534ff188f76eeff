// SPDX-License-Identifier: Apache-2.0
// What the logs collector concludes from what passed by: lines, their times, what was not read.
#include <doctest.h>

#include "tests/collectors/logs_given.hpp"

using namespace diag;
using namespace diag::test;

namespace {

json::object match(const std::string& id, const std::string& severity, int count,
                   const std::string& first, const std::string& last) {
    return {{"id", id},          {"severity", severity},
            {"count", count},    {"first_line", 3},
            {"last_line", 9},    {"first_time", first},
            {"last_time", last}, {"sample", "sample of " + id}};
}

json::object step(const std::string& time, int errors, int warnings) {
    return {{"time", time}, {"errors", errors}, {"warnings", warnings}};
}

}  // namespace

TEST_CASE("logs: a signature seen in several logs is one finding that names where and when") {
    Given given;
    given.attachment("safr/covi/logs/app.log")["matches"] = json::array{match(
        "logs.no_space", "critical", 2, "2026-11-23T10:00:00.000Z", "2026-11-23T10:05:00.000Z")};
    given.attachment("safr/virga/logs/app.log")["matches"] = json::array{match(
        "logs.no_space", "critical", 5, "2026-11-23T09:00:00.000Z", "2026-11-23T10:01:00.000Z")};

    const auto judgement = given.judge();

    REQUIRE(judgement.findings.size() == 1);
    const auto& found = judgement.findings[0];
    CHECK(found.severity == Severity::critical);
    CHECK(found.parameters.at("count") == "7");
    CHECK(found.parameters.at("when") == "2026-11-23T09:00:00.000Z .. 2026-11-23T10:05:00.000Z");
    CHECK(found.parameters.at("where") == "safr/virga/logs/app.log, safr/covi/logs/app.log");
    CHECK(found.evidence.size() == 2);
}

TEST_CASE("logs: a refused connection or two is news of a restart; more is a warning") {
    for (const int count : {2, 3}) {
        Given given;
        given.attachment("a")["matches"] =
            json::array{match("logs.connection_refused", "warning", count, now, now)};
        const auto judgement = given.judge();
        REQUIRE(find(judgement, "logs.connection_refused") != nullptr);
        CHECK(find(judgement, "logs.connection_refused")->severity ==
              (count < 3 ? Severity::info : Severity::warning));
    }
}

TEST_CASE("logs: a match without times still counts") {
    Given given;
    auto without = match("logs.jvm_heap", "critical", 1, now, now);
    without.erase("first_time");
    without["last_time"] = nullptr;
    given.attachment("a")["matches"] = json::array{without};

    const auto judgement = given.judge();

    REQUIRE(find(judgement, "logs.jvm_heap") != nullptr);
    CHECK(find(judgement, "logs.jvm_heap")->parameters.at("when") == "-");
}

TEST_CASE("logs: times of the pass may be milliseconds or text") {
    Given given;
    auto counted = match("logs.jvm_heap", "critical", 1, now, now);
    counted["first_time"] = 1'795'464'000'000;
    counted["last_time"] = 1'795'464'000'000;
    given.attachment("a")["matches"] = json::array{counted};

    const auto judgement = given.judge();

    REQUIRE(find(judgement, "logs.jvm_heap") != nullptr);
    CHECK(find(judgement, "logs.jvm_heap")->parameters.at("when") == now);
}

TEST_CASE("logs: lines and files from the future are a finding, a few minutes are not") {
    Given given;
    given.attachment("a")["last_time"] = "2026-11-23T20:09:00.000Z";
    CHECK(find(given.judge(), "logs.from_future") == nullptr);

    given.attachment("b")["last_time"] = "2026-11-23T21:30:00.000Z";

    const auto judgement = given.judge();
    REQUIRE(find(judgement, "logs.from_future") != nullptr);
    CHECK(find(judgement, "logs.from_future")->parameters.at("ahead") == "90 min");
    CHECK(find(judgement, "logs.from_future")->parameters.at("names") == "b");
}

TEST_CASE("logs: what could not be read is unknown, what vanished or holds no text is not") {
    Given given;
    given.attachment("a")["failure"] = json::object{{"fault", "denied"}, {"what", "a: denied"}};
    given.attachment("b")["failure"] = json::object{{"fault", "absent"}, {"what", "b: gone"}};
    given.attachment("c")["failure"] = json::object{{"fault", "refused"}, {"what", "image bytes"}};

    const auto judgement = given.judge();

    REQUIRE(find(judgement, "logs.unreadable") != nullptr);
    CHECK(find(judgement, "logs.unreadable")->severity == Severity::unknown);
    CHECK(find(judgement, "logs.unreadable")->parameters.at("count") == "1");
    REQUIRE(find(judgement, "logs.vanished") != nullptr);
    REQUIRE(find(judgement, "logs.no_text") != nullptr);
    CHECK(find(judgement, "logs.no_text")->severity == Severity::info);
}

TEST_CASE("logs: a middle left out is told, a start outside the window is not") {
    Given given;
    given.attachment("a")["dropped"] = json::array{json::object{{"from", 0}, {"to", 5000}}};
    CHECK(find(given.judge(), "logs.truncated") == nullptr);

    given.attachment("b")["dropped"] = json::array{json::object{{"from", 1024}, {"to", 3072}}};

    const auto judgement = given.judge();
    REQUIRE(find(judgement, "logs.truncated") != nullptr);
    CHECK(find(judgement, "logs.truncated")->parameters.at("size") == "2.0 KiB");
}

TEST_CASE("logs: a pass that failed is unknown") {
    Given given;
    given.judge();
    given.evidence.insert_or_assign("passed", Error{Fault::io, "the pass broke"});

    const auto judgement = collectors::logs.judge(given.evidence, {});

    REQUIRE(find(judgement, "logs.not_scanned") != nullptr);
    CHECK(find(judgement, "logs.not_scanned")->parameters.at("why") == "the pass broke");
}

TEST_CASE("logs: a burst of errors is the minute that stands out") {
    Given given;
    json::array steps;
    for (int minute = 10; minute < 60; ++minute)
        steps.push_back(step("2026-11-23T19:" + std::to_string(minute) + ":00.000Z",
                             minute == 42 ? 500 : 20, 1));
    given.attachment("safr/covi/logs/app.log")["timeline"] = steps;

    const auto judgement = given.judge();

    REQUIRE(find(judgement, "logs.error_burst") != nullptr);
    const auto& parameters = find(judgement, "logs.error_burst")->parameters;
    CHECK(parameters.at("time") == "2026-11-23T19:42:00.000Z");
    CHECK(parameters.at("errors") == "500");
    CHECK(parameters.at("median") == "20");
    CHECK(parameters.at("minutes") == "1");
}

TEST_CASE("logs: errors that are many all the time are no burst, nor are a few") {
    Given steady;
    Given few;
    json::array loud;
    for (int minute = 10; minute < 40; ++minute)
        loud.push_back(step("2026-11-23T19:" + std::to_string(minute) + ":00.000Z", 400, 0));
    steady.attachment("a")["timeline"] = loud;
    few.attachment("a")["timeline"] = json::array{step("2026-11-23T19:10:00.000Z", 0, 1),
                                                  step("2026-11-23T19:20:00.000Z", 90, 0)};

    CHECK(find(steady.judge(), "logs.error_burst") == nullptr);
    CHECK(find(few.judge(), "logs.error_burst") == nullptr);
    CHECK(find(few.judge({{"logs.burst_errors", 50}}), "logs.error_burst") != nullptr);
}

TEST_CASE(
    "logs: the chart holds all errors and warnings, silent minutes as zero, bounded in points") {
    Given given;
    given.file("virga", "app.log");
    given.attachment("safr/covi/logs/app.log")["timeline"] =
        json::array{step("2026-11-22T20:00:00.000Z", 5, 7), step("2026-11-23T19:59:00.000Z", 1, 0)};
    given.attachment("safr/virga/logs/app.log")["timeline"] =
        json::array{step("2026-11-23T10:00:00.000Z", 3, 0), step("1999-01-01T00:00:00.000Z", 9, 9),
                    step("2031-01-01T00:00:00.000Z", 9, 9)};

    const auto judgement = given.judge();

    REQUIRE(judgement.charts.size() == 1);
    const auto& series = judgement.charts[0].series;
    REQUIRE(series.size() == 4);
    CHECK(series[0].points.size() <= 481);
    double errors = 0;
    for (const auto& [time, value] : series[0].points) errors += value;
    CHECK(errors == 9);
    CHECK(series[2].name == "ERROR covi");
}
