// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/backup_condition.hpp"

#include <doctest/doctest.h>

#include "tests/upgrade/server.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

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

TEST_CASE("conditions: room that is told of another backup is none of this one's") {
    auto asked = wanted();
    asked.backup->path = "/b/images.tgz";
    const auto room = condition("room", healthy(), asked);
    CHECK(room.state == State::not_told);
    CHECK(room.stands_in_the_way());
    REQUIRE(room.said.size() == 1);
    CHECK(room.said.front().phrase == "upgrade.said.room_of_another");
    // No permit rests on one that is not proven, and the condition "backup" says so.
    asked.backup->sound = false;
    CHECK(condition("room", healthy(), asked).state == State::holds);
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

TEST_CASE("conditions: a server that the primary's backup takes back needs none, nor room for it") {
    auto chapters = healthy();
    chapters["backups"].judgement.facts = {{"backups.rollback_backup", "not needed"}};
    auto asked = wanted();
    asked.backup.reset();
    CHECK(condition("backup", chapters, asked).stands_in_the_way());
    asked.backup_needed = false;
    const auto backup = condition("backup", chapters, asked);
    CHECK(backup.state == State::not_needed);
    CHECK_FALSE(backup.stands_in_the_way());
    REQUIRE(backup.said.size() == 1);
    CHECK(backup.said.front().phrase == "upgrade.said.backup_of_primary");
    CHECK(condition("room", chapters, asked).state == State::holds);
    CHECK(condition("images", chapters, asked).state == State::not_needed);
}

TEST_CASE("conditions: a backup that somebody has to name is not one that is missing") {
    auto asked = wanted();
    asked.backup.reset();
    asked.newest_unknown = true;
    const auto backup = condition("backup", healthy(), asked);
    CHECK(backup.stands_in_the_way());
    REQUIRE(backup.said.size() == 1);
    CHECK(backup.said.front().phrase == "upgrade.said.newest_unknown");
}

TEST_CASE("conditions: images that no backup here holds stand in the way, whoever else has them") {
    using Where = Images::Where;
    const auto images = [](Where where) {
        auto asked = wanted();
        asked.backup->images = {where, "/b/images.tgz"};
        return condition("images", healthy(), asked);
    };
    CHECK(images(Where::in_it).state == State::holds);
    CHECK(images(Where::elsewhere).state == State::holds);
    CHECK(images(Where::elsewhere).said.front().parameters.at("other") == "/b/images.tgz");
    CHECK(images(Where::nowhere).stands_in_the_way());
    CHECK(images(Where::nowhere).said.size() == 1);
    for (const auto where : {Where::not_here, Where::not_told}) {
        CHECK_FALSE(images(where).stands_in_the_way());
        CHECK(images(where).said.size() == 1);
    }
    CHECK(images(Where::not_needed).state == State::not_needed);

    auto all = conditions_of(healthy(), [] {
        auto asked = wanted();
        asked.backup->images = {Where::nowhere, {}};
        return asked;
    }());
    CHECK(set_aside(all, {{"1", "images", "Eve", "snapshots of the storage"}}).size() == 1);
    auto none = wanted();
    none.backup.reset();
    CHECK(condition("images", healthy(), none).state == State::not_told);
    CHECK_FALSE(condition("images", healthy(), none).stands_in_the_way());
}
