// SPDX-License-Identifier: Apache-2.0
#include "platform/local_socket.hpp"

#include <doctest/doctest.h>
#include <poll.h>
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
    const auto listener = LocalListener::open(path);
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
    { REQUIRE(LocalListener::open(path)); }
    CHECK(LocalListener::open(path));
    const auto file = scratch.path() / "file";
    REQUIRE(replace_file(file, "x"));
    CHECK(LocalListener::open(file).error().fault == Fault::refused);
    CHECK(LocalListener::open("").error().fault == Fault::refused);
    CHECK(LocalListener::open(scratch.path() / std::string(200, 'x')).error().fault ==
          Fault::refused);
    CHECK(LocalListener::open(scratch.path() / "absent" / "x").error().fault == Fault::absent);
}
