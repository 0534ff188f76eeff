// SPDX-License-Identifier: Apache-2.0
// What holds for every command there is.
#include "agent/commands/commands.hpp"

#include <doctest/doctest.h>

#include "platform/command_line_parts.hpp"
#include "platform/programs.hpp"
#include "platform/text.hpp"
#include "tests/running.hpp"
#include "tests/scratch.hpp"

namespace diag::test {
namespace {

using commands::agent_program;

Ran safr(std::vector<std::string> words) { return run(agent_program(), std::move(words)); }

TEST_CASE("commands: each has a summary, a description and an example") {
    for (const auto* command : command_line::shown_commands(agent_program())) {
        CAPTURE(command->name);
        CHECK(command->summary.size() > 10);
        CHECK(command->summary.size() < 66);
        CHECK(command->description.size() > 60);
        // Those of both programs say {program}.
        const auto named = " " + std::string(command->name);
        CHECK((command->example.find("safr-diag" + named) != std::string_view::npos ||
               command->example.find("{program}" + named) != std::string_view::npos));
    }
}

TEST_CASE("commands: examples use only options that there are") {
    for (const auto* command : command_line::shown_commands(agent_program())) {
        const auto known = command_line::options_of(agent_program(), command);
        for (const auto line : lines_of(command->example))
            for (const auto word : words_of(line)) {
                if (!word.starts_with("--")) continue;
                CAPTURE(command->name);
                CAPTURE(word);
                CHECK((command_line::find_option(known, word) != nullptr));
            }
    }
}

TEST_CASE("commands: no option is told twice, and no help ends in a full stop") {
    for (const auto* command : command_line::shown_commands(agent_program())) {
        CAPTURE(command->name);
        for (const auto& option : command->options) {
            CAPTURE(option.name);
            CHECK(option.name.starts_with("--"));
            CHECK_FALSE(option.help.ends_with('.'));
            const auto globals = command_line::global_options(agent_program());
            CHECK((command_line::find_option(globals, option.name) == nullptr));
        }
    }
}

TEST_CASE("commands: help and the man page of each can be had") {
    for (const auto* command : command_line::shown_commands(agent_program())) {
        const std::string name(command->name);
        CAPTURE(name);
        const auto help = safr({"help", name});
        const auto page = safr({"man", name});
        CHECK(help.exit_code == exit_code::done);
        CHECK(help.says("Usage: safr-diag " + name));
        CHECK(page.exit_code == exit_code::done);
        CHECK(page.says(".SH \"EXIT STATUS\""));
    }
}

TEST_CASE("commands: no man page makes groff complain") {
    const Scratch scratch;
    std::vector<std::string> argv{"groff", "-man", "-ww", "-Tutf8", "-z"};
    argv.push_back(scratch.file("safr-diag.1", safr({"man"}).output).native());
    for (const auto* command : command_line::shown_commands(agent_program())) {
        const std::string name(command->name);
        argv.push_back(scratch.file(name + ".1", safr({"man", name}).output).native());
    }

    const auto ran = system_programs().run(argv, 1 << 20, milliseconds{60'000});

    if (ran || ran.error().fault != Fault::absent) {
        REQUIRE(ran);
        CHECK(ran->errors == "");
    }
}

TEST_CASE("commands: man of a command that is not there is a usage error") {
    const auto ran = safr({"man", "colect"});

    CHECK(ran.exit_code == exit_code::usage);
    CHECK(ran.errors == "safr-diag: there is no command 'colect'\n");
}

TEST_CASE("commands: completion knows bash, zsh and fish, and says so to others") {
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const auto ran = safr({"completion", shell});
        CHECK(ran.exit_code == exit_code::done);
        CHECK(ran.says("collectors"));
    }
    const auto other = safr({"completion", "tcsh"});
    CHECK(other.exit_code == exit_code::usage);
    CHECK(other.complains("only for bash, zsh and fish"));
}

TEST_CASE("commands: bash completes a collector's name after check and collect") {
    const Scratch scratch;
    const auto script = scratch.file("script", safr({"completion", "bash"}).output).native();
    for (const std::string command : {"check", "collect"}) {
        const auto ran =
            system_programs().run({"bash", "--norc", "-c",
                                   "source " + script + "; COMP_WORDS=(safr-diag " + command +
                                       " di); COMP_CWORD=2; _safr_diag; echo ${COMPREPLY[@]}"},
                                  1 << 16, milliseconds{20'000});
        REQUIRE(ran);
        CHECK(ran->output == "disk\n");
        CHECK(ran->errors == "");
    }
}

TEST_CASE("commands: the version is printed whatever the command") {
    CHECK(safr({"--version"}).output == "safr-diag " DIAG_VERSION "\n");
}

}  // namespace
}  // namespace diag::test
