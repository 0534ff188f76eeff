// SPDX-License-Identifier: Apache-2.0
// Who answers for a condition that is set aside, and what is said where nothing can be done.
#include <doctest.h>

#include "agent/commands/commands.hpp"
#include "agent/commands/upgrade.hpp"
#include "tests/running.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::commands;

TEST_CASE("upgrade waive: root stays nobody's name when it calls sudo itself") {
    CHECK(is_person("eve", "1000"));
    CHECK_FALSE(is_person("root", "0"));
    CHECK_FALSE(is_person("root", "1000"));
    CHECK_FALSE(is_person("toor", "0"));
    CHECK_FALSE(is_person("", "1000"));
    CHECK_FALSE(is_person("eve", ""));
    CHECK_FALSE(is_person("eve", nullptr));
    CHECK_FALSE(is_person(nullptr, nullptr));
}

TEST_CASE("upgrade waive: an unknown condition is answered in whole sentences") {
    const test::Scratch scratch;
    const auto ran = test::run(agent_program(), {"--state", (scratch.path() / "state").native(),
                                                 "upgrade", "waive", "weather-forecast"});

    CHECK(ran.exit_code == exit_code::usage);
    CHECK(ran.complains("there is no condition 'weather-forecast'. There are "));
}

TEST_CASE("upgrade allowed: without a permit it says so in whole sentences") {
    const test::Scratch scratch;
    const auto ran = test::run(agent_program(), {"--state", (scratch.path() / "state").native(),
                                                 "upgrade", "allowed", "--to", "99.0"});

    CHECK(ran.exit_code == exit_code::refused);
    CHECK(ran.complains("Do not upgrade. There is no permit. Ask for a permit with: "));
}

TEST_CASE("upgrade permit: where there is no SAFR it is said what to set") {
    const test::Scratch scratch;
    const auto nowhere = (scratch.path() / "nowhere").native();
    const auto config =
        scratch.file("agent.toml", "[safr]\nprogram_root = \"" + nowhere + "\"\n").native();
    const auto ran =
        test::run(agent_program(), {"--state", (scratch.path() / "state").native(), "--config",
                                    config, "upgrade", "permit", "--to", "99.0"});

    CHECK(ran.exit_code == exit_code::input);
    CHECK(ran.complains("no SAFR is found at " + nowhere));
    CHECK(ran.complains("set safr.program_root in the configuration"));
}
