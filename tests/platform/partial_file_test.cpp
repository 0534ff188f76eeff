// SPDX-License-Identifier: Apache-2.0
#include "platform/partial_file.hpp"

#include <sys/stat.h>

#include "platform/digest.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

TEST_CASE("partial file: what came stays over runs, closed to others, until it gets its name") {
    Scratch scratch;
    const auto whole = scratch.path() / "whole";
    {
        auto file = PartialFile::open(whole);
        REQUIRE(file);
        REQUIRE(file->append("ab"));
    }

    auto again = PartialFile::open(whole);
    REQUIRE(again);
    CHECK(again->size() == 2);
    REQUIRE(again->append("c"));
    struct stat status {};
    REQUIRE(::stat(again->path().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    CHECK(*again->sha256_hex() == sha256_hex("abc"));
    CHECK_FALSE(fs::exists(whole));
    REQUIRE(again->finish());

    CHECK(fs::file_size(whole) == 3);
    CHECK_FALSE(fs::exists(again->path()));
}

TEST_CASE("partial file: one process at a time, and no name is taken from another file") {
    Scratch scratch;
    const auto whole = scratch.file("whole", "mine");
    auto file = PartialFile::open(whole);
    REQUIRE(file);
    REQUIRE(file->append("x"));

    const auto second = PartialFile::open(whole);
    REQUIRE_FALSE(second);
    CHECK(second.error().fault == Fault::refused);
    const auto taken = file->finish();
    REQUIRE_FALSE(taken);
    CHECK(taken.error().fault == Fault::refused);
    CHECK(fs::file_size(whole) == 4);
    REQUIRE(file->discard());
    CHECK_FALSE(fs::exists(file->path()));
}

TEST_CASE("partial file: a link or a pipe in its place is refused") {
    Scratch scratch;
    const auto whole = scratch.path() / "whole";
    fs::create_symlink(scratch.file("elsewhere", "theirs"), whole.native() + ".part");
    CHECK_FALSE(PartialFile::open(whole));
    const auto other = scratch.path() / "other";
    REQUIRE(::mkfifo((other.native() + ".part").c_str(), 0600) == 0);
    CHECK_FALSE(PartialFile::open(other));
}
