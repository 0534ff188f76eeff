// SPDX-License-Identifier: Apache-2.0
#include "platform/lock.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "platform/files.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using test::Scratch;

TEST_CASE("lock: a file has one holder at a time, and whether it has one is told") {
    const Scratch scratch;
    const auto file = scratch.path() / "serve.lock";
    const auto held = [&] {
        const auto told = is_held(file);
        REQUIRE(told);
        return *told;
    };
    CHECK_FALSE(held());
    {
        const auto holder = sole_holder(file);
        REQUIRE(holder);
        CHECK(held());
        const auto second = sole_holder(file);
        REQUIRE_FALSE(second);
        CHECK(second.error().fault == Fault::refused);
        REQUIRE(replace_file(scratch.path() / "other", "text"));
        CHECK_FALSE(*is_held(scratch.path() / "other"));
    }
    CHECK_FALSE(held());
}
