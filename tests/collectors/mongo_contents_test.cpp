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
    const auto running = running_from(kept).known;

    CHECK(kept.find("who") == std::string::npos);
    REQUIRE(running.size() == 2);
    CHECK(running[1].where == "safr.events");
    CHECK(running[1].count == 2);
    CHECK(running[1].longest == 125);
}

TEST_CASE(
    "mongo: operations of more namespaces than are kept are counted, nameless ones together") {
    json::array operations{json::object{{"op", "none"}}};
    for (int i = 0; i < 70; ++i) operations.push_back(json::object{{"ns", std::to_string(i)}});
    operations.push_back(json::object{{"op", "command"}});

    const auto kept = operations_kept({{"inprog", operations}, {"ok", 1}});
    const auto running = running_from(kept);

    CHECK(running.elsewhere == 7);
    REQUIRE(running.known.size() == 64);
    CHECK(running.known[0].where == "-");
    CHECK(running.known[0].count == 2);
}

TEST_CASE("mongo: numbers that no database can have are not taken") {
    const auto databases = databases_from(
        R"({"ok":1,"databases":[)"
        R"({"db":"big","ok":1,"collections":1e300,"objects":-4,"storageSize":1e30,"indexSize":1},)"
        R"({"db":"low","ok":1,"collections":1,"objects":2,"storageSize":-5,"indexSize":1}]})");

    REQUIRE(databases.known.size() == 2);
    CHECK_FALSE(databases.known[0].bytes);
    CHECK_FALSE(databases.known[0].collections);
    CHECK_FALSE(databases.known[0].objects);
    CHECK_FALSE(databases.known[1].bytes);
    CHECK_FALSE(databases.all);

    ReplicaSet set;
    for (const char* size : {"1e300", "-1e300"}) {
        const auto huge = json::parse(size);
        REQUIRE(huge);
        set.everywhere("oplog.size", "/size", *huge).everywhere("oplog.size", "/maxSize", *huge);
        set.everywhere("oplog.first", "/cursor/firstBatch/0/ts/$timestamp/t", set.seconds() - 90);
        const auto seen = set.judged();
        REQUIRE(seen.finding("mongo.oplog_window"));
        CHECK(seen.finding("mongo.oplog_window")->parameters.at("size") == "-");
    }
}

TEST_CASE("mongo: an oplog rate that was remembered wrongly is compared with nothing") {
    ReplicaSet set;
    std::vector<Moment> past;
    for (int i = 6; i > 0; --i) {
        Moment moment;
        moment.time = set.now() - std::chrono::hours{i};
        moment.set = "safr";
        moment.rate = 9e300;
        past.push_back(moment);
    }
    set.remembers(past);

    CHECK_FALSE(set.judged({{"mongo.rate", 0}}).finding("mongo.oplog_rate"));
}

TEST_CASE("mongo: a list of databases that was cut, and operations left out, are told as such") {
    ReplicaSet set;
    set.evidence.insert_or_assign(
        "node.0.databases", R"({"ok":1,"databases":[{"db":"safr","ok":1}],"cut":true,"all":40})");
    set.evidence.insert_or_assign("node.1.operations", R"({"ok":1,"running":[],"elsewhere":5})");

    std::vector<std::string> told;
    for (const auto& fact : set.judged().judgement.facts)
        if (fact.id == "mongo.databases_cut" || fact.id == "mongo.running_elsewhere")
            told.push_back(fact.value);

    CHECK(told == std::vector<std::string>{db1 + ": 1 / 40", db2 + ": 5"});
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
