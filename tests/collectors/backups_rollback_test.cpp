// SPDX-License-Identifier: Apache-2.0
// What going back would take.
#include <doctest.h>

#include "collectors/backups/picture.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

namespace {

std::string rollback(const Seen& seen, const std::string& what) {
    return fact_of(seen.judgement, "backups.rollback_" + what);
}

/// Room where the data is, on one device.
void give_room(FakeWorld& world, std::uint64_t free) {
    world.paths.spaces.insert_or_assign(world.scope.data_root + "/mongo/data",
                                        Space{.bytes_available = free});
}

}  // namespace

TEST_CASE("backups: a rollback is told with level, time, room and loss") {
    auto world = server();
    give_room(world, 500 * gib);

    const auto seen = examine(subject, world);

    CHECK(rollback(seen, "backup") == share + "/SAFR-backup-20261123-020000.tgz");
    CHECK(rollback(seen, "contents") == "full");
    CHECK(rollback(seen, "proven") == "2026-11-23T20:00Z");
    CHECK(rollback(seen, "time") == "100 s");
    CHECK(rollback(seen, "speed") == "102.4 MiB/s");
    CHECK(rollback(seen, "room").ends_with("/mongo/data: 36.0 GiB / 500.0 GiB"));
    CHECK(rollback(seen, "beside") == "yes");
    CHECK(rollback(seen, "age") == "18 h");
    // One proof alone tells no growth.
    CHECK(rollback(seen, "documents").empty());
}

TEST_CASE("backups: a rehearsed restore tells the time better than reading") {
    auto world = server();
    world.scope.proofs.front().restored = 20min;

    const auto seen = examine(subject, world);

    CHECK(rollback(seen, "time") == "20 min");
    CHECK(rollback(seen, "rehearsed") == "20 min");
    CHECK(rollback(seen, "speed").empty());
}

TEST_CASE("backups: what was written since is told from the growth between two proven ones") {
    auto world = server();
    auto before = proof_for(files_in(world).at(5), world.clock.time - 24h);
    before.documents -= 24'000;
    before.objects += 5;
    world.scope.proofs.push_back(before);
    const auto seen = examine(subject, world);
    CHECK(rollback(seen, "documents") == "18000");
    CHECK(rollback(seen, "objects").empty());

    world.scope.proofs.back().contents = "without objects";
    CHECK(rollback(examine(subject, world), "documents").empty());
}

TEST_CASE("backups: a rollback is told of the backup that is wanted, and every proof is held to") {
    auto world = server();
    const auto earlier = proof_for(files_in(world).at(5), world.clock.time - 24h);
    world.scope.proofs.push_back(earlier);
    world.scope.rollback_backup = earlier.path;
    CHECK(rollback(examine(subject, world), "backup") == earlier.path);

    world.scope.proofs.front().bytes += 1;
    const auto seen = examine(subject, world);
    CHECK(rollback(seen, "backup") == earlier.path);
    CHECK(seen.finding("backups.changed_since_proof"));

    world.scope.rollback_backup = "/elsewhere/SAFR-backup-20261123-020000.tgz";
    CHECK(rollback(examine(subject, world), "backup") == "none");
}

TEST_CASE("backups: a rollback that does not fit beside the data is told once") {
    auto world = server();
    give_room(world, 10 * gib);
    const auto database = world.scope.data_root + "/mongo/data";
    const auto unknown = examine(subject, world);
    REQUIRE(unknown.finding("backups.rollback_no_room"));
    CHECK(unknown.finding("backups.rollback_no_room")->severity == Severity::info);
    CHECK(rollback(unknown, "beside") == "no");

    world.paths.usages.insert_or_assign(database, Usage{.bytes = 100 * gib, .files = 9});
    const auto info = examine(subject, world);
    CHECK(info.finding("backups.rollback_no_room")->severity == Severity::info);
    CHECK_FALSE(info.finding("backups.no_room_to_restore"));

    world.paths.usages.insert_or_assign(database, Usage{.bytes = 20 * gib, .files = 9});
    CHECK(examine(subject, world).finding("backups.rollback_no_room")->severity ==
          Severity::warning);
}

TEST_CASE("backups: database and objects on two devices need room on each") {
    auto world = server();
    give_room(world, 13 * gib);
    const auto objects = world.scope.data_root + "/cv-storage";
    world.paths.resolutions.insert_or_assign(objects, leads_to("/mnt/nas/objects", 50));
    CHECK(rollback(examine(subject, world), "beside").empty());

    world.paths.spaces.insert_or_assign("/mnt/nas/objects", Space{.bytes_available = 23 * gib});
    const auto seen = examine(subject, world);

    CHECK(facts_of(seen.judgement, "backups.rollback_room").size() == 2);
    CHECK(rollback(seen, "beside") == "no");
    REQUIRE(seen.finding("backups.rollback_no_room"));
    CHECK(seen.finding("backups.rollback_no_room")->parameters.at("place") == "/mnt/nas/objects");
}

TEST_CASE("backups: objects alone take back who has no database of its own, no other") {
    auto world = server();
    world.scope.proofs.front().contents = "objects only";
    CHECK(rollback(examine(subject, world), "backup") == "none");
    world.scope.site.role = "primary";
    CHECK(rollback(examine(subject, world), "backup") == "none");
    for (const char* role : {"redundant", "simple"}) {
        world.scope.site.role = role;
        CHECK(rollback(examine(subject, world), "backup").ends_with("23-020000.tgz"));
    }
}

TEST_CASE("backups: a check knows the room for a rollback too") {
    auto world = server();
    world.scope.brief = true;
    give_room(world, 10 * gib);

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("backups.rollback_no_room"));
    CHECK(seen.finding("backups.rollback_no_room")->severity == Severity::info);
    CHECK_FALSE(seen.evidence.contains("usage.database"));
    CHECK_FALSE(seen.finding("backups.no_room_to_restore"));
}

TEST_CASE("backups: a check warns where a disk holds too little even if all on it were removed") {
    auto world = server();
    world.scope.brief = true;
    const auto severity_on = [&](std::uint64_t total) {
        world.paths.spaces.insert_or_assign(
            world.scope.data_root + "/mongo/data",
            Space{.bytes_total = total, .bytes_free = 10 * gib, .bytes_available = 10 * gib});
        const auto seen = examine(subject, world);
        REQUIRE(seen.finding("backups.rollback_no_room"));
        return seen.finding("backups.rollback_no_room")->severity;
    };
    // 36 GiB are needed.
    CHECK(severity_on(35 * gib) == Severity::warning);
    CHECK(severity_on(37 * gib) == Severity::info);
    // More free than there is tells nothing.
    CHECK(severity_on(5 * gib) == Severity::info);
}

TEST_CASE("rollback: a secondary whose images are the primary's needs no backup of its own") {
    const std::string store = "/mnt/nas/objects";
    const auto told = [&](const std::string& role, bool shared) {
        auto world = server();
        world.scope.site.role = role;
        world.scope.proofs.clear();
        files_in(world).clear();
        if (shared)
            world.paths.resolutions.insert_or_assign(world.scope.data_root + "/cv-storage",
                                                     leads_to(store, 50));
        return examine(subject, world);
    };
    for (const auto* role : {"redundant", "simple"}) {
        const auto shared = told(role, true);
        CHECK(fact_of(shared.judgement, "backups.rollback_backup") == "not needed");
        CHECK_FALSE(shared.finding("backups.none"));
        CHECK_FALSE(shared.finding("backups.node_needs_objects"));
        CHECK(fact_of(told(role, false).judgement, "backups.rollback_backup") == "none");
    }
    // The primary's is what takes the others back, and who is not known may be the primary.
    for (const auto* role : {"primary", "unknown", ""})
        CHECK(fact_of(told(role, true).judgement, "backups.rollback_backup") == "none");
    auto world = server();
    world.scope.site.role = "redundant";
    world.paths.resolutions.insert_or_assign(
        world.scope.data_root + "/cv-storage",
        Resolved{.path = store, .dangling = true, .device = 0, .links = {}});
    CHECK_FALSE(backups::picture_of(examine(subject, world).evidence).needs_none_of_its_own());
}
