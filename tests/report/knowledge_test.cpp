// SPDX-License-Identifier: Apache-2.0
#include "agent/report/knowledge.hpp"

#include <algorithm>

#include "tests/report/sample.hpp"

namespace diag::report {
namespace {

constexpr const char* complete = R"(
[finding."disk.full"]
cause = "storage"
level = "L2"
en = { title = "{mount} is full", detail = "d", remedy = "r", verify = "v" }
es = { title = "{mount} está lleno", detail = "d", remedy = "r", verify = "v" }
pt = { title = "{mount} está cheio", detail = "d", remedy = "r", verify = "v" }
[fact]
"disk.mount" = { en = "Mount", es = "Montaje", pt = "Montagem" }
[[signature]]
id = "disk.full"
pattern = 'No space'
severity = "critical"
)";

Knowledge read(const std::string& text) {
    auto knowledge = Knowledge::from({{"disk.toml", text}});
    REQUIRE_MESSAGE(knowledge.has_value(), (knowledge ? "" : knowledge.error().what));
    return *knowledge;
}

/// The error of a text that is not a catalogue.
std::string mistake(const std::string& text) {
    const auto knowledge = Knowledge::from({{"disk.toml", text}});
    REQUIRE_FALSE(knowledge.has_value());
    CHECK(knowledge.error().fault == Fault::malformed);
    return knowledge.error().what;
}

/// Whether a gap says `gap`; gaps of phrases, which these small texts lack, aside.
bool tells(const Knowledge& knowledge, const std::string& gap) {
    const auto gaps = knowledge.gaps();
    return std::find(gaps.begin(), gaps.end(), gap) != gaps.end();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("knowledge: the built-in catalogue has no gap") {
    for (const auto& gap : Knowledge::builtin().gaps()) FAIL_CHECK(gap);
}

TEST_CASE("knowledge: the texts of the tests have no gap") {
    for (const auto& gap : test::sample_knowledge().gaps()) FAIL_CHECK(gap);
}

TEST_CASE("knowledge: a finding is explained in the language asked for") {
    const Finding finding{"disk.full", Severity::critical, {{"mount", "/var"}}, {}};

    const auto words = read(complete).explain(finding, Language::es);

    CHECK(words.title == "/var está lleno");
    CHECK(words.cause == Cause::storage);
    CHECK(words.level == "L2");
}

TEST_CASE("knowledge: an unknown finding keeps its id as title") {
    const auto words = read(complete).explain({"disk.novel", Severity::info, {}, {}}, Language::en);

    CHECK(words.title == "disk.novel");
    CHECK(words.level.empty());
}

TEST_CASE("knowledge: a placeholder without a parameter stays visible, braces of other kinds too") {
    CHECK(filled("{a} and {b}", {{"a", "1"}}) == "1 and {b}");
    CHECK(filled("awk '{print $1}' {} {", {{"print", "x"}}) == "awk '{print $1}' {} {");
    CHECK(filled("", {}).empty());
}

TEST_CASE("knowledge: a parameter that looks like a placeholder is not filled again") {
    CHECK(filled("{a}{b}", {{"a", "{b}"}, {"b", "{a}"}}) == "{b}{a}");
}

TEST_CASE("knowledge: the name of an ending is spoken") {
    const Finding finding{"agent.collector_incomplete",
                          Severity::unknown,
                          {{"collector", "logs"}, {"ending", "timed_out"}},
                          {}};

    const auto words = Knowledge::builtin().explain(finding, Language::en);

    CHECK(words.title.find("timed_out") == std::string::npos);
    CHECK(words.title.find("ran out of time") != std::string::npos);
}

TEST_CASE("knowledge: that nothing is on record of a backup is spoken") {
    const Finding finding{"backups.not_proven",
                          Severity::warning,
                          {{"backup", "/b.tgz"}, {"level", "-"}, {"record", "none"}},
                          {}};

    const auto& knowledge = Knowledge::builtin();

    CHECK(knowledge.explain(finding, Language::en).detail.find("the record says: nothing.") !=
          std::string::npos);
    CHECK(knowledge.explain(finding, Language::es).detail.find("el registro dice: nada.") !=
          std::string::npos);
    CHECK(knowledge.explain(finding, Language::pt).detail.find("o registro diz: nada.") !=
          std::string::npos);
}

TEST_CASE("knowledge: a text missing in one language is a gap") {
    const auto knowledge =
        read(replaced(complete, "es = { title = \"{mount} está lleno\", ", "es = { "));
    CHECK(tells(knowledge, "disk.full: no title in es"));
    CHECK(tells(read(replaced(complete, "es = \"Montaje\", ", "")),
                "fact disk.mount: no label in es"));
    CHECK_FALSE(tells(read(complete), "disk.full: no title in es"));
}

TEST_CASE("knowledge: a placeholder that one language lacks is a gap") {
    const auto knowledge = read(replaced(complete, "{mount} está cheio", "cheio"));
    CHECK(tells(knowledge, "disk.full: the title in pt lacks {mount}"));
}

TEST_CASE("knowledge: a level, a finding of a signature, a phrase of an ending may not lack") {
    CHECK(tells(read(replaced(complete, "level = \"L2\"", "")), "disk.full: no level"));
    CHECK(tells(read(replaced(complete, "id = \"disk.full\"", "id = \"disk.fuller\"")),
                "signature disk.fuller: no finding of that id"));
    CHECK(tells(read(complete), "phrase ending.timed_out: missing"));
}

TEST_CASE("knowledge: mistakes are told with file and line") {
    CHECK(mistake("\n\n[finding\n").starts_with("disk.toml:3: "));
    CHECK(mistake("\n[findings]\n").starts_with("disk.toml:2: unknown section [findings]"));
    CHECK(mistake("[phrase]\n\"a\" = 3\n").starts_with("disk.toml:2: "));
}

TEST_CASE("knowledge: unknown keys and values say what is known") {
    CHECK(mistake(replaced(complete, "\"storage\"", "\"disk\"")).find("cause must be one of") !=
          std::string::npos);
    CHECK(mistake(replaced(complete, "remedy", "remedi")).find("known are title, detail") !=
          std::string::npos);
    CHECK(mistake(replaced(complete, "\"critical\"", "\"bad\"")).find("severity must be") !=
          std::string::npos);
}

TEST_CASE("knowledge: a finding in two files is refused") {
    const auto twice = Knowledge::from({{"disk.toml", complete}, {"more.toml", complete}});

    REQUIRE_FALSE(twice.has_value());
    CHECK(twice.error().what.starts_with("more.toml:"));
    CHECK(twice.error().what.find("already in the catalogue") != std::string::npos);
}

TEST_CASE("knowledge: signatures keep their order and severity") {
    const auto knowledge = read(complete);

    REQUIRE(knowledge.signatures().size() == 1);
    CHECK(knowledge.signatures()[0].pattern == "No space");
    CHECK(knowledge.signatures()[0].severity == Severity::critical);
}

}  // namespace diag::report
