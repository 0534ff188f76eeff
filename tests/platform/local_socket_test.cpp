// SPDX-License-Identifier: Apache-2.0
#include "platform/local_socket.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "platform/child.hpp"
#include "platform/clock.hpp"
#include "platform/files.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using test::Scratch;

namespace {

Result<std::optional<LocalPeer>> awaited(const LocalListener& listener) {
    pollfd polled{listener.get(), POLLIN, 0};
    ::poll(&polled, 1, 10'000);
    return listener.accept();
}

}  // namespace

TEST_CASE("local socket: who listens is told which user comes, and may end that process") {
    const Scratch scratch;
    const auto path = scratch.path() / "socket";
    const auto listener = LocalListener::open(path, {});
    REQUIRE(listener);
    CHECK(!*listener->accept());
    auto child = Child::fork(-1, [&] {
        const auto socket = connect_locally(path);
        for (;;) ::pause();
    });
    REQUIRE(child);
    const auto peer = awaited(*listener);
    REQUIRE(peer);
    REQUIRE(*peer);
    CHECK((*peer)->user == ::geteuid());
    (*peer)->kill();
    const auto ended = child->wait(milliseconds{10'000});
    REQUIRE(ended);
    CHECK(ended->signal == SIGKILL);
}

TEST_CASE("local socket: a socket that was left takes no place, anything else does") {
    const Scratch scratch;
    const auto path = scratch.path() / "socket";
    { REQUIRE(LocalListener::open(path, {})); }
    CHECK(LocalListener::open(path, {}));
    const auto file = scratch.path() / "file";
    REQUIRE(replace_file(file, "x"));
    CHECK(LocalListener::open(file, {}).error().fault == Fault::refused);
    CHECK(LocalListener::open("", {}).error().fault == Fault::refused);
    CHECK(LocalListener::open(scratch.path() / std::string(200, 'x'), {}).error().fault ==
          Fault::refused);
    CHECK(LocalListener::open(scratch.path() / "absent" / "x", {}).error().fault == Fault::absent);
}

TEST_CASE("local socket: nobody but who is waited for may connect") {
    const Scratch scratch;
    const auto path = scratch.path() / "socket";
    const auto listener = LocalListener::open(path, {});
    REQUIRE(listener);
    struct stat there {};
    REQUIRE(::lstat(path.c_str(), &there) == 0);
    CHECK((there.st_mode & 07777) == 0600);
    CHECK(there.st_uid == ::geteuid());
}

TEST_CASE("local socket: a user whom it cannot be given to is not waited for") {
    if (::geteuid() == 0) return;  // root gives to everybody
    const Scratch scratch;
    const auto listener = LocalListener::open(
        scratch.path() / "socket", SystemUser{"other", ::geteuid() + 1, ::getegid() + 1});
    REQUIRE(!listener);
    CHECK(listener.error().fault == Fault::denied);
}

TEST_CASE("local socket: it is given to who is waited for by who may give") {
    if (::geteuid() != 0) return;  // who is no other cannot
    const Scratch scratch;
    const auto path = scratch.path() / "socket";
    const auto listener = LocalListener::open(path, SystemUser{"other", 65'533, 65'532});
    REQUIRE(listener);
    struct stat there {};
    REQUIRE(::lstat(path.c_str(), &there) == 0);
    CHECK((there.st_uid == 65'533 && there.st_gid == 65'532));
    CHECK((there.st_mode & 07777) == 0600);
}
