// SPDX-License-Identifier: Apache-2.0
// Is one what its namesake is, as large as those before it, and made as quickly?
#include <doctest.h>

#include "collectors/backups/history.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

TEST_CASE("backups: two of one name and size are a copy, unless what was read in them differs") {
    auto world = server();
    world.paths.resolutions.insert_or_assign(world.scope.backup_root, leads_to("/b", 7));
    Walk walk;
    walk.entries = {files_in(world).back()};
    walk.entries.front().inode = 99;
    world.paths.walks.insert_or_assign("/b", walk);
    auto other = world.scope.proofs.front();
    other.path = "/b/" + walk.entries.front().path;
    other.inode = 99;
    world.scope.proofs.push_back(other);
    CHECK_FALSE(examine(subject, world).finding("backups.same_name"));

    world.scope.proofs[0].sha256 = "aaaaaaaaaaaaaaaa";
    world.scope.proofs[1].sha256 = "aaaaaaaaaaaaaaaa";
    CHECK_FALSE(examine(subject, world).finding("backups.same_name"));

    world.scope.proofs[1].sha256 = "bbbbbbbbbbbbbbbb";
    const auto seen = examine(subject, world);
    REQUIRE(seen.finding("backups.same_name"));
    const auto& parameters = seen.finding("backups.same_name")->parameters;
    CHECK(parameters.at("size").ends_with(", SHA-256 aaaaaaaaaaaa") !=
          parameters.at("other_size").ends_with(", SHA-256 aaaaaaaaaaaa"));

    world.scope.proofs[1].modified += 1h;  // of another file than stands there
    CHECK_FALSE(examine(subject, world).finding("backups.same_name"));
}

TEST_CASE("backups: one name without a date in folders of days is no name for two backups") {
    auto world = server();
    for (const std::string day : {"monday", "tuesday"})
        files_in(world).push_back(
            backup_file(day + "/mongo.archive.gz", gib + day.size(), world.clock.time - 24h));
    CHECK_FALSE(examine(subject, world).finding("backups.same_name"));
    for (const std::string day : {"monday", "tuesday"})
        files_in(world).push_back(backup_file(day + "/SAFR-backup-20261122-120000.tgz",
                                              gib + day.size(), world.clock.time - 32h));
    CHECK(examine(subject, world).finding("backups.same_name"));
}

TEST_CASE("backups: a copy in a configured place is found, and counts as one elsewhere") {
    auto world = server();
    world.files.texts.erase("/etc/cron.d/safr");  // that names the share
    world.scope.backup_root = "/b";
    world.paths.resolutions.insert_or_assign("/b", leads_to("/b", 1));
    world.paths.walks.insert_or_assign("/b", world.paths.walks.at(share));
    CHECK(examine(subject, world).finding("backups.same_device"));

    world.scope.backup_places = {"/b/", share + "/"};
    const auto seen = examine(subject, world);
    CHECK_FALSE(seen.finding("backups.no_copy_elsewhere"));
    CHECK_FALSE(seen.finding("backups.place_missing"));
    CHECK(facts_of(seen.judgement, "backups.listed").size() == 14);
    world.paths.resolutions.erase(share);
    CHECK(examine(subject, world).finding("backups.place_missing"));
}

TEST_CASE("backups: one that took more than twice as long as those before it is a warning") {
    auto world = server();
    auto& newest = files_in(world).back();
    newest.modified += 59min;  // an hour each
    CHECK_FALSE(examine(subject, world).finding("backups.slower"));
    newest.modified += 2min;
    const auto seen = examine(subject, world);
    REQUIRE(seen.finding("backups.slower"));
    CHECK(seen.finding("backups.slower")->severity == Severity::warning);
    CHECK(seen.finding("backups.slower")->parameters.at("usual") == "60 min");

    // Twice as much of little is nothing, and two say nothing of what is usual.
    for (auto& each : files_in(world)) each.modified -= 1h - 1min;
    newest.modified = files_in(world).front().modified + 6 * 24h + 3min;
    CHECK_FALSE(examine(subject, world).finding("backups.slower"));
    newest.modified += 5h;
    CHECK(examine(subject, world).finding("backups.slower"));
    files_in(world).erase(files_in(world).begin(), files_in(world).end() - 3);
    CHECK_FALSE(examine(subject, world).finding("backups.slower"));
}

namespace {

/// An evening of hourly ones without objects before the newest of the nightly full ones.
FakeWorld hourly_beside_nightly() {
    auto world = server();
    world.scope.proofs.clear();
    const auto newest = files_in(world).back().modified;
    for (int hour = 19; hour <= 23; ++hour)
        files_in(world).push_back(
            backup_file("SAFR-backup-20261122-" + std::to_string(hour) + "3000.tgz", gib / 100,
                        newest - (27 - hour) * 1h + 30min));
    return world;
}

}  // namespace

TEST_CASE("backups: a nightly full one beside hourly ones that nobody read is not told as larger") {
    const std::string script = "/opt/RealNetworks/SAFR/bin/backup.py";
    auto world = hourly_beside_nightly();
    world.files.texts["/etc/cron.d/safr"] = "0 2 * * * root " + script + " -q -p " + share +
                                            "\n30 19-23 * * * root " + script + " -q -s -p " +
                                            share + "\n";
    for (const bool scheduled : {true, false}) {
        CAPTURE(scheduled);
        if (!scheduled) {
            world.files.texts.erase("/etc/cron.d/safr");
            world.scope.backup_root = share;
        }
        const auto seen = examine(subject, world);
        CHECK(facts_of(seen.judgement, "backups.listed").size() == 12);
        CHECK_FALSE(seen.finding("backups.size_rose"));
        CHECK_FALSE(seen.finding("backups.size_fell"));
    }
}

TEST_CASE("backups: sizes of a dump that is written over every night are those of other nights") {
    auto world = server();
    world.scope.proofs.clear();
    world.files.texts["/etc/cron.d/safr"] = "0 2 * * * root mongodump --out " + share + "\n";
    files_in(world) = {backup_file("dump/event/faces.metadata.json", 10, world.clock.time - 18h),
                       backup_file("dump/event/faces.bson", gib, world.clock.time - 18h)};
    for (int days = 5; days >= 1; --days) {
        backups::Moment moment{.time = world.clock.time - 24h * days, .kept = {}};
        moment.kept.push_back({.place = share,
                               .kind = "mongodump directory",
                               .count = 1,
                               .newest = "dump",
                               .bytes = 10 * gib,
                               .taken = moment.time - 18h,
                               .contents = ""});
        world.scope.past += backups::write_moment(moment) + "\n";
    }
    const auto seen = examine(subject, world);
    REQUIRE(seen.finding("backups.size_fell"));
    CHECK(seen.finding("backups.size_fell")->parameters.at("usual") == "10.0 GiB");
    CHECK(fact_of(seen.judgement, "backups.trend").ends_with("; 6"));
}
