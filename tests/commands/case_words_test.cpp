// SPDX-License-Identifier: Apache-2.0
// What stands in a case command's way is said with what to do about it.
#include <doctest/doctest.h>

#include "agent/commands/commands.hpp"
#include "platform/files.hpp"
#include "tests/running.hpp"
#include "tests/scratch.hpp"

namespace diag::test {
namespace {

struct Site {
    std::string at(const std::string& name) const { return (scratch.path() / name).native(); }

    Ran in_case(std::vector<std::string> words, const std::string& configuration = "") const {
        words.insert(words.begin(), {"--state", at("state"), "--config",
                                     scratch.file("agent.toml", configuration).native(), "case"});
        return run(commands::agent_program(), std::move(words));
    }

    const Scratch scratch;
};

}  // namespace

TEST_CASE("case new: a file that is there is seen before anything else is looked at") {
    const Site site;
    site.scratch.file("4711.toml", "mine");
    // Whoever read the configuration would stumble over this.
    const auto ran = site.in_case({"new", site.at("4711.toml")}, "no such = thing");

    CHECK(ran.exit_code == exit_code::failed);
    CHECK(ran.complains("4711.toml is there already: choose another name"));
    CHECK(ran.complains("case check " + site.at("4711.toml")));
    CHECK(*system_files().read(site.at("4711.toml"), 100) == "mine");
}

TEST_CASE("case show: a file that is not there is named without an option nobody gave") {
    const Site site;
    const auto ran = site.in_case({"show", site.at("4711.toml")});

    CHECK(ran.exit_code == exit_code::input);
    CHECK(ran.complains("safr-diag: " + site.at("4711.toml") + ": "));
}

TEST_CASE("case record: an opening without a severity names the option that says it") {
    const Site site;
    const auto file = site.scratch.file("c.toml", "number = \"4711\"").native();
    const auto silent = site.in_case({"record", file, "--what", "opened"});
    const auto said = site.in_case({"record", file, "--what", "opened", "--severity", "low"});

    CHECK(silent.exit_code == exit_code::usage);
    CHECK(silent.complains("--severity high, medium or low"));
    CHECK(said.exit_code == exit_code::done);
}

}  // namespace diag::test
