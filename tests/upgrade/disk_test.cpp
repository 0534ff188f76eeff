// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/disk.hpp"

#include <doctest/doctest.h>

#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

TEST_CASE("disk: a file's disk is where the file system of its directory is mounted") {
    const auto disk = disk_of("/proc/self/status");

    REQUIRE(disk);
    CHECK(disk->mount == "/proc");
    CHECK_FALSE(may_be_unmounted(*disk));
    CHECK_FALSE(disk_of("/not/there/at/all"));
}

TEST_CASE("disk: what lay on a mount that is none now may be there still") {
    const Scratch scratch;
    std::filesystem::create_directory(scratch.path() / "backups");

    CHECK(may_be_unmounted({(scratch.path() / "backups").native(), 2049}));
    CHECK(may_be_unmounted({"/not/there", 2049}));
    CHECK_FALSE(may_be_unmounted({"/", 2049}));
    CHECK_FALSE(may_be_unmounted({"", 0}));
}

TEST_CASE("disk: another disk at the same place is not the one, a share with a new number is") {
    CHECK(may_be_unmounted({"/proc", 2049}));
    CHECK_FALSE(may_be_unmounted({"/proc", 77}));
}

TEST_CASE("disk: another disk need not have the folder of the backup to be another") {
    const auto proc = disk_of("/proc/self/status");
    REQUIRE(proc);

    CHECK_FALSE(disk_of("/proc/backups/daily/a.tgz"));
    CHECK(may_be_unmounted({"/proc", 2049}));
    CHECK_FALSE(may_be_unmounted({"/proc", proc->device}));
}

TEST_CASE("disk: a file system that names itself is known under another number") {
    auto proc = disk_of("/proc/self/status");
    REQUIRE(proc);
    if (proc->file_system == 0) {
        MESSAGE("skipped: this kernel names no file system here");
        return;
    }
    proc->device = 2049;

    CHECK_FALSE(may_be_unmounted(*proc));
    ++proc->file_system;
    CHECK(may_be_unmounted(*proc));
}

TEST_CASE("disk: it is kept and read as it was, and what is none is none") {
    const auto read = disk_from(to_json(Disk{"/srv/backups", 2049, ~std::uint64_t{0}}));

    REQUIRE(read);
    CHECK(read->mount == "/srv/backups");
    CHECK(read->device == 2049);
    CHECK(read->file_system == ~std::uint64_t{0});
    CHECK_FALSE(disk_from(json::value{{"device", 1}}));
}
