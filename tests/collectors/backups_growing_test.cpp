// SPDX-License-Identifier: Apache-2.0
// A backup that is being written is said to be, and no other.
#include <doctest.h>

#include <algorithm>

#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

TEST_CASE("backups: one that was written a moment ago is looked at twice, and said to grow if so") {
    auto world = server();
    files_in(world).back().modified = world.clock.time - 1s;
    const auto still = examine(subject, world);
    CHECK(still.evidence.contains("again.2"));
    CHECK_FALSE(still.finding("backups.growing"));

    auto later = *world.paths.walks.at(share);
    later.entries.back().bytes += 5 * gib;
    world.paths.second_walks.insert_or_assign(share, later);
    world.paths.asked_walks.clear();
    const auto grown = examine(subject, world);
    REQUIRE(grown.finding("backups.growing"));
    CHECK(grown.finding("backups.growing")->parameters.at("backup").ends_with("1123-020000.tgz"));
}

TEST_CASE("backups: a time that moved is growth too, a size of before is compared with nothing") {
    auto world = server();
    files_in(world).back().modified = world.clock.time - 1s;
    files_in(world).back().bytes = gib;
    auto later = *world.paths.walks.at(share);
    later.entries.back().modified = world.clock.time;
    world.paths.second_walks.insert_or_assign(share, later);

    const auto seen = examine(subject, world);

    CHECK(seen.finding("backups.growing"));
    CHECK_FALSE(seen.finding("backups.size_fell"));
    CHECK_FALSE(seen.finding("backups.changed_since_proof"));
}

TEST_CASE("backups: growth is said of the one that grows alone") {
    auto world = server();
    files_in(world).back().modified = world.clock.time - 1s;
    auto later = *world.paths.walks.at(share);
    later.entries.back().bytes += 1;
    later.entries.erase(later.entries.begin());  // rotated away meanwhile
    world.paths.second_walks.insert_or_assign(share, later);

    const auto seen = examine(subject, world);

    CHECK(std::ranges::count(seen.judgement.findings, "backups.growing", &Finding::id) == 1);
}

TEST_CASE("backups: nothing is said to grow where the second look fails or nothing is fresh") {
    auto world = server();
    CHECK_FALSE(examine(subject, world).evidence.contains("again.2"));

    files_in(world).back().modified = world.clock.time - 1s;
    world.paths.second_walks.insert_or_assign(share, Error{Fault::timed_out, "no answer"});
    world.paths.asked_walks.clear();
    const auto seen = examine(subject, world);
    CHECK_FALSE(seen.evidence.contains("again.2"));
    CHECK_FALSE(seen.finding("backups.growing"));
}

TEST_CASE("backups: a directory that mongodump is writing grows as a whole") {
    auto world = server();
    world.files.texts["/etc/cron.d/safr"] = "0 2 * * * root mongodump --out " + share + "\n";
    auto metadata = backup_file("dump/event/faces.metadata.json", 10, world.clock.time - 2s);
    auto documents = backup_file("dump/event/faces.bson", 100, world.clock.time - 2s);
    files_in(world) = {metadata, documents};
    Walk later = *world.paths.walks.at(share);
    later.entries.back().bytes = 200;
    world.paths.second_walks.insert_or_assign(share, later);

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("backups.growing"));
    CHECK(seen.finding("backups.growing")->parameters.at("backup") == share + "/dump");
    CHECK(seen.finding("backups.growing")->parameters.at("size") == "110 B");
}
