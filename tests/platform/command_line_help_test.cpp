// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "platform/command_line_parts.hpp"
#include "platform/layout.hpp"
#include "platform/text.hpp"
#include "tests/platform/sample_program.hpp"
#include "tests/running.hpp"

namespace diag::test {
namespace {

using command_line::exit_codes_of;
using command_line::help_text;

Ran sample(std::vector<std::string> words) { return run(sample_program, std::move(words)); }

TEST_CASE("help: a command's help says all that the table knows") {
    CHECK(help_text(sample_program, &sample_collect, 80) ==
          R"(Usage: sample-diag collect [OPTION]... [COLLECTOR]...

Gathers it.

.Not a macro, and 'quoted' \ back-slashed.

Options:
  --since DURATION  how far back to look into everything there is, which is a
                    long sentence (default: 24h)
  --to CERT...      whom it's for: [a] list
  --out DIR         where
  --estimate        only say how big

Global options:
  --config FILE    read this file
  --json           print JSON
  --quiet          say less
  --verbose        say more
  --lang LANGUAGE  words in
  --version        print the version and exit
  -h, --help       print this help and exit

Examples:
  sample collect --since 2h
  sample collect disk

Exit codes:
  0   done
  1   a warning was found
  2   something critical was found
  64  the command line is wrong
  65  a file, a document or the configuration is not what it should be
  70  a mistake in the program itself
  74  something failed: a full disk, no answer, output that cannot be written
  77  not allowed
)");
}

TEST_CASE("help: it is the same by option, by command and from anywhere on the line") {
    const auto wanted = sample({"collect", "--help"});

    CHECK(wanted.exit_code == exit_code::done);
    CHECK(wanted.says("Usage: sample-diag collect"));
    for (const std::vector<std::string>& words : {std::vector<std::string>{"help", "collect"},
                                                  {"collect", "-h"},
                                                  {"--help", "collect"},
                                                  {"--json", "collect", "--bogus", "--help"},
                                                  {"collect", "--since", "--help"}}) {
        CAPTURE(words.front());
        CHECK(sample(words).output == wanted.output);
    }
}

TEST_CASE("help: the program's own names every command that is shown") {
    const auto ran = sample({"--help"});

    CHECK(ran.exit_code == exit_code::done);
    CHECK(ran.says("  collect  gathers what there is\n"));
    CHECK(ran.says("  help     explains a command\n"));
    CHECK(ran.output == sample({"help"}).output);
}

TEST_CASE("help: a command that is not there is answered with the nearest") {
    const auto ran = sample({"help", "colect"});

    CHECK(ran.exit_code == exit_code::usage);
    CHECK(ran.complains("did you mean 'collect'?"));
    CHECK(sample({"help", "collect", "break"}).exit_code == exit_code::usage);
}

TEST_CASE("help: no line is wider than the terminal") {
    for (const std::size_t width : {40u, 60u, 80u, 200u}) {
        const auto text = help_text(sample_program, &sample_collect, width);
        for (const auto line : lines_of(text)) {
            CAPTURE(line);
            CHECK((line.starts_with("Usage") || columns_of(line) <= width));
        }
    }
}

TEST_CASE("help: each exit code stands once, in order, in the command's own words") {
    auto command = sample_collect;
    command.exits = "77 somebody else is at it\n1 a warning was found\n0 it was told to stop";
    std::string codes;
    for (const auto& [code, meaning] : exit_codes_of(&command)) codes += code + " ";

    CHECK(codes == "0 1 64 65 70 74 77 ");
    CHECK(exit_codes_of(&command).front().second == "it was told to stop");
    CHECK(exit_codes_of(&command).back().second == "somebody else is at it");
}

TEST_CASE("help: the version is the program's, before or after a command") {
    CHECK(sample({"--version"}).output == "sample-diag 1.2.3\n");
    CHECK(sample({"collect", "--version"}).output == "sample-diag 1.2.3\n");
}

}  // namespace
}  // namespace diag::test
