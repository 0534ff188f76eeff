// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/ways.hpp"

#include <doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "platform/files.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::rehearsal;
using namespace diag::test;

namespace fs = std::filesystem;

namespace {

const SystemUser somebody{"somebody", 65534, 65533};
/// Whose group anybody may give a directory of his.
const SystemUser neighbour{"neighbour", 65534, ::getegid()};

struct stat status_of(const fs::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status;
}

mode_t mode_of(const fs::path& path) { return status_of(path).st_mode & 0777; }

fs::path made(const Scratch& scratch, const std::string& name, mode_t mode) {
    const auto path = scratch.path() / name;
    fs::create_directories(path);
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    return path;
}

fs::path state_of(const Scratch& scratch) { return made(scratch, "state", 0700); }
fs::path record_of(const Scratch& scratch) { return scratch.path() / "state/rehearsal-ways.json"; }

/// A process that opened a directory and then was killed.
void killed_after_opening(const fs::path& state, const fs::path& directory,
                          const SystemUser& user) {
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        auto ways = OpenWays::begin(state);
        if (!ways || !ways->open(directory, user)) ::_exit(1);
        ::raise(SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
}

}  // namespace

TEST_CASE("rehearsal: a directory of ours is passed by the group of a user, and not read" *
          doctest::skip(::geteuid() != 0)) {
    const Scratch scratch;
    const auto closed = made(scratch, "closed", 0700);
    auto ways = OpenWays::begin(state_of(scratch));
    REQUIRE(ways);
    REQUIRE(ways->open(closed, somebody));
    CHECK(mode_of(closed) == 0710);
    CHECK(status_of(closed).st_gid == somebody.gid);
    CHECK(status_of(closed).st_uid == 0);

    REQUIRE(ways->open(closed, somebody));
    CHECK(mode_of(closed) == 0710);
}

TEST_CASE("rehearsal: a directory that was opened is as it was before when it is over" *
          doctest::skip(::geteuid() != 0)) {
    const Scratch scratch;
    const auto closed = made(scratch, "closed", 0700);
    const auto group = status_of(closed).st_gid;
    {
        auto ways = OpenWays::begin(state_of(scratch));
        REQUIRE(ways);
        REQUIRE(ways->open(closed, somebody));
        const auto moved = std::move(*ways);
        CHECK(mode_of(closed) == 0710);
    }
    CHECK(mode_of(closed) == 0700);
    CHECK(status_of(closed).st_gid == group);
    CHECK_FALSE(fs::exists(record_of(scratch)));
}

TEST_CASE("rehearsal: what a killed rehearsal opened has its group and mode back at the next" *
          doctest::skip(::geteuid() != 0)) {
    const Scratch scratch;
    const auto closed = made(scratch, "closed", 0700);
    const auto group = status_of(closed).st_gid;
    killed_after_opening(state_of(scratch), closed, somebody);
    REQUIRE(status_of(closed).st_gid == somebody.gid);

    CHECK(OpenWays::begin(scratch.path() / "state"));

    CHECK(mode_of(closed) == 0700);
    CHECK(status_of(closed).st_gid == group);
}

TEST_CASE("rehearsal: what a killed rehearsal opened is closed at the next start") {
    const Scratch scratch;
    const auto state = state_of(scratch);
    killed_after_opening(state, state, neighbour);
    REQUIRE(mode_of(state) == 0710);
    CHECK((status_of(record_of(scratch)).st_mode & 0777) == 0600);

    close_ways(state);

    CHECK(mode_of(state) == 0700);
    CHECK_FALSE(fs::exists(record_of(scratch)));
}

TEST_CASE("rehearsal: while one is under way, neither a start nor another one closes its ways") {
    const Scratch scratch;
    const auto closed = made(scratch, "closed", 0700);
    auto first = OpenWays::begin(state_of(scratch));
    REQUIRE(first);
    REQUIRE(first->open(closed, neighbour));

    close_ways(scratch.path() / "state");
    const auto second = OpenWays::begin(scratch.path() / "state");

    REQUIRE_FALSE(second);
    CHECK(second.error().fault == Fault::refused);
    CHECK(mode_of(closed) == 0710);
}

TEST_CASE("rehearsal: what somebody changed at a directory meanwhile stays so") {
    const Scratch scratch;
    const auto closed = made(scratch, "closed", 0700);
    {
        auto ways = OpenWays::begin(state_of(scratch));
        REQUIRE(ways);
        REQUIRE(ways->open(closed, neighbour));
        REQUIRE(::chmod(closed.c_str(), 0750) == 0);
    }
    CHECK(mode_of(closed) == 0750);

    REQUIRE(::chmod(closed.c_str(), 0700) == 0);
    killed_after_opening(scratch.path() / "state", closed, neighbour);
    REQUIRE(::chmod(closed.c_str(), 0750) == 0);
    close_ways(scratch.path() / "state");
    CHECK(mode_of(closed) == 0750);
}

TEST_CASE("rehearsal: a directory that all may pass, or some group uses, stays as it is") {
    const Scratch scratch;
    auto ways = OpenWays::begin(state_of(scratch));
    REQUIRE(ways);
    for (const mode_t mode : {0711, 0755, 0750}) {
        const auto path = made(scratch, std::to_string(mode), mode);
        REQUIRE(ways->open(path, somebody));
        CHECK(mode_of(path) == mode);
        CHECK(status_of(path).st_gid == ::getegid());
    }
    CHECK_FALSE(fs::exists(record_of(scratch)));
}

TEST_CASE("rehearsal: a link is no directory to be opened, nor to be closed") {
    const Scratch scratch;
    const auto closed = made(scratch, "closed", 0700);
    fs::create_symlink("closed", scratch.path() / "link");
    {
        auto ways = OpenWays::begin(state_of(scratch));
        REQUIRE(ways);
        CHECK_FALSE(ways->open(scratch.path() / "link", neighbour));
        CHECK(mode_of(closed) == 0700);
    }

    killed_after_opening(scratch.path() / "state", closed, neighbour);
    fs::rename(closed, scratch.path() / "elsewhere");
    fs::create_symlink("elsewhere", closed);
    CHECK(OpenWays::begin(scratch.path() / "state"));
    CHECK(mode_of(scratch.path() / "elsewhere") == 0710);
}

TEST_CASE("rehearsal: a record that is cut anywhere, or wrong, is told and changes nothing") {
    const Scratch scratch;
    const auto closed = made(scratch, "closed", 0700);
    const auto state = state_of(scratch);
    killed_after_opening(state, closed, neighbour);
    const auto whole = system_files().read(record_of(scratch), 4096);
    REQUIRE(whole);

    for (std::size_t size = 0; size < whole->size(); ++size) {
        std::ofstream(record_of(scratch)) << whole->substr(0, size);
        const auto ways = OpenWays::begin(state);
        REQUIRE_FALSE(ways);
        CHECK(ways.error().fault == Fault::malformed);
    }
    std::ofstream(record_of(scratch))
        << R"({"opened":[{"path":"closed","before":{"group":0,"mode":511},)"
        << R"("meanwhile":{"group":0,"mode":511}}]})";
    CHECK_FALSE(OpenWays::begin(state));
    CHECK(mode_of(closed) == 0710);

    std::ofstream(record_of(scratch)) << *whole;
    CHECK(OpenWays::begin(state));
    CHECK(mode_of(closed) == 0700);
}

TEST_CASE("rehearsal: where nothing was ever opened, a start makes nothing") {
    const Scratch scratch;
    close_ways(scratch.path() / "none");
    CHECK_FALSE(fs::exists(scratch.path() / "none"));
    close_ways(state_of(scratch));
    CHECK(fs::is_empty(scratch.path() / "state"));
}
