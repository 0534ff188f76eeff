// SPDX-License-Identifier: Apache-2.0
// What is on record of a backup from one reading to the next.
#include "agent/backup/first_sight.hpp"

#include <doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "agent/backup/directory.hpp"
#include "agent/backup/from_child.hpp"
#include "agent/backup/ladder.hpp"
#include "platform/digest.hpp"
#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;
TEST_CASE("backup: the first sight is kept, and bytes that changed since are found") {
    const Scratch scratch;
    const std::string path = "/b/SAFR-backup-20261127-020000.tgz";
    Contents contents;
    contents.identity = {.bytes = 5, .modified = Time{milliseconds{10}}, .inode = 7};
    contents.sha256 = "aa";
    REQUIRE(remember(scratch.path(), path, contents, {}, Time{milliseconds{99}}, "L4"));

    const auto same = recall(scratch.path(), path, contents.identity);
    REQUIRE(same);
    REQUIRE(same->before);
    CHECK(same->before->sha256 == "aa");
    CHECK(same->before->level == "L4");
    CHECK_FALSE(same->replaced);

    CHECK(same->before->images.empty());
    contents.references.emplace();
    REQUIRE(remember(scratch.path(), path, contents, *same, Time{milliseconds{100}}, "L4"));
    contents.references.reset();
    REQUIRE(remember(scratch.path(), path, contents,
                     *recall(scratch.path(), path, contents.identity), Time{milliseconds{101}},
                     "L4"));
    CHECK(record_of(scratch.path(), path)->images == "not told");

    auto younger = contents.identity;
    younger.inode = 8;
    younger.modified += milliseconds{5};
    CHECK(recall(scratch.path(), path, younger)->replaced);
    CHECK_FALSE(recall(scratch.path(), "/b/other.tgz", younger)->before);
}

TEST_CASE("backup: under a dated name another file is the backup with the same bytes, or none") {
    const Scratch scratch;
    const std::string path = "/b/SAFR-backup-20261127-020000.tgz";
    Climb climb;
    climb.contents = Contents{};
    auto& contents = *climb.contents;
    contents.identity =
        contents.after = {.bytes = 5, .modified = Time{milliseconds{10}}, .inode = 7};
    contents.read = 5;
    contents.sha256 = "of A";
    REQUIRE(remember(scratch.path(), path, contents, {}, Time{milliseconds{99}}, "L4"));
    contents.identity.inode = contents.after.inode = 8;
    contents.identity.modified = contents.after.modified = Time{milliseconds{20}};
    const auto look = [&](bool dated) {
        climb.memory = recall(scratch.path(), path, contents.identity, dated);
        return unchanged(climb).standing;
    };
    CHECK(look(true) == Standing::held);  // copied back

    contents.sha256 = "of B";
    CHECK(look(false) == Standing::held);
    CHECK(look(true) == Standing::failed);
    REQUIRE(remember(scratch.path(), path, contents, *climb.memory, Time{milliseconds{100}}, ""));
    CHECK(look(true) == Standing::failed);  // the first sight stays
    CHECK(record_of(scratch.path(), path)->altered == Time{milliseconds{100}});
}

TEST_CASE("backup: a nightly dump into the same file is a new backup, silent rot is none") {
    const Scratch scratch;
    const std::string path = "/b/dump.archive";
    Climb climb;
    climb.contents = Contents{};
    auto& contents = *climb.contents;
    const auto look = [&](std::string digest, int modified) {
        contents.sha256 = std::move(digest);
        contents.identity = {.bytes = 5, .modified = Time{milliseconds{modified}}, .inode = 7};
        contents.after = contents.identity;
        contents.read = 5;
        climb.memory = recall(scratch.path(), path, contents.identity);
        REQUIRE(climb.memory);
        const auto standing = unchanged(climb).standing;
        REQUIRE(remember(scratch.path(), path, contents, *climb.memory,
                         Time{milliseconds{modified + 1}},
                         standing == Standing::held ? "L4" : "L1"));
        return standing;
    };
    CHECK(look("of Monday", 10) == Standing::held);
    CHECK(look("of Tuesday", 20) == Standing::held);
    CHECK(record_of(scratch.path(), path)->sha256 == "of Tuesday");
    CHECK(record_of(scratch.path(), path)->altered == Time{});

    CHECK(look("of Tuesday", 30) == Standing::held);  // touched
    CHECK(look("rotten", 30) == Standing::failed);
    CHECK(record_of(scratch.path(), path)->altered == Time{milliseconds{31}});
    CHECK(look("rotten", 20) == Standing::failed);
    CHECK(look("of Wednesday", 40) == Standing::held);
    CHECK(record_of(scratch.path(), path)->altered == Time{});
}

TEST_CASE("backup: the record says of which file a proof is, what was in it and how long it took") {
    const Scratch scratch;
    const std::string path = "/b/SAFR-backup-20261127-020000.tgz";
    Contents contents;
    contents.identity = {.bytes = 5, .modified = Time{milliseconds{10}}, .inode = ~0ull};
    contents.sha256 = "aa";
    contents.unpacked = 50;
    contents.objects = 3;
    contents.object_bytes = 30;
    contents.collections[{"event", "events"}].documents = 7;
    REQUIRE(remember(scratch.path(), path, contents, {}, Time{milliseconds{99}}, "L0",
                     {.took = milliseconds{1'500}, .sound = "L4"}));

    const auto kept = record_of(scratch.path(), path);

    REQUIRE(kept);
    CHECK(kept->proven_as == contents.identity);
    CHECK((kept->level == "L0" && kept->sound == "L4" && kept->took == milliseconds{1'500}));
    CHECK((kept->unpacked == 50 && kept->documents == 7 && kept->objects == 3));
    CHECK((kept->object_bytes == 30 && kept->restored == milliseconds{0}));
}

TEST_CASE("backup: a run that asked for less takes no proof away, other bytes are on record") {
    const Scratch scratch;
    const std::string path = "/b/x.tgz";
    Contents contents;
    contents.identity = {.bytes = 5, .modified = Time{milliseconds{10}}, .inode = 7};
    contents.sha256 = "aa";
    const auto again = [&](Time now, const std::string& level) {
        const auto memory = recall(scratch.path(), path, contents.identity);
        REQUIRE(memory);
        REQUIRE(remember(scratch.path(), path, contents, *memory, now, level));
        return *record_of(scratch.path(), path);
    };
    again(Time{milliseconds{1}}, "L4");

    const auto less = again(Time{milliseconds{2}}, "L1");
    CHECK((less.level == "L4" && less.proven == Time{milliseconds{1}}));

    contents.sha256 = "bb";
    const auto other = again(Time{milliseconds{3}}, "L4");
    CHECK(other.altered == Time{milliseconds{3}});
    CHECK((other.sha256 == "aa" && other.proven == Time{milliseconds{1}}));

    contents.sha256 = "aa";
    CHECK(again(Time{milliseconds{4}}, "L4").altered == Time{});
}

TEST_CASE("backup: a failure stays on record until the same bytes are proven that far") {
    const Scratch scratch;
    const std::string path = "/b/x.tgz";
    Contents contents;
    contents.identity = {.bytes = 5, .modified = Time{milliseconds{10}}, .inode = 7};
    contents.sha256 = "aa";
    const auto again = [&](int now, const Reading& reading) {
        const auto memory = recall(scratch.path(), path, contents.identity);
        REQUIRE(memory);
        REQUIRE(remember(scratch.path(), path, contents, *memory, Time{milliseconds{now}},
                         reading.sound, reading));
        return *record_of(scratch.path(), path);
    };
    const auto failed = again(1, {.sound = "L2", .failed = "L3"});
    CHECK((failed.failed == "L3" && failed.failed_at == Time{milliseconds{1}}));
    CHECK(again(2, {.sound = "L1"}).failed == "L3");
    CHECK(again(3, {.sound = "L4"}).failed.empty());
}

TEST_CASE("backup: that it was empty is on record, and is no first sight of what comes later") {
    const Scratch scratch;
    const std::string path = "/b/SAFR-backup-20261127-020000.tgz";
    Contents contents;
    contents.identity = {.bytes = 0, .modified = Time{milliseconds{10}}, .inode = 7};
    contents.sha256 = "of nothing";
    REQUIRE(remember_empty(scratch.path(), path, contents, {}, Time{milliseconds{1}}));
    CHECK(record_of(scratch.path(), path)->failed == "L0");

    contents.identity.bytes = 5;
    contents.sha256 = "aa";
    const auto memory = recall(scratch.path(), path, contents.identity, true);
    REQUIRE(memory);
    CHECK_FALSE(memory->before);
    REQUIRE(remember(scratch.path(), path, contents, *memory, Time{milliseconds{2}}, "L4"));
    CHECK(record_of(scratch.path(), path)->failed.empty());

    // Emptied later, it has other bytes than at the first sight.
    contents.identity.bytes = 0;
    contents.sha256 = "of nothing";
    REQUIRE(remember_empty(scratch.path(), path, contents,
                           *recall(scratch.path(), path, contents.identity, true),
                           Time{milliseconds{3}}));
    CHECK(record_of(scratch.path(), path)->altered == Time{milliseconds{3}});
    CHECK(record_of(scratch.path(), path)->sha256 == "aa");
}

TEST_CASE("backup: a touched file of the same bytes is proven as what it is now") {
    const Scratch scratch;
    Contents contents;
    contents.identity = {.bytes = 5, .modified = Time{milliseconds{10}}, .inode = 7};
    contents.sha256 = "aa";
    REQUIRE(remember(scratch.path(), "/b/x", contents, {}, Time{milliseconds{1}}, "L4"));
    contents.identity.modified = Time{milliseconds{20}};
    const auto memory = recall(scratch.path(), "/b/x", contents.identity);
    REQUIRE(memory);
    REQUIRE(remember(scratch.path(), "/b/x", contents, *memory, Time{milliseconds{2}}, "L4"));

    const auto kept = record_of(scratch.path(), "/b/x");

    REQUIRE(kept);
    CHECK(kept->proven_as == contents.identity);
    CHECK(kept->identity.modified == Time{milliseconds{10}});
}

TEST_CASE("backup: all records are told, the latest proof first, broken ones left out") {
    const Scratch scratch;
    Contents contents;
    contents.sha256 = "aa";
    for (int number = 1; number <= 3; ++number)
        REQUIRE(remember(scratch.path(), "/b/" + std::to_string(number), contents, {},
                         Time{milliseconds{number}}, "L4"));
    scratch.file("backups/broken.json", "{");
    scratch.file("backups/other.json", "{\"path\": 5}");
    // Written by a version that kept less.
    scratch.file("backups/old.json",
                 R"({"path": "/b/old", "bytes": 5, "level": "L3", "proven": 9, "inode": 7})");

    const auto all = records_in(scratch.path(), 3);

    REQUIRE(all.size() == 3);
    CHECK((all[0].path == "/b/old" && all[0].sound == "L3" && all[0].proven_as.bytes == 5));
    CHECK((all[1].path == "/b/3" && all[2].path == "/b/2"));
    CHECK(records_in(scratch.path() / "nowhere", 3).empty());
}
