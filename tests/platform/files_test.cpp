// SPDX-License-Identifier: Apache-2.0
#include "platform/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/scratch.hpp"

using namespace diag;

TEST_CASE("files: a file whose size is reported as zero is read whole") {
    const auto text = system_files().read("/proc/self/status", 1 << 16);

    REQUIRE(text);
    CHECK(text->find("VmRSS") != std::string::npos);
}

TEST_CASE("files: longer than the limit is full, exactly the limit is not") {
    const test::Scratch scratch;
    const auto path = scratch.file("a", "12345");

    CHECK(system_files().read(path, 5).has_value());
    CHECK(system_files().read(path, 4).error().fault == Fault::full);
}

TEST_CASE("files: a FIFO without a writer is refused at once, not waited for") {
    const test::Scratch scratch;
    const auto path = scratch.path() / "fifo";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);

    CHECK(system_files().read(path, 100).error().fault == Fault::refused);
    CHECK(system_files().read(scratch.path(), 100).error().fault == Fault::refused);
    CHECK(system_files().read("/dev/zero", 100).error().fault == Fault::refused);
}

TEST_CASE("files: replacing leaves the new text, its mode and no temporary") {
    const test::Scratch scratch;
    const auto path = scratch.file("key", "old");

    REQUIRE(replace_file(path, "new", 0600));

    CHECK(*system_files().read(path, 100) == "new");
    CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(system_files().list(scratch.path(), 10)->size() == 1);
}

TEST_CASE("files: replacing where nothing can be written keeps the old text") {
    const test::Scratch scratch;
    const auto path = scratch.path() / "none" / "key";

    CHECK(replace_file(path, "new").error().fault == Fault::absent);
    CHECK(replace_file("/proc/key", "new").error().fault != Fault::bug);
}

TEST_CASE("files: a directory of our own is made with its parents and must not be open to others") {
    const test::Scratch scratch;
    const auto path = scratch.path() / "a" / "b";

    REQUIRE(own_directory(path));
    CHECK(own_directory(path));
    std::filesystem::permissions(path, std::filesystem::perms::all);
    CHECK(own_directory(path).error().fault == Fault::denied);
    CHECK(own_directory(scratch.file("file", "x")).error().fault == Fault::refused);
}

TEST_CASE("files: listing is sorted, bounded, and tells an absent directory from an empty one") {
    const test::Scratch scratch;
    scratch.file("b", "");
    scratch.file("a", "");

    CHECK(*system_files().list(scratch.path(), 2) == std::vector<std::string>{"a", "b"});
    CHECK(system_files().list(scratch.path(), 1).error().fault == Fault::full);
    CHECK(system_files().list(scratch.path() / "none", 9).error().fault == Fault::absent);
}
