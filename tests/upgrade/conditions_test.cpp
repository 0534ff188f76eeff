// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/conditions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

#include "agent/report/knowledge.hpp"
#include "tests/upgrade/server.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

TEST_CASE("conditions: on a healthy server every one holds") {
    for (const auto& each : conditions_of(healthy(), wanted())) {
        CAPTURE(each.id);
        CHECK(each.state == State::holds);
        CHECK_FALSE(each.stands_in_the_way());
    }
    CHECK(version_here(healthy()) == version("3.30.1"));
    CHECK(replica_set_of(healthy()) == "safr 5, 3 / 0123456789abcdef");
}

TEST_CASE("conditions: each finding that matters stands in the way of its own condition alone") {
    const std::vector<std::tuple<std::string, Severity, std::string>> cases{
        {"backups.changed_since_proof", Severity::critical, "backup"},
        {"backups.bytes_changed", Severity::critical, "backup"},
        {"services.version_mixed", Severity::critical, "versions"},
        {"services.version_untold", Severity::unknown, "versions"},
        {"mongo.versions_mixed", Severity::warning, "versions"},
        {"mongo.no_primary", Severity::critical, "replica_set"},
        {"mongo.member_down", Severity::critical, "replica_set"},
        {"mongo.member_syncing", Severity::info, "replica_set"},
        {"mongo.views_differ", Severity::warning, "replica_set"},
        {"mongo.safr_primary_elsewhere", Severity::warning, "primary"},
        {"services.down", Severity::critical, "services"},
        {"services.unit_failed", Severity::critical, "services"},
        {"disk.link_dangling", Severity::critical, "links"},
        {"nfs.stale", Severity::critical, "links"},
        {"disk.space_critical", Severity::critical, "room"},
        {"disk.full_soon", Severity::warning, "room"},
        {"backups.rollback_no_room", Severity::warning, "room"},
        {"logs.licence_unreachable", Severity::warning, "licence"}};
    for (const auto& [finding, severity, id] : cases) {
        CAPTURE(finding);
        auto chapters = healthy();
        find(chapters, finding, severity);
        for (const auto& each : conditions_of(chapters, wanted())) {
            CAPTURE(each.id);
            CHECK(each.stands_in_the_way() == (each.id == id));
            if (each.id == id) CHECK(each.findings.size() == 1);
        }
    }
}

TEST_CASE("conditions: a warning about space is no reason to stop") {
    auto chapters = healthy();
    find(chapters, "disk.space_low", Severity::warning);
    find(chapters, "services.slow", Severity::warning);
    CHECK_FALSE(condition("room", chapters, wanted()).stands_in_the_way());
    CHECK_FALSE(condition("services", chapters, wanted()).stands_in_the_way());
}

TEST_CASE("conditions: an old GPU driver is noted, and a server without one needs none") {
    auto chapters = healthy();
    find(chapters, "system.gpu_driver_old", Severity::warning);
    CHECK(condition("gpu_driver", chapters, wanted()).state == State::noted);
    chapters = healthy();
    chapters["system"].judgement.facts.clear();
    CHECK(condition("gpu_driver", chapters, wanted()).state == State::not_needed);
}

TEST_CASE("conditions: a collector that was cut short leaves its conditions untold, and no other") {
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {"install", {"services"}},
        {"services", {"versions", "services"}},
        {"mongo", {"versions", "replica_set", "primary"}},
        {"disk", {"links", "room"}},
        {"nfs", {"links", "room"}},
        {"backups", {"room"}},
        {"system", {"gpu_driver"}},
        {"logs", {}}};
    CHECK(cases.size() == collectors_needed().size());
    for (const auto& [name, wanted_untold] : cases) {
        CAPTURE(name);
        auto chapters = healthy();
        chapters[name].complete = false;
        std::vector<std::string> untold;
        for (const auto& each : conditions_of(chapters, wanted()))
            if (each.state == State::not_told) untold.push_back(each.id);
        CHECK(untold == wanted_untold);
    }
    CHECK(condition("services", {}, wanted()).stands_in_the_way());
}

TEST_CASE("conditions: a single database needs neither set nor primary") {
    auto chapters = healthy();
    chapters["mongo"].judgement.facts.clear();
    find(chapters, "mongo.standalone", Severity::info);
    CHECK(condition("replica_set", chapters, wanted()).state == State::not_needed);
    CHECK(condition("primary", chapters, wanted()).state == State::not_needed);
}

TEST_CASE("conditions: a database that told nothing is in the way") {
    auto chapters = healthy();
    chapters["mongo"].judgement.facts.clear();
    CHECK(condition("replica_set", chapters, wanted()).stands_in_the_way());
}

TEST_CASE("conditions: a set whose name alone is known, as without a login, is not told") {
    auto chapters = healthy();
    std::erase_if(chapters["mongo"].judgement.facts,
                  [](const Fact& fact) { return fact.id == "mongo.set_configuration"; });
    const auto set = condition("replica_set", chapters, wanted());
    CHECK(set.state == State::not_told);
    CHECK(set.stands_in_the_way());
}

TEST_CASE("conditions: away from SAFR's primary the database's must be known to be there") {
    auto chapters = healthy();
    auto& database = chapters["mongo"].judgement.facts;
    auto& services = chapters["services"].judgement.facts;
    std::erase_if(database, [](const Fact& fact) { return fact.id == "mongo.safr_primary_told"; });
    const auto untold = condition("primary", chapters, wanted());
    CHECK(untold.state == State::not_told);
    CHECK(untold.stands_in_the_way());

    const std::vector<std::pair<std::string, bool>> cases{{"10.0.0.7, DB1.example", true},
                                                          {"db1", true},
                                                          {"10.0.0.7, db2.example", false},
                                                          {"db1.other", false},
                                                          {"db10.example", false}};
    const auto plain = services;
    for (const auto& [names, holds] : cases) {
        CAPTURE(names);
        services = plain;
        services.push_back({"services.safr_primary", names});
        CHECK(condition("primary", chapters, wanted()).state ==
              (holds ? State::holds : State::in_the_way));
    }
    services = plain;
    services.push_back({"services.safr_primary", "fd00::7, node-2"});
    database.front() = {"mongo.primary", "[FD00::7]:27017"};
    std::erase_if(database, [](const Fact& fact) { return fact.value == "db1.example:27017"; });
    CHECK(condition("primary", chapters, wanted()).state == State::holds);
    std::erase_if(database, [](const Fact& fact) { return fact.id == "mongo.primary"; });
    CHECK(condition("primary", chapters, wanted()).state == State::not_told);
}

TEST_CASE("conditions: a permit is bound to the replica set it was written for") {
    auto permit = sample_permit();
    CHECK(is_same_set(healthy(), permit));
    auto changed = healthy();
    changed["mongo"].judgement.facts = {{"mongo.set_configuration", "safr 6, 2 / 0123"}};
    CHECK(is_same_set(changed, permit).error().what.ends_with("has changed."));
    CHECK(is_same_set({}, permit).error().fault == Fault::denied);

    // One that was written for a single server.
    permit.replica_set.clear();
    CHECK_FALSE(is_same_set(healthy(), permit));
    CHECK_FALSE(is_same_set({}, permit));
    Chapters single;
    find(single, "mongo.standalone", Severity::info);
    CHECK(is_same_set(single, permit));
    permit.set_aside.front().condition = "replica_set";
    CHECK(is_same_set({}, permit));
}

TEST_CASE("conditions: neither the same version nor an older one is an upgrade") {
    auto asked = wanted();
    asked.to = version("3.30.1");
    CHECK(condition("direction", healthy(), asked).said.front().phrase ==
          "upgrade.said.same_version");
    asked.to = version("3.9.9");
    CHECK(condition("direction", healthy(), asked).stands_in_the_way());
    auto chapters = healthy();
    chapters["services"].judgement.facts.clear();
    CHECK_FALSE(condition("direction", chapters, asked).stands_in_the_way());
    CHECK(condition("versions", chapters, asked).stands_in_the_way());
}

TEST_CASE("conditions: a licence server that nobody named is untold and in nobody's way") {
    auto asked = wanted();
    asked.licence = {};
    CHECK(condition("licence", healthy(), asked).state == State::not_told);
    CHECK_FALSE(condition("licence", healthy(), asked).stands_in_the_way());
    asked.licence = {"licence.example:443", false, "refused"};
    CHECK(condition("licence", healthy(), asked).stands_in_the_way());
}

TEST_CASE("conditions: a waiver sets aside what stands in the way, and nothing else") {
    auto chapters = healthy();
    find(chapters, "disk.space_critical", Severity::critical);
    auto all = conditions_of(chapters, wanted());
    const auto used = set_aside(
        all, {{"1", "room", "Eve", "cleaned up after"}, {"2", "services", "Eve", "not needed"}});
    REQUIRE(used.size() == 1);
    CHECK(used.front().condition == "room");
    for (const auto& each : all) {
        CAPTURE(each.id);
        CHECK_FALSE(each.stands_in_the_way());
        CHECK((each.state == State::set_aside) == (each.id == "room"));
    }
}

TEST_CASE("conditions: the catalogue has words for each of them and for all that is said") {
    const auto& knowledge = report::Knowledge::builtin();
    for (const auto name : condition_names())
        CHECK(knowledge.has_phrase("upgrade.condition." + std::string(name)));
    for (const auto state : {State::holds, State::in_the_way, State::not_told, State::not_needed,
                             State::noted, State::set_aside})
        CHECK(knowledge.has_phrase("upgrade.state." + std::string(name_of(state))));
    for (const auto* phrase : {"backup_refuted",  "backup_unproven",       "as_seen",
                               "backup_old",      "backup_future",         "backup_before_change",
                               "room_of_another", "primary_elsewhere",     "no_backup",
                               "not_compared",    "configuration_unknown", "same_version",
                               "older_version",   "licence_unknown",       "licence_silent",
                               "set_aside",       "images_elsewhere",      "images_nowhere",
                               "images_not_here", "images_unknown"})
        CHECK(knowledge.has_phrase("upgrade.said." + std::string(phrase)));
    std::vector<Chapters> servers{healthy(), {}};
    for (const auto& name : collectors_needed()) {
        servers.push_back(healthy());
        servers.back()[name].judgement = {};
    }
    for (const auto& chapters : servers)
        for (const auto& each : conditions_of(chapters, wanted()))
            for (const auto& said : each.said) {
                CAPTURE(said.phrase);
                CHECK(knowledge.has_phrase(said.phrase));
            }
}
