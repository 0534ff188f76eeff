// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "agent/commands/commands.hpp"
#include "agent/commands/redact_stream.hpp"
#include "agent/redact/case_key.hpp"
#include "agent/redact/stand_in_map.hpp"
#include "platform/json.hpp"
#include "tests/running.hpp"
#include "tests/scratch.hpp"

namespace diag::test {
namespace {

Ran redact(const std::string& input, std::vector<std::string> words = {}) {
    words.insert(words.begin(), "redact");
    return run(commands::agent_program(), std::move(words), {.input = input});
}

TEST_CASE("redact command: no secret that went in comes out, everything else does") {
    const auto ran = redact("start\npassword=hunter2secret\nmail to jane.doe@example.com\nend");

    CHECK(ran.exit_code == exit_code::done);
    CHECK(ran.errors.empty());
    CHECK(ran.output.starts_with("start\npassword="));
    CHECK(ran.output.ends_with("\nend"));
    CHECK_FALSE(ran.says("hunter2secret"));
    CHECK_FALSE(ran.says("jane.doe"));
}

TEST_CASE("redact command: nothing in is nothing out") {
    const auto ran = redact("", {"--report"});

    CHECK(ran.exit_code == exit_code::done);
    CHECK(ran.output.empty());
    CHECK(ran.errors == "nothing was replaced\n");
}

TEST_CASE("redact command: a directory is refused by its name") {
    const Scratch scratch;
    const auto ran = redact("", {scratch.path().native()});

    CHECK(ran.exit_code != exit_code::done);
    CHECK(ran.output.empty());
    CHECK(ran.complains(scratch.path().native() + ": Is a directory"));
}

TEST_CASE("redact command: a report counts by kind on standard error") {
    const std::string input = "a@example.com b@example.com\n";

    const auto table = redact(input, {"--report"});
    const auto counts = json::parse(redact(input, {"--report", "--json"}).errors);

    CHECK(table.complains("2  "));
    REQUIRE(counts);
    CHECK(counts->as_object().size() == 1);
    CHECK(counts->as_object().begin()->value().to_number<int>() == 2);
}

TEST_CASE("redact command: stand-ins are equal within a case, and only there") {
    const Scratch scratch;
    const auto state = (scratch.path() / "state").native();
    const std::string input = "from jane.doe@example.com\n";

    const auto first = redact(input, {"--case", "4711", "--state", state});
    const auto second = redact(input, {"--case", "4711", "--state", state});
    const auto other = redact(input, {"--case", "4712", "--state", state});

    CHECK(first.exit_code == exit_code::done);
    CHECK(first.output == second.output);
    CHECK(first.output != other.output);
    CHECK(redact(input).output != redact(input).output);
}

TEST_CASE("redact command: binary input is refused and nothing of it is printed") {
    for (const auto& input : {std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16),
                              std::string("\x7f"
                                          "ELF\2\1\1\0\0\0\0\0\0\0\0\0",
                                          16),
                              std::string(100, '\0')}) {
        const auto ran = redact(input);
        CHECK(ran.exit_code == exit_code::input);
        CHECK(ran.output.empty());
        CHECK(ran.complains("the input cannot be redacted: not text"));
    }
}

TEST_CASE("redact command: a secret that straddles two reads is still replaced") {
    for (std::size_t before = 65'500; before < 65'560; before += 3) {
        std::string input(before, 'x');
        for (std::size_t i = 79; i < before; i += 80) input[i] = '\n';
        input += "\npassword=hunter2secret\nend\n";
        const auto ran = redact(input);
        CHECK(ran.exit_code == exit_code::done);
        CHECK_FALSE(ran.says("hunter2"));
        CHECK(ran.output.ends_with("\nend\n"));
    }
}

TEST_CASE("redact command: an endless line is redacted in bounded memory") {
    std::string input;
    while (input.size() < 20u << 20) input += "user jane.doe@example.com did nothing; ";
    const auto ran = redact(input);

    CHECK(ran.exit_code == exit_code::done);
    CHECK(ran.output.size() > 10u << 20);
    CHECK_FALSE(ran.says("jane.doe"));
}

TEST_CASE("redact command: a reader that goes away ends it in peace, a full disk does not") {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    close(ends[0]);
    const int full = open("/dev/full", O_WRONLY);

    const auto unread =
        run(commands::agent_program(), {"redact"}, {.input = "a\n", .output = ends[1]});
    const auto lost = run(commands::agent_program(), {"redact"}, {.input = "a\n", .output = full});
    close(ends[1]);
    close(full);

    CHECK(unread.exit_code == exit_code::done);
    CHECK(unread.errors.empty());
    CHECK(lost.exit_code == exit_code::failed);
    CHECK(lost.complains("No space left"));
}

TEST_CASE("redact command: a line is answered once the next has come, without waiting for more") {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    REQUIRE(pipe(in.data()) == 0);
    REQUIRE(pipe(out.data()) == 0);
    const auto child = fork();
    if (child == 0) {
        close(in[1]);
        const auto redactor = redact::Redactor::create(redact::fresh_key());
        redact::Redactions counts;
        _exit(redactor && commands::redact_stream(in[0], out[1], *redactor, counts) ? 0 : 1);
    }
    close(in[0]);
    close(out[1]);
    std::array<char, 64> answer{};
    pollfd waited{out[0], POLLIN, 0};
    CHECK(write(in[1], "hello\nthere\n", 12) == 12);
    REQUIRE(poll(&waited, 1, 20'000) == 1);
    CHECK(read(out[0], answer.data(), answer.size()) == 6);
    close(in[1]);
    int status = -1;
    waitpid(child, &status, 0);
    close(out[0]);

    CHECK(std::string_view(answer.data(), 6) == "hello\n");
    CHECK(status == 0);
}

TEST_CASE("redact command: a long text comes out as it went in, whatever its pieces were") {
    std::string text;
    for (int i = 0; text.size() < (5u << 20); ++i)
        text += "line " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 97), '.') +
                (i % 5000 == 0 ? std::string(70'000, '!') : "") + "\n";
    text += "no newline at the end";

    const auto ran = redact(text);

    CHECK(ran.exit_code == exit_code::done);
    CHECK((ran.output == text));  // not printed: it is long
}

TEST_CASE("redact command: a damaged or unusable case key is told, and nothing is printed") {
    const Scratch scratch;
    const auto state = scratch.path() / "state";
    REQUIRE(redact::case_key(state, "4711"));
    std::filesystem::resize_file(state / "map/4711.key", 5);

    const auto damaged = redact("a\n", {"--case", "4711", "--state", state.native()});
    const auto too_long =
        redact("a\n", {"--case", std::string(65, 'c'), "--state", state.native()});

    CHECK(damaged.exit_code == exit_code::input);
    CHECK(damaged.output.empty());
    CHECK(too_long.exit_code == exit_code::usage);
}

TEST_CASE("redact command: a file is redacted as standard input is, '-' is standard input") {
    const Scratch scratch;
    const auto file = scratch.file("a.log", "password=hunter2secret\n").native();

    const auto named = redact("", {file});
    const auto dash = redact("password=hunter2secret\n", {"-"});

    CHECK(named.exit_code == exit_code::done);
    CHECK(named.output.starts_with("password=["));
    CHECK(dash.output.starts_with("password=["));
    CHECK(redact("", {(scratch.path() / "none").native()}).exit_code == exit_code::input);
}

/// A configuration with rules beside it.
struct Ruled {
    Scratch scratch;
    std::string config = scratch.file("agent.toml", "").native();
    std::string state = (scratch.path() / "state").native();

    explicit Ruled(std::string_view rules) { scratch.file("redaction.d/a.toml", rules); }
    Ran redact_here(const std::string& input, std::vector<std::string> words = {}) const {
        words.insert(words.end(), {"--config", config, "--state", state});
        return redact(input, std::move(words));
    }
};

TEST_CASE("redact command: the site's rules are tried as bundles would have them") {
    const Ruled site("[[word]]\ntext = \"Acme\"\n");

    const auto ran = site.redact_here("Acme is here\n", {"--report"});

    CHECK(ran.exit_code == exit_code::done);
    CHECK(ran.output.starts_with("word-"));
    CHECK(ran.complains("word"));
}

TEST_CASE("redact command: with a rule that is wrong nothing is redacted by fewer") {
    const Ruled site("[[word]]\ntext = \"Acme\"\n[[family]]\nname = \"x\"\npattern = \"a*\"\n");

    const auto ran = site.redact_here("Acme is here\n");

    CHECK(ran.exit_code == exit_code::input);
    CHECK(ran.output.empty());
    CHECK(ran.complains("a.toml:5: [[family]] \"x\": pattern: catastrophic pattern (refused)"));
}

TEST_CASE("redact command: a stand-in of a case is explained on site, with its case or without") {
    const Ruled site("[[word]]\ntext = \"Acme\"\n");
    const auto out = site.redact_here("Acme\n", {"--case", "4711"}).output;
    const auto stand_in = out.substr(0, out.find('\n'));

    const auto explained = site.redact_here("", {"--explain", stand_in});

    CHECK(explained.exit_code == exit_code::done);
    CHECK(explained.says("4711  word  Acme"));
    CHECK(site.redact_here("", {"--explain", stand_in, "--case", "4711"}).says("Acme"));
    CHECK(site.redact_here("", {"--explain", stand_in, "--case", "4712"}).exit_code ==
          exit_code::input);
    CHECK(site.redact_here("", {"--explain", "word-00000000"}).exit_code == exit_code::input);
}

TEST_CASE("redact command: a map that is full or open to others is told, not who asks") {
    const Ruled site("[[word]]\ntext = \"Acme\"\n");
    REQUIRE(site.redact_here("Acme\n", {"--case", "4711"}).errors.empty());
    const auto unknown = site.redact_here("", {"--explain", "word-00000000", "--case", "4711"});
    CHECK(unknown.complains("is it written whole"));
    const auto map = site.state + "/map/4711.map";
    std::ofstream(map, std::ios::app) << std::string(redact::most_stand_ins, '\n');

    const auto full = site.redact_here("", {"--explain", "word-00000000", "--case", "4711"});
    std::filesystem::permissions(map, std::filesystem::perms(0644));
    const auto open_to_others = site.redact_here("Acme\n", {"--case", "4711"});

    CHECK(full.exit_code == exit_code::input);
    CHECK(full.complains("the map of this case is full"));
    CHECK_FALSE(full.complains("written whole"));
    CHECK(open_to_others.exit_code == exit_code::done);
    CHECK(open_to_others.complains("4711.map"));
}

}  // namespace
}  // namespace diag::test
