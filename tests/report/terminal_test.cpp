// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "platform/text.hpp"
#include "tests/report/sample.hpp"

namespace diag::report {
namespace {

std::string shown(const Story& story, bool colour = false, std::size_t width = 80) {
    return terminal_text(story, test::sample_knowledge(), Language::en, colour, width);
}

std::size_t columns(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

bool holds(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

/// One line of what was wrapped.
std::string unwrapped(const std::string& text) {
    std::string line;
    for (const auto part : lines_of(text))
        line += (line.empty() ? "" : " ") + std::string(trimmed(part));
    return line;
}

/// The locale names UTF-8, or does not, while this lives.
struct Locale {
    explicit Locale(const char* name) { setenv("LC_ALL", name, 1); }
    ~Locale() { unsetenv("LC_ALL"); }
};

}  // namespace

TEST_CASE("terminal: a block a finding with cause, level and remedy, worst first") {
    const auto text = shown(test::troubled_server());

    CHECK(text.find("/srv/nas did not answer") < text.find("nvme0n1 has used"));
    CHECK(holds(text, "Cause: network, L2 support engineer, disk.mount_silent"));
    CHECK(holds(text, "Order a replacement"));
}

TEST_CASE("terminal: on demand a finding says what it means and how to verify its remedy") {
    const auto story = test::troubled_server();
    const auto& knowledge = test::sample_knowledge();
    const auto brief = unwrapped(terminal_text(story, knowledge, Language::en, false, 100));
    const auto whole = unwrapped(terminal_text(story, knowledge, Language::en, false, 100, true));

    const auto leads = [&](const std::string& text) {
        return holds(text, knowledge.phrase("verify", Language::en) + ": ");
    };
    CHECK(leads(whole));
    CHECK_FALSE(leads(brief));
    CHECK(whole.size() > brief.size());
}

TEST_CASE("terminal: the last line sums up and says what was cut short") {
    const auto text = shown(test::troubled_server());
    const auto tail = unwrapped(text.substr(text.rfind("\n\n") + 2));

    CHECK(
        tail.starts_with("3 critical, 3 warnings, 1 check without an answer, 1 for information."));
    CHECK(holds(tail, "Disks, System, Logs (ran out of time)."));
}

TEST_CASE("terminal: no line is wider than asked, words longer than that aside") {
    for (const std::size_t width : {40u, 60u, 100u}) {
        const auto text = shown(test::troubled_server(), false, width);
        for (const auto line : lines_of(text)) {
            CAPTURE(line);
            CHECK((columns(line) <= width || words_of(line).size() <= 2));
        }
    }
}

TEST_CASE("terminal: colours come only when asked for") {
    CHECK_FALSE(holds(shown(test::troubled_server()), "\033"));
    CHECK(holds(shown(test::troubled_server(), true), "\033[1;31m"));
}

TEST_CASE("terminal: nothing gathered can send a command to the terminal") {
    const auto text =
        shown(test::story_made_of("\033[2J\x9B\xC2\x9B"
                                  "31m\r\x07\u202E"));

    for (const char forbidden : {'\033', '\r', '\x07'})
        CHECK(text.find(forbidden) == std::string::npos);
    CHECK_FALSE(holds(text, "\xC2\x9B"));
    CHECK_FALSE(holds(text, "\u202E"));
}

TEST_CASE("terminal: symbols are ASCII unless the locale is UTF-8") {
    {
        const Locale utf8("en_US.UTF-8");
        CHECK(holds(shown(test::troubled_server()), "\u2716 Critical: "));
    }
    const Locale plain("C");
    CHECK(holds(shown(test::troubled_server()), "x Critical: "));
}

TEST_CASE("terminal: health is one calm line, and not claimed for what was not looked at") {
    auto story = test::healthy_server();
    CHECK(holds(shown(story), "Nothing wrong found. Examined: Disks, System, Logs."));
    CHECK(lines_of(shown(story)).size() == 1);
    story.chapters[2].outcome.ending = exchange::Ending::killed;
    CHECK(holds(shown(story), "not everything could be examined"));
}

}  // namespace diag::report
