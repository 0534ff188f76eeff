// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/conditions.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "agent/report/knowledge.hpp"
#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

namespace {

/// A server on which nothing stands in the way.
Chapters healthy() {
    Chapters chapters;
    for (const auto& name : collectors_needed()) chapters[name].complete = true;
    chapters["services"].judgement.facts = {{"services.version", "Reports 3.29.0"},
                                            {"services.version", "Computer Vision (CoVi) 3.30.1"},
                                            {"services.answers", "Computer Vision (CoVi): 8080"}};
    chapters["mongo"].judgement.facts = {
        {"mongo.set", "safr"}, {"mongo.set_configuration", "safr 5, 3 / 0123456789abcdef"}};
    chapters["system"].judgement.facts = {{"system.gpu_driver", "535.54"}};
    chapters["backups"].judgement.facts = {{"backups.rollback_backup", "/b/SAFR-backup.tgz"},
                                           {"backups.rollback_beside", "yes"}};
    return chapters;
}

Wanted wanted() {
    Wanted all{.now = now, .to = version("3.34.0")};
    all.backup = BackupProof{.path = "/b/SAFR-backup.tgz",
                             .level = "L4",
                             .wanted = "L4",
                             .wrong = {},
                             .taken = now - 1h,
                             .sound = true};
    all.oldest_backup = 4h;
    all.licence = {"licence.example:443", true, {}};
    return all;
}

Condition condition(const std::string& id, const Chapters& chapters, const Wanted& asked) {
    const auto all = conditions_of(chapters, asked);
    const auto found = std::ranges::find(all, id, &Condition::id);
    REQUIRE(found != all.end());
    return *found;
}

void find(Chapters& chapters, const std::string& id, Severity severity) {
    chapters[id.substr(0, id.find('.'))].judgement.findings.push_back({id, severity, {}, {}});
}

}  // namespace

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
        {"services.version_mixed", Severity::critical, "versions"},
        {"mongo.versions_mixed", Severity::warning, "versions"},
        {"mongo.no_primary", Severity::critical, "replica_set"},
        {"mongo.member_down", Severity::critical, "replica_set"},
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

TEST_CASE("conditions: where the room for a rollback is not told, nor is the room") {
    auto chapters = healthy();
    auto& facts = chapters["backups"].judgement.facts;
    facts = {{"backups.rollback_backup", "/b/SAFR-backup.tgz"}};
    const auto untold = condition("room", chapters, wanted());
    CHECK(untold.state == State::not_told);
    CHECK(untold.stands_in_the_way());
    REQUIRE(untold.said.size() == 1);
    CHECK(untold.said.front().phrase == "upgrade.said.room_unknown");
    for (const auto* value : {"not told", "none"}) {
        facts = {{"backups.rollback_backup", value}};
        CHECK(condition("room", chapters, wanted()).state == State::not_told);
    }
    // What has no room stands in the way for that, not for being untold.
    find(chapters, "disk.space_critical", Severity::critical);
    CHECK(condition("room", chapters, wanted()).state == State::in_the_way);
}

TEST_CASE("conditions: without any backup a rollback needs no room, and that is told once") {
    auto chapters = healthy();
    chapters["backups"].judgement.facts = {{"backups.rollback_backup", "none"}};
    auto none = wanted();
    none.backup.reset();
    CHECK(condition("backup", chapters, none).stands_in_the_way());
    CHECK(condition("room", chapters, none).state == State::holds);
    chapters["backups"].judgement.facts = {{"backups.rollback_backup", "not told"}};
    CHECK(condition("room", chapters, none).state == State::not_told);
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

TEST_CASE(
    "conditions: the backup must be there, proven, young, and of the configuration as it is") {
    CHECK_FALSE(condition("backup", healthy(), wanted()).stands_in_the_way());
    auto none = wanted();
    none.backup.reset();
    CHECK(condition("backup", healthy(), none).stands_in_the_way());
    auto unproven = wanted();
    unproven.backup->sound = false;
    unproven.backup->wrong = {"member x ends early"};
    CHECK(condition("backup", healthy(), unproven).said.size() == 2);
    CHECK(condition("backup", healthy(), unproven).stands_in_the_way());
    auto old = wanted();
    old.backup->taken = now - 4h - 1ms;
    CHECK(condition("backup", healthy(), old).stands_in_the_way());
    auto future = wanted();
    future.backup->taken = now + 1ms;
    CHECK(condition("backup", healthy(), future).stands_in_the_way());
    auto changed = wanted();
    changed.configured = changed.backup->taken + 1ms;
    CHECK(condition("backup", healthy(), changed).stands_in_the_way());
    changed.configured = changed.backup->taken;
    CHECK_FALSE(condition("backup", healthy(), changed).stands_in_the_way());
    changed.configured = Error{Fault::timed_out, "the mount does not answer"};
    CHECK(condition("backup", healthy(), changed).state == State::not_told);
    CHECK(condition("backup", healthy(), changed).stands_in_the_way());
}

TEST_CASE("conditions: a backup that nobody compared with the database holds, and says so") {
    auto asked = wanted();
    asked.backup->not_compared = "no login";
    const auto backup = condition("backup", healthy(), asked);
    CHECK(backup.state == State::holds);
    REQUIRE(backup.said.size() == 2);
    CHECK(backup.said.back().phrase == "upgrade.said.not_compared");
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
    for (const auto* phrase :
         {"backup_refuted", "backup_unproven", "as_seen", "backup_old", "backup_future",
          "backup_before_change", "no_backup", "not_compared", "configuration_unknown",
          "same_version", "older_version", "licence_unknown", "licence_silent", "set_aside"})
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
