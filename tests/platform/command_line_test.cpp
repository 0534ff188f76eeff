// SPDX-License-Identifier: Apache-2.0
#include "platform/command_line.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include "tests/platform/sample_program.hpp"
#include "tests/running.hpp"

namespace diag::test {
namespace {

Ran sample(std::vector<std::string> words) { return run(sample_program, std::move(words)); }

TEST_CASE("command line: an option's value may follow a space or an equals sign") {
    CHECK(sample({"collect", "--since", "2h"}).output == "--since <2h>\n");
    CHECK(sample({"collect", "--since=2h"}).output == "--since <2h>\n");
    CHECK(sample({"collect", "--since=a=b"}).output == "--since <a=b>\n");
}

TEST_CASE("command line: global options stand before or after the command") {
    const std::string both = "--config <a>\n--json\nword <disk>\n";

    CHECK(sample({"--config", "a", "--json", "collect", "disk"}).output == both);
    CHECK(sample({"collect", "disk", "--config=a", "--json"}).output == both);
    CHECK(sample({"--json", "collect", "--config", "a", "disk"}).output == both);
}

TEST_CASE("command line: a global option's value that is a command's name is still a value") {
    CHECK(sample({"--config", "break", "collect"}).output == "--config <break>\n");
}

TEST_CASE("command line: an option that repeats takes values in a row and again") {
    const auto ran = sample({"collect", "--to", "a", "b", "--json", "--to=c"});

    CHECK(ran.output == "--json\n--to <a> <b> <c>\n");
}

TEST_CASE("command line: values and words are handed on byte for byte") {
    CHECK(sample({"collect", "--to", "[a,b]", "{c}", "d%%e", "\"f\"", " g "}).output ==
          "--to <[a,b]> <{c}> <d%%e> <\"f\"> < g >\n");
    CHECK(sample({"collect", "[a,b]", "++", "-", "caf\xc3\xa9", ""}).output ==
          "word <[a,b]>\nword <++>\nword <->\nword <café>\nword <>\n");
    CHECK(sample({"collect", "--since", "-5"}).output == "--since <-5>\n");
}

TEST_CASE("command line: two dashes end the options") {
    CHECK(sample({"collect", "--to", "a", "--", "--json", "--", "-x"}).output ==
          "--to <a>\nword <--json>\nword <-->\nword <-x>\n");
}

TEST_CASE("command line: a flag given twice is given") {
    CHECK(sample({"collect", "--json", "--json"}).output == "--json\n");
}

TEST_CASE("command line: of several values the last one counts where one is wanted") {
    Invocation given;
    given.options_["--since"] = {"1h", "2h"};

    CHECK(given.value("--since") == "2h");
    CHECK(given.value("--until", "now") == "now");
    CHECK(sample({"collect", "--since", "1h", "--since", "2h"}).output == "--since <1h> <2h>\n");
}

TEST_CASE("command line: a mistyped command or option is answered with the nearest") {
    const auto command = sample({"colect"});
    const auto option = sample({"collect", "--sicne=2h"});
    const auto global = sample({"--jsno", "collect"});

    CHECK(command.exit_code == exit_code::usage);
    CHECK(command.errors ==
          "sample-diag: unknown command 'colect'; did you mean 'collect'?\n"
          "Try 'sample-diag --help'.\n");
    CHECK(option.errors ==
          "sample-diag collect: unknown option '--sicne'; did you mean '--since'?\n"
          "Try 'sample-diag collect --help'.\n");
    CHECK(global.complains("did you mean '--json'?"));
}

TEST_CASE("command line: a far-off word is answered without a guess") {
    const auto ran = sample({"reboot-the-universe"});

    CHECK(ran.exit_code == exit_code::usage);
    CHECK_FALSE(ran.complains("did you mean"));
}

TEST_CASE("command line: a hidden command runs and is never suggested") {
    CHECK(sample({"worker"}).exit_code == exit_code::done);
    CHECK_FALSE(sample({"worke"}).complains("'worker'"));
    CHECK_FALSE(sample({"--help"}).says("worker"));
}

TEST_CASE("command line: a command's option before the command says where it belongs") {
    const auto ran = sample({"--since", "2h", "collect"});

    CHECK(ran.exit_code == exit_code::usage);
    CHECK(
        ran.complains("option '--since' belongs after the command, as in 'sample-diag collect "
                      "--since'"));
}

TEST_CASE("command line: an option without its value is told so, whatever follows") {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"collect", "--since"},
                                                  {"collect", "--since", "--json"},
                                                  {"collect", "--since="},
                                                  {"collect", "--since", "--", "x"},
                                                  {"--config"}}) {
        CAPTURE(words.back());
        const auto ran = sample(words);
        CHECK(ran.exit_code == exit_code::usage);
        CHECK(ran.complains("needs a value"));
    }
}

TEST_CASE("command line: a flag with a value is refused") {
    const auto ran = sample({"collect", "--json=false"});

    CHECK(ran.exit_code == exit_code::usage);
    CHECK(ran.complains("option '--json' takes no value"));
}

TEST_CASE("command line: too many and too few words are refused") {
    CHECK(sample({"break"}).complains("HOW is missing"));
    CHECK(sample({"break", "a", "b"}).complains("'b' is one word too many"));
    CHECK(sample({"worker", "a"}).complains("'a' is one word too many: it takes none"));
}

TEST_CASE("command line: quiet and verbose exclude each other") {
    CHECK(sample({"collect", "--quiet", "--verbose"}).exit_code == exit_code::usage);
}

TEST_CASE("command line: what a command throws becomes one sentence and exit code 70") {
    const auto ran = sample({"break", "it"});

    CHECK(ran.exit_code == exit_code::bug);
    CHECK(ran.errors == "sample-diag: a mistake in the program itself: it broke\n");
}

TEST_CASE("command line: output that cannot be written is a failure, a reader gone is not") {
    const int full = open("/dev/full", O_WRONLY);
    std::array<int, 2> pipe_ends{};
    REQUIRE(pipe(pipe_ends.data()) == 0);
    close(pipe_ends[0]);

    const auto lost = run(sample_program, {"--help"}, {.output = full});
    const auto unread = run(sample_program, {"--help"}, {.output = pipe_ends[1]});
    close(full);
    close(pipe_ends[1]);

    CHECK(lost.exit_code == exit_code::failed);
    CHECK(lost.complains("No space left"));
    CHECK(unread.exit_code == exit_code::done);
    CHECK(unread.errors.empty());
}

TEST_CASE("command line: hostile words are refused in one short printable line") {
    const std::string binary = "--\x01\x1b[2J\xff\xfe";
    for (const auto& word :
         {std::string(1'000'000, 'x'), "--" + std::string(1'000'000, 'y'), binary,
          std::string("--="), std::string("-\x80"), std::string("\n\n")}) {
        const auto ran = sample({word});
        CHECK(ran.exit_code == exit_code::usage);
        CHECK(ran.errors.size() < 300);
        CHECK_FALSE(ran.complains("\x1b"));
    }
}

TEST_CASE("command line: a hundred thousand words are taken in order") {
    std::vector<std::string> words{"collect"};
    for (int i = 0; i < 100'000; ++i) words.push_back("w" + std::to_string(i));

    const auto ran = sample(words);

    CHECK(ran.exit_code == exit_code::done);
    CHECK(ran.output.starts_with("word <w0>\nword <w1>\n"));
    CHECK(ran.output.ends_with("word <w99999>\n"));
}

TEST_CASE("command line: an empty argument vector prints the short help") {
    const auto ran = sample({});

    CHECK(ran.exit_code == exit_code::usage);
    CHECK(ran.output.empty());
    CHECK(ran.complains("Usage: sample-diag"));
    CHECK(ran.complains("gathers what there is"));
    CHECK(run(sample_program, {}, {.nameless = true}).errors == ran.errors);
}

}  // namespace
}  // namespace diag::test
