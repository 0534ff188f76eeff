// SPDX-License-Identifier: Apache-2.0
#include "agent/config/state_version.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "platform/files.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using config::StateStep;

namespace {

/// What each step of the tests does, and when its power fails.
int taken_first = 0, taken_second = 0;
bool cut_in_first = false, cut_in_second = false;

Error cut() { return {Fault::io, "the power was cut"}; }

Result<> first(const std::filesystem::path& state) {
    ++taken_first;
    if (const auto made = replace_file(state / "a", "moved"); !made) return made;
    if (cut_in_first) return cut();
    return replace_file(state / "b", "made");
}

Result<> second(const std::filesystem::path& state) {
    ++taken_second;
    if (cut_in_second) return cut();
    return replace_file(state / "c", "made");
}

constexpr std::array steps{StateStep{1, first}, StateStep{2, second}};

struct Power {
    Power() { taken_first = taken_second = 0, cut_in_first = cut_in_second = false; }
};

unsigned layout_of(const std::filesystem::path& state) {
    const auto found = config::state_version(state);
    REQUIRE(found);
    return found->layout;
}

}  // namespace

TEST_CASE("state version: a directory that says nothing is of layout 1, as one that is not there") {
    const test::Scratch scratch;
    CHECK(layout_of(scratch.path()) == 1);
    CHECK(layout_of(scratch.path() / "nowhere") == 1);
    CHECK(config::bring_up_state(scratch.path()));
    CHECK(std::filesystem::is_empty(scratch.path()));
    CHECK(config::bring_up_state(scratch.path() / "nowhere", steps, 3));
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "nowhere"));
}

TEST_CASE("state version: whoever writes marks it once, with who wrote it") {
    const test::Scratch scratch;
    REQUIRE(config::mark_state(scratch.path()));
    CHECK(*system_files().read(scratch.path() / "version", 64) == "1 " DIAG_VERSION "\n");
    scratch.file("version", "1 0.0.7\n");
    REQUIRE(config::mark_state(scratch.path()));
    CHECK(config::state_version(scratch.path())->by == "0.0.7");
}

TEST_CASE("state version: a newer one is refused, named, and left as it is") {
    const test::Scratch scratch;
    scratch.file("version", "4 2.5.0\n");
    const Power power;
    const auto brought = config::bring_up_state(scratch.path(), steps, 3);
    REQUIRE_FALSE(brought);
    CHECK(brought.error().fault == Fault::unsupported);
    for (const char* word : {"safr-diag 2.5.0", "layout 4", "up to 3", "install that version"})
        CHECK_MESSAGE(brought.error().what.find(word) != std::string::npos, word);
    CHECK(taken_first + taken_second == 0);
    CHECK(layout_of(scratch.path()) == 4);
}

TEST_CASE("state version: an older one goes up step by step, each on record") {
    const test::Scratch scratch;
    const Power power;
    REQUIRE(config::bring_up_state(scratch.path(), steps, 3));
    CHECK(layout_of(scratch.path()) == 3);
    CHECK(taken_first == 1);
    CHECK(taken_second == 1);
    REQUIRE(config::bring_up_state(scratch.path(), steps, 3));
    CHECK(taken_first + taken_second == 2);
}

TEST_CASE(
    "state version: after a power cut in a step that step is taken again, and none before it") {
    const test::Scratch scratch;
    const Power power;
    cut_in_first = true;
    CHECK_FALSE(config::bring_up_state(scratch.path(), steps, 3));
    CHECK(layout_of(scratch.path()) == 1);

    cut_in_first = false, cut_in_second = true;
    const auto again = config::bring_up_state(scratch.path(), steps, 3);
    REQUIRE_FALSE(again);
    CHECK(again.error().what.find("from layout 2 to 3: the power was cut") != std::string::npos);
    CHECK(layout_of(scratch.path()) == 2);
    CHECK(taken_first == 2);

    cut_in_second = false;
    REQUIRE(config::bring_up_state(scratch.path(), steps, 3));
    CHECK(taken_first == 2);
    CHECK(layout_of(scratch.path()) == 3);
    CHECK(*system_files().read(scratch.path() / "b", 64) == "made");
}

TEST_CASE("state version: a file that says nothing of the kind is no layout") {
    const test::Scratch scratch;
    for (const char* text : {"", "x\n", "0 1.0\n", "-1\n", "99999999999999999999\n"}) {
        CAPTURE(text);
        scratch.file("version", text);
        const auto found = config::state_version(scratch.path());
        REQUIRE_FALSE(found);
        CHECK(found.error().fault == Fault::malformed);
        CHECK_FALSE(config::bring_up_state(scratch.path()));
    }
}

TEST_CASE("state version: every layout before this program's has its step") {
    for (unsigned from = 1; from < config::state_layout; ++from) {
        CAPTURE(from);
        CHECK(std::ranges::count(config::state_steps(), from, &StateStep::from) == 1);
    }
    CHECK(config::state_steps().size() == config::state_layout - 1);
}
