// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "agent/backup/directory.hpp"
#include "agent/backup/first_sight.hpp"
#include "agent/backup/from_child.hpp"
#include "agent/backup/ladder.hpp"
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

TEST_CASE("backup: a directory into which another file comes while it is read is still written") {
    const Scratch scratch;
    scratch.file("event/events.bson", events(3));
    scratch.file("event/events.metadata.json", metadata);
    const auto quiet = examine_directory(scratch.path().native(), {});
    REQUIRE(quiet);
    CHECK(quiet->identity == quiet->after);
    bool once = false;
    const auto contents = examine_directory(scratch.path().native(), [&](std::uint64_t) {
        if (!std::exchange(once, true)) scratch.file("event/late.bson", events(2));
    });

    REQUIRE(contents);
    CHECK(contents->identity != contents->after);
}

TEST_CASE("backup: of a directory nothing is left out in silence") {
    const Scratch scratch;
    scratch.file("event/events.bson", events(3));
    scratch.file("event/events.metadata.json", metadata);
    REQUIRE(examine_directory(scratch.path().native(), {})->structurally_sound());
    scratch.file("1/2/3/4/5/6/7/here.bson", events(1));
    REQUIRE(examine_directory(scratch.path().native(), {})->structurally_sound());
    scratch.file("1/2/3/4/5/6/7/8/lost.bson", events(1));

    const auto contents = examine_directory(scratch.path().native(), {});

    REQUIRE(contents);
    CHECK(tells(*contents, "1/2/3/4/5/6/7/8: deeper than a dump is"));
    CHECK_FALSE(contents->structurally_sound());
    struct stat outer {
    }, inner{};
    const auto devices = Directory::open("/dev", 100'000);
    if (!devices || ::stat("/dev", &outer) != 0 || ::stat("/dev/pts", &inner) != 0) return;
    CHECK(devices->unread().contains("pts") == (outer.st_dev != inner.st_dev));
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
