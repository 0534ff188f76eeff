// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/collectors/mongo_world.hpp"

using namespace diag;
using namespace diag::test;

namespace {

json::object seat(const std::string& host, int votes = 1, double priority = 1,
                  bool arbiter = false) {
    return {{"host", host}, {"votes", votes}, {"priority", priority}, {"arbiterOnly", arbiter}};
}

ReplicaSet configured(const json::array& seats) {
    ReplicaSet set;
    set.everywhere("config", "/config/members", seats);
    return set;
}

}  // namespace

TEST_CASE("mongo: a majority that is lost is critical") {
    ReplicaSet set;
    for (const char* member : {"1", "2"}) {
        set.everywhere("status", std::string("/members/") + member + "/state", 8);
        set.everywhere("status", std::string("/members/") + member + "/health", 0.0);
    }

    const auto seen = set.judged();

    REQUIRE(seen.finding("mongo.majority_lost"));
    CHECK(seen.finding("mongo.majority_lost")->parameters.at("up") == "1");
    CHECK(seen.finding("mongo.majority_lost")->parameters.at("majority") == "2");
}

TEST_CASE("mongo: two votes give no failover of writes, and no spare is not told again") {
    auto set = configured({seat(db1), seat(db2), seat(db3, 0)});
    set.everywhere("status", "/majorityVoteCount", 2);

    CHECK(troubles(set.judged()) == Ids{"mongo.no_failover"});
}

TEST_CASE("mongo: four servers with three votes are in order: votes count, not servers") {
    auto set = configured({seat(db1), seat(db2), seat(db3), seat("db4.example:27017", 0, 0)});

    CHECK(troubles(set.judged()).empty());
}

TEST_CASE("mongo: an even number of votes is a warning, and more than SAFR gives is told") {
    const auto seen =
        configured({seat(db1), seat(db2), seat(db3), seat("db4.example:27017")}).judged();

    CHECK(seen.finding("mongo.votes_even"));
    CHECK(seen.finding("mongo.safr_voters"));
}

TEST_CASE("mongo: more votes than MongoDB allows are critical") {
    json::array seats;
    for (int i = 0; i < 9; ++i) seats.push_back(seat("db" + std::to_string(i) + ".example:27017"));

    CHECK(configured(seats).judged().finding("mongo.votes_limit"));
}

TEST_CASE("mongo: primary, secondary and arbiter are an error") {
    auto set = configured({seat(db1), seat(db2), seat(db3, 1, 0, true)});
    set.everywhere("status", "/members/2/state", 7);

    const auto seen = set.judged();

    CHECK(troubles(seen) == Ids{"mongo.arbiter"});
    CHECK(seen.finding("mongo.arbiter")->severity == Severity::critical);
}

TEST_CASE("mongo: with arbiters one copy is as grave as two, and only what may take over counts") {
    const auto copies = [](const json::array& seats) {
        const auto seen = configured(seats).judged();
        const auto* found = seen.finding("mongo.arbiter");
        if (!found) return std::string("enough");
        CHECK(found->severity == Severity::critical);
        return found->parameters.at("data");
    };
    const auto arbiter = seat(db3, 1, 0, true);
    CHECK(copies({seat(db1), arbiter}) == "1");
    CHECK(copies({seat(db1), seat(db2), arbiter}) == "2");
    CHECK(copies({seat(db1), seat(db2), seat("db4"), arbiter}) == "enough");
    CHECK(copies({seat(db1), seat(db2), seat("db4", 0, 0), arbiter}) == "2");
    for (const char* apart : {"hidden", "secondaryDelaySecs"}) {
        auto aside = seat("db4", 1, 0);
        aside[apart] = apart == std::string_view("hidden") ? json::value(true) : json::value(3600);
        CAPTURE(apart);
        CHECK(copies({seat(db1), seat(db2), aside, arbiter}) == "2");
    }
}

TEST_CASE("mongo: a hidden member that may become primary is a mistake") {
    ReplicaSet set;
    set.everywhere("config", "/config/members/2/hidden", true);

    CHECK(troubles(set.judged()) == Ids{"mongo.priorities"});
}

TEST_CASE("mongo: a delayed member's vote in a set of three is a mistake, in both spellings") {
    for (const char* name : {"secondaryDelaySecs", "slaveDelay"}) {
        auto set = configured({seat(db1), seat(db2), seat(db3, 1, 0)});
        set.everywhere("config", std::string("/config/members/2/") + name, 3600);
        CAPTURE(name);
        CHECK(set.judged().finding("mongo.priorities"));
    }
}

TEST_CASE("mongo: all priorities 0 but one leave nobody to take over") {
    const auto seen = configured({seat(db1), seat(db2, 1, 0), seat(db3, 1, 0)}).judged();

    REQUIRE(seen.finding("mongo.priority_single"));
    CHECK(seen.finding("mongo.priority_single")->parameters.at("member") == db1);
}

TEST_CASE("mongo: members that go by address are a warning, by what gather said of their names") {
    for (const auto& [kind, id] :
         {std::pair{"ip", "mongo.host_address"}, std::pair{"loopback", "mongo.host_loopback"}}) {
        ReplicaSet set;
        set.set("hosts", "/" + db2, kind);
        CHECK(troubles(set.judged()) == Ids{id});
    }
}

TEST_CASE("mongo: the database's primary belongs on SAFR's primary server") {
    ReplicaSet set;
    CHECK_FALSE(set.judged().finding("mongo.safr_primary_elsewhere"));

    set.set("run", "/role", "redundant");
    REQUIRE(set.judged().finding("mongo.safr_primary_elsewhere"));
    CHECK(set.judged().finding("mongo.safr_primary_elsewhere")->parameters.at("primary") == db1);

    set.set("run", "/role", "unknown");
    CHECK_FALSE(set.judged().finding("mongo.safr_primary_elsewhere"));
}

TEST_CASE("mongo: that the primary is where SAFR's is can be told on SAFR's primary alone") {
    const auto told = [](const ReplicaSet& set, std::string_view id) {
        for (const auto& fact : set.judged().judgement.facts)
            if (fact.id == id) return fact.value;
        return std::string{};
    };
    ReplicaSet set;
    CHECK(told(set, "mongo.primary") == db1);
    CHECK(told(set, "mongo.safr_primary_told") == db1);

    for (const auto* role : {"redundant", "simple", "unknown"}) {
        CAPTURE(role);
        set.set("run", "/role", role);
        CHECK(told(set, "mongo.primary") == db1);
        CHECK(told(set, "mongo.safr_primary_told").empty());
    }
    set.set("run", "/role", "primary").set("nodes", "/0/source", "configuration");
    CHECK(told(set, "mongo.safr_primary_told").empty());
}
