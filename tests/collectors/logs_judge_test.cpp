// SPDX-License-Identifier: Apache-2.0
// What the logs collector concludes, from evidence alone.
#include <doctest.h>

#include <algorithm>

#include "collectors/catalog.hpp"
#include "platform/json.hpp"
#include "tests/fakes.hpp"

using namespace diag;

namespace {

constexpr const char* now = "2026-11-23T20:00:00.000Z";

/// Evidence of a healthy site with one log; a test changes what it is about.
struct Given {
    json::object tree{{"since", "2026-11-22T20:00:00.000Z"},
                      {"until", now},
                      {"brief", false},
                      {"roots", json::array{json::object{{"path", "/safr"}, {"safr", true}}}},
                      {"directories", json::array{}},
                      {"files", json::array{}},
                      {"unlisted", 0}};
    json::array passed;
    Evidence evidence;

    Given() { file("covi", "app.log"); }

    json::object& file(const std::string& service, const std::string& name,
                       const std::string& modified = now, std::uint64_t bytes = 1000) {
        auto& files = tree["files"].get_array();
        files.push_back(json::object{{"service", service},
                                     {"path", "/safr/" + service + "/logs/" + name},
                                     {"name", "safr/" + service + "/logs/" + name},
                                     {"bytes", bytes},
                                     {"modified", modified},
                                     {"limit", 65536}});
        return files.back().get_object();
    }
    json::object& attachment(const std::string& name) {
        passed.push_back(json::object{{"name", name},
                                      {"read_bytes", 1000},
                                      {"size", 1000},
                                      {"dropped", json::array{}},
                                      {"matches", json::array{}},
                                      {"timeline", json::array{}}});
        return passed.back().get_object();
    }
    Judgement judge(const Thresholds& in_force = {}) {
        evidence.insert_or_assign("now", std::string(now));
        evidence.insert_or_assign("tree", json::write(tree));
        evidence.insert_or_assign("passed", json::write(passed));
        return collectors::logs.judge(evidence, in_force);
    }
};

json::object match(const std::string& id, const std::string& severity, int count,
                   const std::string& first, const std::string& last) {
    return {{"id", id},          {"severity", severity},
            {"count", count},    {"first_line", 3},
            {"last_line", 9},    {"first_time", first},
            {"last_time", last}, {"sample", "sample of " + id}};
}

const Finding* find(const Judgement& judgement, std::string_view id) {
    for (const auto& each : judgement.findings)
        if (each.id == id) return &each;
    return nullptr;
}

json::object step(const std::string& time, int errors, int warnings) {
    return {{"time", time}, {"errors", errors}, {"warnings", warnings}};
}

}  // namespace

TEST_CASE("logs: a healthy site has no finding") {
    Given given;
    given.attachment("safr/covi/logs/app.log");

    const auto judgement = given.judge();

    CHECK(judgement.findings.empty());
    CHECK(judgement.facts.size() == 5);
    CHECK(judgement.charts.empty());
}

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

TEST_CASE("logs: a service silent for a day while others write is worth knowing") {
    Given given;
    given.file("virga", "app.log", "2026-11-22T10:00:00.000Z")["why"] = "before_window";

    const auto judgement = given.judge();

    REQUIRE(find(judgement, "logs.service_silent") != nullptr);
    CHECK(find(judgement, "logs.service_silent")->parameters.at("service") == "virga");
    CHECK(find(judgement, "logs.service_silent")->severity == Severity::info);
}

TEST_CASE("logs: all services silent for a day is a warning") {
    Given given;
    given.tree["files"] = json::array{};
    given.file("covi", "app.log", "2026-11-22T10:00:00.000Z");

    const auto judgement = given.judge();

    REQUIRE(find(judgement, "logs.all_silent") != nullptr);
    CHECK(find(judgement, "logs.all_silent")->severity == Severity::warning);
    CHECK(find(judgement, "logs.service_silent") == nullptr);
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

TEST_CASE("logs: one file past every rotation size, and too much in all, are findings") {
    Given given;
    given.file("covi", "covi.out", now, 3ull << 30);

    CHECK(find(given.judge(), "logs.file_large") != nullptr);
    CHECK(find(given.judge(), "logs.usage_large") == nullptr);
    const auto strict = given.judge({{"logs.usage_large", 1}});
    REQUIRE(find(strict, "logs.usage_large") != nullptr);
    CHECK(find(strict, "logs.usage_large")->parameters.at("service") == "covi");
}

TEST_CASE("logs: levels left on and short retention are told with the logger's name") {
    Given given;
    given.evidence.insert_or_assign("logback:cv-event", test::fixture("logs/logback-event.xml"));

    const auto judgement = given.judge();

    REQUIRE(find(judgement, "logs.level_verbose") != nullptr);
    CHECK(find(judgement, "logs.level_verbose")->parameters.at("logger") == "com.real.http");
    REQUIRE(find(judgement, "logs.level_debug") != nullptr);
    REQUIRE(find(judgement, "logs.retention_short") != nullptr);
    CHECK(find(judgement, "logs.retention_short")->parameters.at("days") == "2");
    CHECK(find(judgement, "logs.not_rotated") != nullptr);
}

TEST_CASE("logs: evidence that is missing or nonsense is unknown and upsets nothing") {
    CHECK(find(collectors::logs.judge({}, {}), "logs.not_searched") != nullptr);
    for (const char* text :
         {"", "[]", "{\"files\":3}", "{\"files\":[1,{}],\"roots\":[[]]}", "\xff"}) {
        Evidence evidence;
        for (const char* name : {"tree", "passed", "now", "journal", "logback:covi"})
            evidence.insert_or_assign(name, std::string(text));
        CAPTURE(text);
        CHECK_FALSE(collectors::logs.judge(evidence, {}).findings.empty());
    }
}
