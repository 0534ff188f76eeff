// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/collectors/mongo_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace std::chrono_literals;

namespace {

/// The third member in another state, as all see it.
ReplicaSet with_state(int state) {
    ReplicaSet set;
    set.everywhere("status", "/members/2/state", state);
    return set;
}

diag::mongo::Moment moment_at(const ReplicaSet& set, milliseconds ago) {
    diag::mongo::Moment moment;
    moment.time = set.now() - ago;
    moment.set = "safr";
    moment.term = 7;
    return moment;
}

}  // namespace

TEST_CASE("mongo: a healthy set of three finds nothing") {
    const auto seen = ReplicaSet().judged();

    CHECK(seen.judgement.findings.empty());
    CHECK(seen.judgement.facts.size() >= 6);
}

TEST_CASE("mongo: no primary is critical at once") {
    ReplicaSet set;
    set.everywhere("status", "/members/0/state", 2);
    set.everywhere("hello", "/primary", "").everywhere("hello", "/isWritablePrimary", false);

    const auto seen = set.judged();

    CHECK(troubles(seen) == Ids{"mongo.no_primary"});
    CHECK(seen.finding("mongo.no_primary")->severity == Severity::critical);
}

TEST_CASE("mongo: no primary is seen without an account too") {
    ReplicaSet set;
    set.without_account();
    set.everywhere("hello", "/primary", "").everywhere("hello", "/isWritablePrimary", false);

    CHECK(set.judged().finding("mongo.no_primary"));
}

TEST_CASE("mongo: two nodes that both take writes are critical, and named") {
    ReplicaSet set;
    set.set("node.2.hello", "/isWritablePrimary", true);

    const auto seen = set.judged();

    REQUIRE(seen.finding("mongo.two_primaries"));
    CHECK(seen.finding("mongo.two_primaries")->parameters.at("primaries") == db1 + ", " + db3);
}

TEST_CASE("mongo: nodes that name different primaries are a warning") {
    ReplicaSet set;
    set.set("node.2.hello", "/primary", db2.c_str());

    CHECK(troubles(set.judged()) == Ids{"mongo.views_differ"});
}

TEST_CASE("mongo: a member that is down is critical, its lag unknown and never 0") {
    auto set = with_state(8);
    set.everywhere("status", "/members/2/health", 0.0);
    set.everywhere("status", "/members/2/optime/ts/$timestamp/t", 0);
    set.everywhere("status", "/members/2/lastHeartbeatMessage", "Connection refused");
    set.without(2, Fault::refused, "connection refused");

    const auto seen = set.judged();

    CHECK(troubles(seen) ==
          Ids{"mongo.member_down", "mongo.lag_unknown", "mongo.no_spare", "mongo.node_refused"});
    CHECK(seen.finding("mongo.member_down")->parameters.at("reason") == "Connection refused");
    CHECK(seen.finding("mongo.lag_unknown")->severity == Severity::unknown);
}

TEST_CASE("mongo: rollback and removal are critical") {
    CHECK(troubles(with_state(9).judged()) == Ids{"mongo.member_rollback"});
    CHECK(with_state(10).judged().finding("mongo.member_removed")->severity == Severity::critical);
}

TEST_CASE("mongo: a first copy is information for ten minutes, then a warning") {
    auto set = with_state(5);
    set.everywhere("status", "/members/2/uptime", 300);
    CHECK(set.judged().finding("mongo.member_syncing")->severity == Severity::info);

    set.everywhere("status", "/members/2/uptime", 1300);
    CHECK(set.judged().finding("mongo.member_syncing")->severity == Severity::warning);
}

TEST_CASE("mongo: a member that recovers for ten minutes by what runs remember is a warning") {
    auto set = with_state(3);
    auto earlier = moment_at(set, 15min);
    earlier.members[db3].state = 3;
    CHECK(set.judged().finding("mongo.member_syncing")->severity == Severity::info);

    set.remembers({earlier});
    CHECK(set.judged().finding("mongo.member_syncing")->severity == Severity::warning);

    auto between = moment_at(set, 5min);
    between.members[db3].state = 2;
    set.remembers({earlier, between});
    CHECK(set.judged().finding("mongo.member_syncing")->severity == Severity::info);
}

TEST_CASE("mongo: a far member warns at 50 ms and is critical at 200 ms") {
    ReplicaSet set;
    set.everywhere("status", "/members/2/pingMs", 90);
    CHECK(set.judged().finding("mongo.ping")->severity == Severity::warning);

    set.everywhere("status", "/members/2/pingMs", 260);
    CHECK(set.judged().finding("mongo.ping")->severity == Severity::critical);
}

TEST_CASE("mongo: no heartbeat for longer than the set's own timeout is a warning") {
    ReplicaSet set;
    const auto late = json::object{{"$date", to_text(set.now() - 25s)}};
    set.everywhere("status", "/members/2/lastHeartbeatRecv", late);

    CHECK(troubles(set.judged()) == Ids{"mongo.heartbeat"});

    set.everywhere("config", "/config/settings/electionTimeoutMillis", 60000);
    CHECK(troubles(set.judged()).empty());
}

TEST_CASE("mongo: members that copy in a circle are worth knowing") {
    ReplicaSet set;
    set.everywhere("status", "/members/1/syncSourceHost", db3.c_str());
    set.everywhere("status", "/members/2/syncSourceHost", db2.c_str());

    CHECK(set.judged().finding("mongo.sync_chain"));
}

TEST_CASE("mongo: different configurations are a warning only when they stay") {
    ReplicaSet set;
    set.everywhere("status", "/members/2/configVersion", 2);
    CHECK(set.judged().finding("mongo.config_drift")->severity == Severity::info);

    auto earlier = moment_at(set, 60s);
    earlier.members[db1].config_version = 3;
    earlier.members[db3].config_version = 2;
    set.remembers({earlier});
    CHECK(set.judged().finding("mongo.config_drift")->severity == Severity::warning);
}

TEST_CASE("mongo: elections are counted by terms, with the reason of the last") {
    ReplicaSet set;
    auto earlier = moment_at(set, 50min);
    earlier.term = 5;
    set.remembers({earlier});
    const auto seen = set.judged();
    REQUIRE(seen.finding("mongo.elections"));
    CHECK(seen.finding("mongo.elections")->severity == Severity::warning);
    CHECK(seen.finding("mongo.elections")->parameters.at("reason") == "electionTimeout");

    earlier.term = 2;
    CHECK(set.remembers({earlier}).judged().finding("mongo.elections")->severity ==
          Severity::critical);
    earlier.term = 6;
    CHECK_FALSE(set.remembers({earlier}).judged().finding("mongo.elections"));
}
