// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/room.hpp"

#include <doctest/doctest.h>

#include "tests/fakes.hpp"

using namespace diag;

namespace {

Result<std::uint64_t> room_with(std::uint64_t total, std::uint64_t available) {
    test::FakePaths paths;
    paths.spaces.emplace("/out", Space{.bytes_total = total, .bytes_available = available});
    return collect::bundle_room(paths, "/out", {});
}

constexpr std::uint64_t gib = 1ull << 30;

}  // namespace

TEST_CASE("room: a bundle takes at most a twentieth of what is free") {
    CHECK(*room_with(100 * gib, 80 * gib) == 4 * gib);
}

TEST_CASE("room: a tenth of the disk stays free, whatever the share would allow") {
    CHECK(*room_with(100 * gib, 10 * gib + gib / 4) == gib / 4);
}

TEST_CASE("room: where nothing fits the error says what there is and what to do") {
    const auto none = room_with(100 * gib, 5 * gib);

    REQUIRE_FALSE(none);
    CHECK(none.error().fault == Fault::full);
    CHECK(none.error().what.find("5.0 GiB of 100.0 GiB are free") != std::string::npos);
    CHECK(none.error().what.find("--out") != std::string::npos);
}

TEST_CASE("room: a directory on a mount that does not answer is a time-out, not a hang") {
    test::FakePaths paths;
    paths.silent = {"/out"};

    CHECK(collect::bundle_room(paths, "/out", {}).error().fault == Fault::timed_out);
}
