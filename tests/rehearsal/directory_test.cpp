// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/directory.hpp"

#include <doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "tests/fakes.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::rehearsal;
using namespace diag::test;

namespace fs = std::filesystem;

namespace {

const SystemUser somebody{"somebody", 65534, 65533};

fs::path made(const Scratch& scratch, const std::string& name, mode_t mode) {
    const auto path = scratch.path() / name;
    fs::create_directories(path);
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    return path;
}

}  // namespace

TEST_CASE("rehearsal: the scratch directory is ours alone, and gone with what is in it") {
    const Scratch scratch;
    fs::path path;
    {
        const auto made = ScratchDirectory::make(scratch.path() / "a/b");
        REQUIRE(made);
        path = made->path();
        std::ofstream(path / "data") << "x";
        struct stat status {};
        REQUIRE(::stat(path.c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0700);
    }
    CHECK_FALSE(fs::exists(path));
    CHECK(fs::exists(scratch.path() / "a/b"));
}

TEST_CASE("rehearsal: only one is at work in a place") {
    const Scratch scratch;
    std::optional<Result<ScratchDirectory>> first;
    first.emplace(ScratchDirectory::make(scratch.path()));
    REQUIRE(*first);
    const auto second = ScratchDirectory::make(scratch.path());
    REQUIRE_FALSE(second);
    CHECK(second.error().fault == Fault::refused);
    clear_left_overs(scratch.path(), disposable_paths());
    CHECK(fs::exists((*first)->path()));

    first.reset();
    CHECK(ScratchDirectory::make(scratch.path()));
}

TEST_CASE("rehearsal: what a killed one left is removed, and nothing else") {
    const Scratch scratch;
    scratch.file("rehearsal-abcdef/data/big", "x");
    scratch.file("rehearsal.lock", "");
    scratch.file("rehearsal-notes", "of a person");
    scratch.file("rehearsal-2026/kept", "x");
    scratch.file("other/kept", "x");
    REQUIRE(::symlink("other", (scratch.path() / "rehearsal-ghijkl").c_str()) == 0);

    clear_left_overs(scratch.path(), disposable_paths());

    CHECK_FALSE(fs::exists(scratch.path() / "rehearsal-abcdef"));
    for (const char* kept : {"rehearsal-notes", "rehearsal-2026/kept", "other/kept"})
        CHECK(fs::exists(scratch.path() / kept));
}

TEST_CASE("rehearsal: where none ever was, nothing is made") {
    const Scratch scratch;
    clear_left_overs(scratch.path() / "none", disposable_paths());
    CHECK_FALSE(fs::exists(scratch.path() / "none"));
}

TEST_CASE("rehearsal: nothing is removed where others may write, or the place stays silent") {
    const Scratch scratch;
    scratch.file("rehearsal-abcdef/data/big", "x");
    scratch.file("rehearsal.lock", "");
    FakePaths silent;
    silent.silent = {scratch.path().native()};
    clear_left_overs(scratch.path(), silent);
    CHECK(fs::exists(scratch.path() / "rehearsal-abcdef"));

    fs::permissions(scratch.path(), fs::perms::all);
    clear_left_overs(scratch.path(), disposable_paths());
    CHECK(fs::exists(scratch.path() / "rehearsal-abcdef"));
}

TEST_CASE("rehearsal: a place that others may write is refused") {
    const Scratch scratch;
    const auto open = scratch.path() / "open";
    fs::create_directory(open);
    fs::permissions(open, fs::perms::all);
    const auto made = ScratchDirectory::make(open);
    REQUIRE_FALSE(made);
    CHECK(made.error().fault == Fault::denied);
}

TEST_CASE("rehearsal: what a user cannot enter on the way is named") {
    const Scratch scratch;
    REQUIRE(::chmod(scratch.path().c_str(), 0755) == 0);
    made(scratch, "a/b", 0755);
    CHECK(is_within_reach(scratch.path() / "a/b/c", somebody));

    const auto closed = made(scratch, "a", 0700);
    const auto reached = is_within_reach(scratch.path() / "a/b/c", somebody);
    REQUIRE_FALSE(reached);
    CHECK(reached.error().fault == Fault::denied);
    CHECK(reached.error().what.find("may not enter " + closed.native() + ":") != std::string::npos);
    CHECK(is_within_reach(closed, somebody));
    CHECK(is_within_reach(closed / "b/c", {"owner", ::geteuid(), 65533}));
}
