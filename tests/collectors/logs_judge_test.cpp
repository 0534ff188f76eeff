// SPDX-License-Identifier: Apache-2.0
// What the logs collector concludes from the tree of logs and how they are kept.
#include <doctest.h>

#include "tests/collectors/logs_given.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test;

TEST_CASE("logs: a healthy site has no finding") {
    Given given;
    given.attachment("safr/covi/logs/app.log");

    const auto judgement = given.judge();

    CHECK(judgement.findings.empty());
    CHECK(judgement.facts.size() == 5);
    CHECK(judgement.charts.empty());
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
