// SPDX-License-Identifier: Apache-2.0
#include "platform/child.hpp"

#include <doctest/doctest.h>

#include "platform/clock.hpp"

using namespace diag;

TEST_CASE("child: one that was reaped is not waited for again") {
    constexpr milliseconds patience{20'000};
    auto child = Child::start({.program = "/bin/true", .argv = {"true"}});
    REQUIRE(child);
    REQUIRE(child->wait(patience));

    const auto before = system_clock().uptime();
    CHECK_FALSE(child->wait(patience));
    CHECK(system_clock().uptime() - before < patience);
}
