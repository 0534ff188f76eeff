// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/command_here.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "platform/shell_word.hpp"
#include "tests/platform/sample_program.hpp"
#include "tests/running.hpp"

using namespace diag;
using commands::command_here;
using commands::remember_places;

namespace {

struct Forgotten {
    ~Forgotten() { remember_places({}); }
};

int tell_next(const Invocation&) { return print(command_here("safr-diag next ID") + "\n"); }

const Command tell_command{.name = "tell",
                           .summary = "tells what to type",
                           .description = "",
                           .example = "",
                           .options = {},
                           .positional = {},
                           .run = tell_next};
constexpr std::array all{&tell_command};
const Program program{.name = "safr-diag",
                      .summary = "Tells",
                      .version = "1.2.3",
                      .global_options = test::sample_globals,
                      .commands = all,
                      .begin = remember_places};

}  // namespace

TEST_CASE("command here: a command to type names the places that this call was given") {
    const Forgotten after;
    Invocation call;
    call.options_["--state"] = {"/srv/a b"};
    call.options_["--out"] = {"/tmp/x"};

    CHECK(command_here("safr-diag grant ID") == "safr-diag grant ID");
    remember_places(call);
    CHECK(command_here("safr-diag grant ID") == "safr-diag --state '/srv/a b' grant ID");
    CHECK(command_here("safr-diag") == "safr-diag --state '/srv/a b'");
    CHECK(command_here("safr-diagnose x") == "safr-diagnose x");
    CHECK(command_here("safr-desk open FILE") == "safr-desk open FILE");
}

TEST_CASE("command here: places are those of the command line, good in any directory") {
    const auto here = std::filesystem::current_path().native();

    CHECK(test::run(program, {"tell", "--json", "--lang", "es"}).output == "safr-diag next ID\n");
    CHECK(test::run(program, {"tell", "--config", "./a.toml"}).output ==
          "safr-diag --config " + shell_word(here + "/a.toml") + " next ID\n");
}
