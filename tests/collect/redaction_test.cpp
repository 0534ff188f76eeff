// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/redaction.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/scratch.hpp"

namespace diag::collect {
namespace {

TEST_CASE("redaction: a map that does not open costs no bundle and is told with its file") {
    const test::Scratch state;
    {
        const auto kept = redaction_with({7}, "4711", state.path(), {});
        REQUIRE(kept);
        CHECK_FALSE(kept->unexplained().has_value());
    }
    REQUIRE(::chmod((state.path() / "map" / "4711.map").c_str(), 0644) == 0);

    const auto made = redaction_with({7}, "4711", state.path(), {});

    REQUIRE(made);
    REQUIRE(made->unexplained().has_value());
    CHECK(made->unexplained()->what.find("4711.map") != std::string::npos);
    CHECK(unexplained_words(*made->unexplained()).find("4711.map") != std::string::npos);
}

TEST_CASE("redaction: a map that is full is told, and one that nobody asked for is not") {
    const test::Scratch state;
    const auto made = redaction_with({7}, "4711", state.path(), {});
    const auto without = redaction_with({7}, {}, state.path(), {});
    REQUIRE(made);
    REQUIRE(without);
    const auto observer = made->observer();

    for (std::size_t i = 0; i <= redact::most_stand_ins; ++i)
        observer("secret", std::to_string(i), "x");

    REQUIRE(made->unexplained().has_value());
    CHECK(made->unexplained()->fault == Fault::full);
    CHECK_FALSE(without->unexplained().has_value());
}

}  // namespace
}  // namespace diag::collect
