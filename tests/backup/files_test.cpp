// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "agent/backup/first_sight.hpp"
#include "agent/backup/from_child.hpp"
#include "platform/digest.hpp"
#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;

TEST_CASE("backup: a FIFO, a link and a directory with a backup's name are not opened") {
    const Scratch scratch;
    const auto path = (scratch.path() / "SAFR-backup-20261127-020000.tgz").native();
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const auto link = (scratch.path() / "link.tgz").native();
    REQUIRE(::symlink("/etc/passwd", link.c_str()) == 0);

    const auto fifo = examine_file(path, {});
    const auto linked = examine_file(link, {});

    REQUIRE_FALSE(fifo);
    CHECK(fifo.error().what.ends_with("is a FIFO, not a file"));
    REQUIRE_FALSE(linked);
    CHECK(linked.error().what.find("is a link") != std::string::npos);
}

TEST_CASE("backup: one that grows while it is read is seen to") {
    const Scratch scratch;
    const auto path = scratch.file("x.tgz", packed(small_tar()));
    bool once = false;
    const auto contents = examine_file(path.native(), [&](std::uint64_t) {
        if (std::exchange(once, true)) return;
        std::ofstream(path, std::ios::app | std::ios::binary) << "more";
    });

    REQUIRE(contents);
    CHECK(contents->identity != contents->after);
}

TEST_CASE("backup: the digest is of the whole file, whatever is wrong with it") {
    const Scratch scratch;
    auto bytes = packed(small_tar());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    const auto contents = examine_file(scratch.file("x.tgz", bytes).native(), {});

    REQUIRE(contents);
    CHECK_FALSE(contents->structurally_sound());
    CHECK(contents->sha256 == sha256_hex(bytes));
}

TEST_CASE("backup: a directory of mongodump is read file by file, links left alone") {
    const Scratch scratch;
    scratch.file("event/events.bson", events(3));
    scratch.file("event/events.metadata.json", metadata);
    scratch.file("covi/people.bson.gz", packed(events(2)));
    REQUIRE(::symlink("/etc/passwd", (scratch.path() / "event/passwd").c_str()) == 0);
    REQUIRE(::mkfifo((scratch.path() / "covi/fifo.bson").c_str(), 0600) == 0);

    const auto contents = examine_directory(scratch.path().native(), {});

    REQUIRE(contents);
    CHECK(contents->documents() == 5);
    CHECK(contents->collections.at({"covi", "people"}).documents == 2);
    CHECK(tells(*contents, "covi/fifo.bson: neither a file nor a directory"));
    CHECK(tells(*contents, "event/passwd: neither a file nor a directory"));
}

TEST_CASE("backup: a child reads it and tells the same") {
    const Scratch scratch;
    const auto path = scratch.file("x.tgz", packed(small_tar())).native();

    const auto told = examine_from_child(path, {});
    const auto own = examine_file(path, {});

    REQUIRE(told);
    REQUIRE(own);
    CHECK(json::write(to_json(*told)) == json::write(to_json(*own)));
    const auto missing = examine_from_child(path + ".not", {});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().fault == Fault::absent);
}

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
