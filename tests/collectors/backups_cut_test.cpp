// SPDX-License-Identifier: Apache-2.0
// A place that holds more than is looked at: nothing is taken for the newest, and it is said.
#include <doctest.h>

#include "collectors/backups/history.hpp"
#include "collectors/backups/picture.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

namespace {

/// The share's backups are too old and too small, as far as was looked.
FakeWorld half_looked_at() {
    auto world = server();
    auto& walk = *world.paths.walks.at(share);
    walk.cut = true;
    walk.entries.pop_back();
    walk.entries.back().bytes = gib;
    world.scope.proofs = {proof_for(walk.entries.front(), world.clock.time)};
    return world;
}

}  // namespace

TEST_CASE("backups: a place that was looked at in part is told, and nothing is concluded from it") {
    auto world = half_looked_at();

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("backups.place_unread"));
    const auto& told = seen.finding("backups.place_unread")->parameters;
    CHECK(told.at("place") == share);
    CHECK(told.at("reason") == "more than 5,000 entries: not all were looked at");
    for (const auto* id :
         {"backups.old", "backups.size_fell", "backups.schedule_missed", "backups.proof_outdated"})
        CHECK_FALSE(seen.finding(id));
    CHECK_FALSE(backups::moment_of(seen.evidence));

    world.paths.walks.at(share)->cut = false;
    const auto whole = examine(subject, world);
    CHECK_FALSE(whole.finding("backups.place_unread"));
    CHECK(whole.finding("backups.old"));
    CHECK(whole.finding("backups.size_fell"));
}

TEST_CASE("backups: of a dump that was looked at in part neither size nor change is told") {
    auto world = half_looked_at();
    auto& walk = *world.paths.walks.at(share);
    walk.entries = {backup_file("SAFR-backup-20261123-020000/event/faces.metadata.json", 0,
                                world.clock.time - 18h)};
    auto proof = proof_for(walk.entries.front(), world.clock.time);
    proof.path = share + "/SAFR-backup-20261123-020000";
    proof.bytes = gib;
    world.scope.proofs = {proof};

    const auto seen = examine(subject, world);

    const auto picture = backups::picture_of(seen.evidence);
    REQUIRE(picture.backups.size() == 1);
    CHECK(picture.backups.front().partly);
    REQUIRE(picture.cut_place());
    CHECK(picture.cut_place()->path == share);
    CHECK_FALSE(seen.finding("backups.empty"));
    CHECK_FALSE(seen.finding("backups.changed_since_proof"));
}
