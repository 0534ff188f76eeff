// SPDX-License-Identifier: Apache-2.0
#include "agent/report/triage/rules.hpp"

#include <algorithm>
#include <set>

#include "tests/report/sample.hpp"

namespace diag::report {
namespace {

constexpr const char* complete = R"(
[rule."disk.full_stops"]
cause = "storage"
level = "L1"
needs = [["disk.full"], ["disk.stopped"]]
same = ["mount"]
en = { what = "{subject} is full", now = "n", beyond = "b" }
es = { what = "{subject} está lleno", now = "n", beyond = "b" }
pt = { what = "{subject} está cheio", now = "n", beyond = "b" }
)";

constexpr const char* findings = R"(
[finding."disk.full"]
cause = "storage"
level = "L1"
[finding."disk.stopped"]
cause = "host"
level = "L2"
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string mistake(const std::string& text) {
    const auto rules = Rules::from({{"disk.toml", text}});
    REQUIRE_FALSE(rules.has_value());
    CHECK(rules.error().fault == Fault::malformed);
    return rules.error().what;
}

std::vector<std::string> gaps(const std::string& text) {
    const auto rules = Rules::from({{"disk.toml", text}});
    const auto knowledge = Knowledge::from({{"findings.toml", findings}});
    REQUIRE(rules.has_value());
    REQUIRE(knowledge.has_value());
    return rules->gaps(*knowledge);
}

}  // namespace

TEST_CASE("triage: every id in the built-in rules is a finding, every word is in three languages") {
    for (const auto& gap : Rules::builtin().gaps(Knowledge::builtin())) FAIL_CHECK(gap);
    CHECK(Rules::builtin().all().size() >= 15);
}

TEST_CASE("triage: the built-in rules say nothing twice") {
    std::set<std::string> said;
    for (const auto& rule : Rules::builtin().all())
        for (const auto& words : rule.words) {
            CAPTURE(rule.id);
            CHECK(said.insert(words.what).second);
        }
}

TEST_CASE("triage: a rule beyond L2 and one within it say who goes on") {
    for (const auto& rule : Rules::builtin().all())
        for (const auto& words : rule.words) {
            CAPTURE(rule.id);
            CHECK((words.beyond.find("L3") != std::string::npos ||
                   words.beyond.find("L2") != std::string::npos));
        }
}

TEST_CASE("triage: a rule is read with all it says") {
    const auto rules = Rules::from({{"disk.toml", complete}});

    REQUIRE(rules.has_value());
    REQUIRE(rules->all().size() == 1);
    const auto& rule = rules->all().front();
    CHECK(rule.cause == Cause::storage);
    CHECK(rule.level == "L1");
    CHECK(rule.needs.size() == 2);
    CHECK(rule.same == std::vector<std::string>{"mount"});
    CHECK(rule.words[static_cast<std::size_t>(Language::es)].what == "{subject} está lleno");
}

TEST_CASE("triage: a mistake in a rule is told with file and line") {
    CHECK(mistake(replaced(complete, "level", "leval")).starts_with("disk.toml:4: unknown key"));
    CHECK(mistake(replaced(complete, "\"storage\"", "\"weather\"")).starts_with("disk.toml:3: "));
    CHECK(mistake(replaced(complete, "\"L1\"", "\"L4\"")).starts_with("disk.toml:4: level"));
    CHECK(mistake(replaced(complete, "[[\"disk.full\"], [\"disk.stopped\"]]", "[]"))
              .starts_with("disk.toml:2: rule \"disk.full_stops\" needs"));
    CHECK(mistake(replaced(complete, "same = [\"mount\"]", "least = 0"))
              .starts_with("disk.toml:6: a number"));
    CHECK(mistake(replaced(complete, "now = \"n\"", "later = \"n\""))
              .starts_with("disk.toml:7: unknown text"));
    CHECK(mistake("[finding.x]\n").starts_with("disk.toml:1: only [rule"));
    CHECK(mistake("[rule\n").starts_with("disk.toml:"));
}

TEST_CASE("triage: what a rule lacks is a gap") {
    CHECK(gaps(complete).empty());
    CHECK(gaps(replaced(complete, "[\"disk.stopped\"]", "[\"disk.gone\"]")) ==
          std::vector<std::string>{"disk.full_stops: no finding is called disk.gone"});
    CHECK(gaps(replaced(complete, "[\"disk.stopped\"]", "[\"disk.full\"]")) ==
          std::vector<std::string>{"disk.full_stops: names disk.full twice"});
    CHECK(gaps(replaced(complete, "pt = { what = \"{subject} está cheio\", ", "pt = { ")) ==
          std::vector<std::string>{"disk.full_stops: no what in pt"});
    CHECK(gaps(replaced(complete, "en = { what = \"{subject}", "en = { what = \"{device}")) ==
          std::vector<std::string>{"disk.full_stops: nothing fills a placeholder of what in en"});
}

}  // namespace diag::report
