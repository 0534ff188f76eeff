// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <limits>

#include "collectors/mongo/picture.hpp"
#include "tests/collectors/mongo_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace std::chrono_literals;

namespace {

const std::string cache = "/wiredTiger/cache/";

/// A counter of the first node that grows by `by` between the readings.
ReplicaSet grown(const std::string& pointer, double by) {
    ReplicaSet set;
    set.set("node.0.server", pointer, 100.0);
    set.set("node.0.server.2", pointer, 100.0 + by);
    return set;
}

/// A gauge of the first node that has this value in both readings.
ReplicaSet at(const std::string& pointer, json::value value) {
    ReplicaSet set;
    for (const char* reading : {"node.0.server", "node.0.server.2"})
        set.set(reading, pointer, value);
    return set;
}

}  // namespace

TEST_CASE("mongo: what a mongod can hardly bear is found, each by its own id") {
    CHECK(troubles(at("/connections/current", 400000).judged()) == Ids{"mongo.connections"});
    CHECK(troubles(at("/metrics/cursor/open/total", 12000).judged()) == Ids{"mongo.cursors"});
    CHECK(troubles(grown("/metrics/cursor/timedOut", 50).judged()) ==
          Ids{"mongo.cursors_timed_out"});
    CHECK(troubles(at(cache + "bytes currently in the cache", 1'600'000'000).judged()) ==
          Ids{"mongo.cache_full"});
    CHECK(troubles(grown(cache + "pages evicted by application threads", 40).judged()) ==
          Ids{"mongo.cache_eviction"});
    CHECK(troubles(at("/wiredTiger/concurrentTransactions/write/available", 2).judged()) ==
          Ids{"mongo.tickets"});
    CHECK(troubles(
              at("/wiredTiger/transaction/transaction checkpoint most recent time (msecs)", 75'000)
                  .judged()) == Ids{"mongo.checkpoint"});
    CHECK(troubles(at("/flowControl/isLagged", true).judged()) == Ids{"mongo.flow_control"});
    CHECK(troubles(grown("/flowControl/isLaggedTimeMicros", 300'000).judged()) ==
          Ids{"mongo.flow_control"});
}

TEST_CASE("mongo: a dirty cache informs at 5 %, warns at 15 % and is critical at 20 %") {
    const auto severity = [](std::int64_t bytes) {
        const auto seen = at(cache + "tracked dirty bytes in the cache", bytes).judged();
        const auto* found = seen.finding("mongo.cache_dirty");
        return found ? std::string(name_of(found->severity)) : "nothing";
    };
    CHECK(severity(60'000'000) == "nothing");
    CHECK(severity(130'000'000) == "info");
    CHECK(severity(270'000'000) == "warning");
    CHECK(severity(340'000'000) == "critical");
}

TEST_CASE("mongo: one low reading of the tickets is no finding") {
    ReplicaSet set;
    set.set("node.0.server.2", "/wiredTiger/concurrentTransactions/write/available", 2);

    CHECK(set.judged().judgement.findings.empty());
}

TEST_CASE("mongo: counters that began anew with mongod tell nothing") {
    auto set = grown(cache + "pages evicted by application threads", 40);
    set.set("node.0.server.2", "/uptime", 3.0);

    CHECK_FALSE(set.judged().finding("mongo.cache_eviction"));
}

TEST_CASE("mongo: tickets of MongoDB 8.0 are found where it moved them") {
    ReplicaSet set;
    for (const char* reading : {"node.0.server", "node.0.server.2"}) {
        set.set(reading, "/wiredTiger/concurrentTransactions", json::object{});
        set.set(reading, "/queues/execution/read/available", 1);
    }

    CHECK(set.judged().finding("mongo.tickets"));
}

TEST_CASE("mongo: different versions in a set are a warning") {
    ReplicaSet set;
    set.set("node.2.build", "/version", "6.0.19");

    const auto seen = set.judged();

    CHECK(seen.finding("mongo.versions_mixed")->severity == Severity::warning);
    CHECK(seen.finding("mongo.version_old")->parameters.at("end") == "2025-07");
}

TEST_CASE("mongo: a compatibility version that stayed behind blocks the next upgrade") {
    ReplicaSet set;
    set.set("node.1.fcv", "/featureCompatibilityVersion/version", "6.0");

    CHECK(troubles(set.judged()) == Ids{"mongo.compatibility"});
}

TEST_CASE("mongo: open access is a warning of its own, other advice of the start information") {
    for (
        const char* line :
        {R"({"msg":"Access control is not enabled for the database. Read and write access is unrestricted"})",
         "2026-11-13T06:00:01.000+0000 I  CONTROL  [initandlisten] ** WARNING: Access control is "
         "not enabled for the database."}) {
        ReplicaSet set;
        set.set("node.0.warnings", "/log", json::array{line, R"({"msg":"vm.swappiness is 60"})"});

        const auto seen = set.judged();

        CHECK(troubles(seen) == Ids{"mongo.access_open"});
        CHECK(seen.finding("mongo.startup_advice")->parameters.at("advice") ==
              "vm.swappiness is 60");
    }
}

TEST_CASE("mongo: times that no clock tells are none, so that sums of them stay within bounds") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto asked = [](std::int64_t at, std::int64_t took) {
        ReplicaSet set;
        set.set("nodes", "/1/times/hello", json::array{at, took});
        const auto picture = mongo::picture_of(set.evidence);
        REQUIRE(picture.nodes.size() > 1);
        return picture.nodes[1].times.contains("hello");
    };
    CHECK(asked(1'795'000'000'000, 3'599'999));
    for (const auto& [at, took] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {most, 1}, {-1, 1}, {4'102'444'800'000, 1}, {1, most}, {1, -1}, {1, 3'600'000}})
        CHECK_FALSE_MESSAGE(asked(at, took), at);

    const auto told = [](json::value date) {
        ReplicaSet set;
        set.set("node.1.hello", "/localTime", json::object{{"$date", std::move(date)}});
        const auto picture = mongo::picture_of(set.evidence);
        REQUIRE(picture.nodes.size() > 1);
        REQUIRE(picture.nodes[1].hello);
        return picture.nodes[1].hello->local_time;
    };
    CHECK(told(4'102'444'799'999));
    CHECK_FALSE(told(4'102'444'800'000));
    CHECK_FALSE(told(8'900'000'000'000'000));
    CHECK_FALSE(told("2100-01-01T00:00:00Z"));
}

TEST_CASE("mongo: a clock that is wrong warns above 1 s and is critical above 5 s") {
    ReplicaSet set;
    const auto asked = set.item("nodes").at_pointer("/1/times/hello/0").to_number<std::int64_t>();
    const auto off_by = [&](milliseconds span) {
        const auto told = json::object{{"$date", to_text(Time{milliseconds{asked}} + span)}};
        return set.set("node.1.hello", "/localTime", told).judged();
    };
    CHECK(off_by(3s).finding("mongo.clock")->severity == Severity::warning);
    CHECK(off_by(-7s).finding("mongo.clock")->severity == Severity::critical);
    CHECK(off_by(-7s).finding("mongo.clock")->parameters.at("skew").starts_with("-"));
    CHECK_FALSE(off_by(500ms).finding("mongo.clock"));
}
