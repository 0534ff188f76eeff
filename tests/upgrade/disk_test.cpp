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
    CHECK_FALSE(may_be_unmounted(*disk, "/proc/self/not-there"));
    CHECK_FALSE(disk_of("/not/there/at/all"));
}

TEST_CASE("disk: what lay on a mount that is none now may be there still") {
    const Scratch scratch;
    const auto gone = scratch.path() / "backups/a.tgz";
    std::filesystem::create_directory(scratch.path() / "backups");

    CHECK(may_be_unmounted({(scratch.path() / "backups").native(), 2049}, gone.native()));
    CHECK(may_be_unmounted({"/not/there", 2049}, "/not/there/a.tgz"));
    CHECK_FALSE(may_be_unmounted({"/", 2049}, "/gone/a.tgz"));
    CHECK_FALSE(may_be_unmounted({"", 0}, "/gone/a.tgz"));
}

TEST_CASE("disk: another disk at the same place is not the one, a share with a new number is") {
    CHECK(may_be_unmounted({"/proc", 2049}, "/proc/self/not-there"));
    CHECK_FALSE(may_be_unmounted({"/proc", 77}, "/proc/self/not-there"));
}

TEST_CASE("disk: it is kept and read as it was, and what is none is none") {
    const auto read = disk_from(to_json(Disk{"/srv/backups", 2049}));

    REQUIRE(read);
    CHECK(read->mount == "/srv/backups");
    CHECK(read->device == 2049);
    CHECK_FALSE(disk_from(json::value{{"device", 1}}));
}
