// SPDX-License-Identifier: Apache-2.0
#include "platform/command_here.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "platform/shell_word.hpp"
#include "tests/platform/sample_program.hpp"
#include "tests/running.hpp"

using namespace diag;

namespace {

struct Forgotten {
    ~Forgotten() { remember_call({}, {}); }
};

int tell_next(const Invocation&) { return print(command_here("sample-diag next ID") + "\n"); }

const Command tell_command{.name = "tell",
                           .summary = "tells what to type",
                           .description = "",
                           .example = "",
                           .options = {},
                           .positional = {},
                           .run = tell_next};
constexpr std::array commands{&tell_command};
const Program program{.name = "sample-diag",
                      .summary = "Tells",
                      .version = "1.2.3",
                      .global_options = test::sample_globals,
                      .commands = commands};

}  // namespace

TEST_CASE("command here: a command to type names the places that this call was given") {
    const Forgotten after;

    CHECK(command_here("safr-diag grant ID") == "safr-diag grant ID");
    remember_call("safr-diag", {{"--state", "/srv/a b"}});
    CHECK(command_here("safr-diag grant ID") == "safr-diag --state '/srv/a b' grant ID");
    CHECK(command_here("safr-diag") == "safr-diag --state '/srv/a b'");
    CHECK(command_here("safr-desk open FILE") == "safr-desk open FILE");
}

TEST_CASE("command here: places are those of the command line, good in any directory") {
    const Forgotten after;
    const auto here = std::filesystem::current_path().native();

    CHECK(test::run(program, {"tell", "--json", "--lang", "es"}).output == "sample-diag next ID\n");
    CHECK(test::run(program, {"tell", "--config", "./a.toml"}).output ==
          "sample-diag --config " + shell_word(here + "/a.toml") + " next ID\n");
}
