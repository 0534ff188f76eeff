// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/mongo/contents.hpp"
#include "tests/collectors/mongo_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::mongo;

TEST_CASE("mongo: of a running operation its place, number and age are kept, never its command") {
    const auto answer = json::parse(
        R"({"inprog":[{"ns":"safr.events","secs_running":125,"command":{"find":"who"}},)"
        R"({"ns":"safr.events","secs_running":{"$numberLong":"61"}},{"op":"none"}],"ok":1.0})");
    REQUIRE(answer);

    const auto kept = operations_kept(*answer);
    const auto running = running_from(kept);

    CHECK(kept.find("who") == std::string::npos);
    REQUIRE(running.size() == 2);
    CHECK(running[1].where == "safr.events");
    CHECK(running[1].count == 2);
    CHECK(running[1].longest == 125);
}

TEST_CASE("mongo: what the databases hold and what runs for long are facts") {
    ReplicaSet set;
    const auto stats = json::parse(
        R"({"collections":12,"objects":34567,"storageSize":1e9,"indexSize":73741824,"ok":1})");
    REQUIRE(stats);
    set.evidence.insert_or_assign(
        "node.0.databases",
        json::write({{"ok", 1}, {"databases", json::array{database_kept("safr", *stats)}}}));
    set.evidence.insert_or_assign(
        "node.1.operations",
        R"({"ok":1,"running":[{"ns":"safr.events","count":3,"longest":125}]})");

    std::vector<std::string> told;
    for (const auto& fact : set.judged().judgement.facts)
        if (fact.id == "mongo.database" || fact.id == "mongo.running") told.push_back(fact.value);

    CHECK(told == std::vector<std::string>{"safr: 1.0 GiB / 12 / 34567",
                                           db2 + ": safr.events / 3 / 125 s"});
}
