// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/collectors/mongo_world.hpp"

using namespace diag;
using namespace diag::test;

namespace {

/// The only node of a machine without a set.
ReplicaSet alone(const char* hello, const char* status) {
    ReplicaSet set;
    set.without(1, Fault::bug, "").without(2, Fault::bug, "");
    set.evidence.erase("node.1.hello");
    set.evidence.erase("node.2.hello");
    std::erase_if(set.evidence, [](const auto& each) {
        return each.first.starts_with("node.0.") && each.first != "node.0.build";
    });
    auto nodes = set.item("nodes").get_array();
    nodes.resize(1);
    set.evidence.insert_or_assign("nodes", json::write(nodes));
    set.evidence.insert_or_assign("node.0.hello", hello);
    set.evidence.insert_or_assign("node.0.status", status);
    return set;
}

}  // namespace

TEST_CASE("mongo: each way of not answering is a finding of its own") {
    const auto found = [](Fault fault, const char* what) {
        ReplicaSet set;
        return troubles(set.without(2, fault, what).judged());
    };
    CHECK(found(Fault::refused, "connection refused") == Ids{"mongo.node_refused"});
    CHECK(found(Fault::timed_out, "no answer within 3 s") == Ids{"mongo.node_silent"});
    CHECK(found(Fault::absent, "Failed to resolve 'db3'") == Ids{"mongo.node_unreachable"});
    CHECK(found(Fault::malformed, "Invalid reply") == Ids{"mongo.not_mongod"});
    CHECK(found(Fault::full, "Message size 104857600") == Ids{"mongo.answer_too_big"});
    CHECK(found(Fault::unsupported, "wire version 5") == Ids{"mongo.node_unsupported"});
    CHECK(found(Fault::io, "Server closed connection.") == Ids{"mongo.node_cut"});
    CHECK(found(Fault::io, "TLS: TLS handshake failed") == Ids{"mongo.tls_failed"});
    CHECK(found(Fault::bug, "ended by signal 6") == Ids{"mongo.answers_missing"});
}

TEST_CASE("mongo: an answer that breaks off later names what it was") {
    ReplicaSet set;
    set.fails("node.2.server", Fault::io, "socket error");

    const auto seen = set.judged();

    REQUIRE(seen.finding("mongo.node_cut"));
    CHECK(seen.finding("mongo.node_cut")->parameters.at("answer") == "server");
}

TEST_CASE("mongo: a slow node is a warning with its time") {
    ReplicaSet set;
    set.set("nodes", "/1/times/hello/1", 1340);
    // Its clock was read at the end of the answer.
    set.set("node.1.hello", "/localTime", nullptr);

    const auto seen = set.judged();

    REQUIRE(seen.finding("mongo.node_slow"));
    CHECK(seen.finding("mongo.node_slow")->parameters.at("took") == "1340 ms");
}

TEST_CASE("mongo: a wrong password is one finding for all nodes, a missing one information") {
    ReplicaSet set;
    for (const char* node : {"0", "1", "2"}) {
        set.set("nodes", std::string("/") + node + "/login", "refused");
        set.fails(std::string("node.") + node + ".status", Fault::denied, "Authentication failed.");
    }
    const auto seen = set.judged();
    CHECK(troubles(seen) == Ids{"mongo.login_wrong"});
    CHECK(seen.finding("mongo.login_wrong")->parameters.at("nodes") ==
          db1 + ", " + db2 + ", " + db3);

    const auto without = ReplicaSet().without_account().judged();
    CHECK(troubles(without).empty());
    CHECK(without.finding("mongo.login_missing"));
}

TEST_CASE("mongo: nodes that only another node names are told as asked without the account") {
    ReplicaSet set;
    set.without_account().set("nodes", "/1/login", "unvouched");

    const auto seen = set.judged();

    REQUIRE(seen.finding("mongo.login_unvouched"));
    CHECK(seen.finding("mongo.login_unvouched")->severity == Severity::info);
    CHECK(seen.finding("mongo.login_unvouched")->parameters.at("nodes") == db2);
}

TEST_CASE("mongo: an account that lacks a right is told what it lacks") {
    ReplicaSet set;
    set.evidence.insert_or_assign("node.0.oplog.first",
                                  R"({"ok":0.0,"errmsg":"not authorized on local","code":13})");

    const auto seen = set.judged();

    REQUIRE(seen.finding("mongo.login_denied"));
    CHECK(seen.finding("mongo.login_denied")->parameters.at("answers") == "oplog.first");
}

TEST_CASE("mongo: a standalone mongod is a state, and a warning where a copy is expected") {
    auto set = alone(R"({"isWritablePrimary":true,"ok":1.0})",
                     R"({"ok":0.0,"code":76,"codeName":"NoReplicationEnabled"})");
    CHECK(set.judged().finding("mongo.standalone")->severity == Severity::info);
    CHECK(troubles(set.judged()).empty());

    set.set("run", "/role", "redundant");
    CHECK(set.judged().finding("mongo.standalone")->severity == Severity::warning);
}

TEST_CASE("mongo: a mongod that waits for its configuration is a warning") {
    const auto set = alone(R"({"isWritablePrimary":false,"isreplicaset":true,"ok":1.0})",
                           R"({"ok":0.0,"code":94,"codeName":"NotYetInitialized"})");

    CHECK(troubles(set.judged()) == Ids{"mongo.not_initialised"});
}

TEST_CASE("mongo: no database is critical on a server that should have one, and only there") {
    const auto judged = [](bool site, const char* role, bool runs = true) {
        Evidence evidence;
        evidence.emplace(
            "run", json::write({{"time", 1}, {"site", site}, {"runs", runs}, {"role", role}}));
        return troubles({evidence, {}, collectors::mongo.judge(evidence, {})});
    };
    CHECK(judged(true, "primary") == Ids{"mongo.not_running"});
    CHECK(judged(true, "unknown") == Ids{"mongo.not_running"});
    CHECK(judged(true, "unknown", false).empty());  // no SAFR here: told elsewhere
    CHECK(judged(true, "primary", false) == Ids{"mongo.not_running"});
    CHECK(judged(true, "simple").empty());
    CHECK(judged(false, "unknown").empty());
}

TEST_CASE("mongo: without its library nothing is known, and how to get it is said") {
    ReplicaSet set;
    std::erase_if(set.evidence, [](const auto& each) { return each.first.starts_with("node"); });
    set.fails("library", Fault::unsupported, "libmongoc-1.0.so.0 cannot be loaded");

    CHECK(troubles(set.judged()) == Ids{"mongo.library_missing"});
}

TEST_CASE("mongo: evidence of any other shape is judged without a finding made up") {
    CHECK(collectors::mongo.judge({}, {}).findings.empty());
    for (const char* text : {"", "null", "[]", "{\"ok\":1}", "not JSON"}) {
        ReplicaSet set;
        for (auto& [name, value] : set.evidence)
            if (name.starts_with("node.")) value = std::string(text);
        CAPTURE(text);
        for (const auto& found : set.judged().judgement.findings)
            CHECK(found.id == "mongo.standalone");
    }
}

TEST_CASE("mongo: where the file of accounts was left unread no account is missed") {
    ReplicaSet set;
    set.without_account();
    REQUIRE(set.judged().finding("mongo.login_missing"));

    set.fails(std::string(accounts_item), Fault::refused, "others may read it");
    CHECK_FALSE(set.judged().finding("mongo.login_missing"));
}

TEST_CASE("mongo: what was not asked of a slow node is unknown, and no fault of it") {
    ReplicaSet set;
    set.fails("node.1.operations", Fault::refused, "not asked: the answers came too slowly");

    CHECK(troubles(set.judged()) == Ids{"mongo.answers_missing"});
}
