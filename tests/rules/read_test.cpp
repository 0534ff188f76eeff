// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "agent/rules/entries.hpp"

namespace diag::rules {
namespace {

bool has(const std::vector<std::string>& all, const std::string& text) {
    for (const auto& each : all)
        if (each.find(text) != std::string::npos) return true;
    return false;
}

/// The one mistake in a text of the site.
std::string mistake_in(std::string_view text, Author author = Author::site) {
    const auto reading = read(text, "f.toml", author);
    CAPTURE(text);
    REQUIRE(reading.mistakes.size() == 1);
    return reading.mistakes.front();
}

TEST_CASE("rules: families, words and exceptions become rules, each with its place") {
    const auto reading = read(
        "[[family]]\nname = \"badge\"\nwords = [\"badgecode\", \"PIN of door\"]\n\n"
        "[[family]]\nname = \"serial\"\npattern = 'BDG-[0-9]{6}'\n\n"
        "[[word]]\ntext = \"Acme Bank\"\n\n"
        "[[exception]]\ntext = \"10.0.0.5\"\nwhy = \"the vendor's licence server\"\n",
        "f.toml", Author::site);

    REQUIRE(reading.mistakes.empty());
    const auto rules = rules_of(reading.entries);
    CHECK(rules.names == std::vector<std::string>{"badgecode", "pin of door"});
    CHECK(rules.patterns == std::vector<std::string>{"BDG-[0-9]{6}"});
    CHECK(rules.words == std::vector<std::string>{"Acme Bank"});
    CHECK(rules.exceptions == std::vector<std::string>{"10.0.0.5"});
    CHECK(reading.entries.front().place.starts_with("f.toml:3: [[family]] \"badge\""));
}

TEST_CASE("rules: a mistake names file, line, entry and what was expected") {
    CHECK(mistake_in("[[family]]\nname = \"x\"\n") ==
          "f.toml:1: [[family]] \"x\": expected either words or pattern");
    CHECK(mistake_in("[[famly]]\nname = \"x\"\n").ends_with("did you mean 'family'?"));
    CHECK(mistake_in("[[word]]\ntxt = \"Acme\"\n").ends_with("did you mean 'text'?"));
    CHECK(mistake_in("[word]\ntext = \"Acme\"\n").find("expected [[word]]") != std::string::npos);
    CHECK(mistake_in("[[word]]\ntext = 7\n").find("text: expected") != std::string::npos);
    CHECK(mistake_in("[[exception]]\ntext = \"10.0.0.5\"\n").find("why: expected") !=
          std::string::npos);
    CHECK(mistake_in("a = [").starts_with("f.toml:1: "));
    CHECK(mistake_in(std::string_view("a = \"\0\"", 7)).find("control character") !=
          std::string::npos);
    CHECK(mistake_in(std::string(70'000, '#')).find("longer than 64 KiB") != std::string::npos);
}

TEST_CASE("rules: texts that would take everything along are refused") {
    for (const char* text : {"", "ab", " Acme", "Acme ", "---", "a\\nb"})
        CHECK_MESSAGE(!mistake_in("[[word]]\ntext = \"" + std::string(text) + "\"\n").empty(),
                      text);
    CHECK_FALSE(mistake_in("[[word]]\ntext = \"" + std::string(129, 'a') + "\"\n").empty());
    CHECK_FALSE(mistake_in("[[family]]\nname = \"x\"\nwords = [\"pw\"]\n").empty());
    CHECK_FALSE(mistake_in("[[family]]\nname = \"x\"\nwords = []\n").empty());
}

TEST_CASE("rules: a catastrophic pattern is refused, by name and with the reason") {
    const auto refused = [](const std::string& pattern) {
        return mistake_in("[[family]]\nname = \"x\"\npattern = '" + pattern + "'\n");
    };
    const std::string name =
        "f.toml:3: [[family]] \"x\": pattern: catastrophic pattern (refused): ";

    CHECK(refused("a*").starts_with(name + "it matches the empty text"));
    CHECK(refused("(abc)?").starts_with(name + "it matches the empty text"));
    CHECK(refused("ab").starts_with(name + "it matches 2 bytes"));
    CHECK(refused("abc.*").starts_with(name + "it has no bound"));
    CHECK(refused("abc(a+)+").starts_with(name + "it has no bound"));
    CHECK(refused("abc.{1,900}").starts_with(name + "it matches up to 903 bytes"));
    CHECK(refused("(a{1,20}){1,20}bcd").starts_with(name + "Pattern is too large"));
    CHECK(refused("abc(").find("this is no pattern") != std::string::npos);
    CHECK(refused("(?=abc)abc").find("this is no pattern") != std::string::npos);
    CHECK(refused("(abc)\\1").find("this is no pattern") != std::string::npos);
}

TEST_CASE("rules: a pack says what it is called, has a version, and lets nothing stay") {
    const std::string head = "[pack]\nname = \"safr-2026\"\nversion = 7\n";
    const std::string word = "[[word]]\ntext = \"Acme\"\n";

    const auto pack = read(head + word, "p", Author::desk);
    CHECK(pack.mistakes.empty());
    CHECK(pack.name == "safr-2026");
    CHECK(pack.version == 7);
    CHECK(mistake_in(head + "[[exception]]\ntext = \"10.0.0.5\"\nwhy = \"x y\"\n", Author::desk)
              .find("a pack only adds") != std::string::npos);
    CHECK(mistake_in(word, Author::desk).find("expected a section [pack]") != std::string::npos);
    for (const char* wrong : {"name = \"../x\"\nversion = 7", "name = \"x\"\nversion = 0",
                              "name = \"x\"", "name = \"x\"\nversion = 1\nmore = 1"})
        CHECK_FALSE(mistake_in("[pack]\n" + std::string(wrong) + "\n", Author::desk).empty());
    CHECK(mistake_in(head, Author::site).find("no such section") != std::string::npos);
}

TEST_CASE("rules: what contradicts is told with both places") {
    const auto both = [](const std::string& text) {
        return contradictions(read(text, "f", Author::site).entries);
    };
    const std::string word = "[[word]]\ntext = \"Acme\"\n";
    const std::string spared = "[[exception]]\ntext = \"ACME\"\nwhy = \"known\"\n";
    const std::string name = "[[family]]\nname = \"x\"\nwords = [\"acme\"]\n";

    REQUIRE(both(word + spared).size() == 1);
    CHECK(has(both(word + spared),
              "f:3: [[exception]] \"ACME\" is an exception and contradicts "
              "f:1: [[word]] \"Acme\", a word"));
    CHECK(both(name + spared).size() == 1);
    CHECK(both(name + word).size() == 1);
    CHECK(both(word + word).empty());
    CHECK(rules_of(read(word + word, "f", Author::site).entries).words.size() == 1);
}

TEST_CASE("rules: more than there may be is told, never left out") {
    std::vector<Entry> many;
    for (int i = 0; i < 1'025; ++i)
        many.push_back({EntryKind::word, "word" + std::to_string(i), "f:" + std::to_string(i)});
    CHECK(has(contradictions(many), "1024"));

    std::vector<Entry> patterns;
    for (int i = 0; i < 65; ++i)
        patterns.push_back({EntryKind::pattern, "abc" + std::to_string(i), "f"});
    CHECK(has(contradictions(patterns), "65 patterns"));
}

TEST_CASE("rules: they reach a worker as they are, or not at all") {
    const Rules rules{.names = {"a"},
                      .patterns = {"b{3}"},
                      .words = {"c\""},
                      .exceptions = {"d"},
                      .secrets = {"e\\f"},
                      .hosts = {"g"},
                      .labels = {"site 4"}};

    const auto text = json::write(to_json(rules));
    const auto document = json::parse(text);
    REQUIRE(document);
    const auto back = rules_from(*document);

    REQUIRE(back);
    CHECK(*back == rules);
    CHECK_FALSE(rules_from(json::value{}));
    CHECK_FALSE(rules_from(json::object{{"words", json::array{}}}));
    auto less = document->get_object();
    less["secrets"] = json::array{1};
    CHECK_FALSE(rules_from(less));
}

}  // namespace
}  // namespace diag::rules
