// SPDX-License-Identifier: Apache-2.0
#include "agent/report/triage/telling.hpp"

#include <algorithm>

#include "platform/text.hpp"
#include "tests/report/sample.hpp"
#include "tests/report/triage/cases.hpp"

namespace diag::report {
namespace {

using test::found;
using test::story_of;
using enum Severity;

Story slow_store() {
    return story_of({found("nfs.retransmissions", warning,
                           {{"server", "nas01"}, {"export", "nas01:/safr"}, {"percent", "7"}}),
                     found("nfs.slow", warning, {{"server", "nas01"}, {"export", "nas01:/safr"}}),
                     found("logs.slow_object_write"), found("disk.hot", warning)});
}

std::string unwrapped(const std::string& text) {
    std::string line;
    for (const auto part : lines_of(text))
        line += (line.empty() ? "" : " ") + std::string(trimmed(part));
    return line;
}

bool holds(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

std::string shown(const Story& story, Language language = Language::en) {
    return terminal_text(story, Knowledge::builtin(), language, false, 80);
}

}  // namespace

TEST_CASE("triage: a check ends with what is wrong, where, what to do, how far, and why") {
    const auto text = shown(slow_store());
    const auto tail = unwrapped(text.substr(text.rfind("\n\n") + 2));

    CHECK(holds(tail, "Most likely: The file server of the object store, or the network to it"));
    CHECK(holds(tail, "Where it lies: storage, L2 support engineer."));
    CHECK(holds(tail, "L1 can do now: Ask who runs the file server"));
    CHECK(holds(tail, "Beyond L2: No. L2 compares the counters"));
    CHECK(holds(tail, "Evidence: logs.slow_object_write, nfs.retransmissions, nfs.slow"));
    CHECK(holds(tail, "Findings that this does not explain: disk.hot"));
}

TEST_CASE("triage: on a terminal, findings of one cause stand together and none is hidden") {
    const auto text = shown(slow_store());
    const auto group = text.find("One cause: ");

    REQUIRE(group != std::string::npos);
    for (const auto* id : {"nfs.retransmissions", "nfs.slow", "logs.slow_object_write", "disk.hot"})
        CHECK(text.find(id) != std::string::npos);
    CHECK(group < text.find("nfs.slow"));
    CHECK(text.find("logs.slow_object_write") < text.find("disk.hot"));
}

TEST_CASE("triage: the paragraph is in the language asked for") {
    CHECK(holds(unwrapped(shown(slow_store(), Language::es)),
                "Lo más probable: El servidor de archivos del almacén"));
    CHECK(holds(unwrapped(shown(slow_store(), Language::pt)),
                "Mais provável: O servidor de arquivos do armazém"));
}

TEST_CASE("triage: no line of the paragraph is wider than the terminal") {
    for (const auto language : all_languages) {
        const auto text = shown(slow_store(), language);
        for (const auto line : lines_of(text)) {
            CAPTURE(line);
            CHECK((columns(line) <= 80 || diag::words_of(line).size() <= 2));
        }
    }
}

TEST_CASE("triage: what L2 must mend, the first line hands on") {
    const auto text = unwrapped(shown(story_of({found("mongo.votes_even")})));

    CHECK(holds(text, "L1 can do now: Hand it to L2 with a bundle"));
    CHECK(holds(text, "Beyond L2: No. A support engineer can mend it."));
}

TEST_CASE("triage: what only the vendor can mend is beyond L2") {
    const auto text = unwrapped(shown(story_of({found("mongo.oplog_headroom", critical)})));

    CHECK(holds(text, "Beyond L2: Yes. Only the vendor can mend it."));
}

TEST_CASE("triage: what could not be examined is named, with what to do") {
    auto story = story_of({found("disk.history_short", info)});
    story.chapters[0].outcome.ending = exchange::Ending::timed_out;
    const auto text = unwrapped(shown(story));

    CHECK(holds(text, "these were examined only in part: Disks."));
    CHECK(holds(text, "L1 can do now: Check again, as root."));
}

TEST_CASE("triage: findings.json carries it, findings by their place in the list") {
    const auto document = findings_json(slow_store(), Knowledge::builtin());
    const auto text = json::write_pretty(document);
    const auto read = json::parse(text);
    REQUIRE(read.has_value());
    const auto& causes = json::list_at(*read, "triage.causes");
    const auto& findings = json::list_at(*read, "findings");

    CHECK(json::text_at(*read, "triage.outcome") == "cause");
    CHECK(json::text_at(*read, "triage.paragraph")->starts_with("Most likely: The file server"));
    REQUIRE(causes.size() == 1);
    CHECK(json::text_at(causes[0], "rule") == "storage.server_or_path");
    CHECK(json::text_at(causes[0], "subject") == "nas01");
    CHECK(json::text_at(causes[0], "level") == "L2");
    CHECK(json::text_at(causes[0], "confidence") == "firm");
    const auto& explained = json::list_at(causes[0], "findings");
    REQUIRE(explained.size() == 3);
    for (const auto& each : explained) {
        const auto at = json::integer_at(each, "at");
        REQUIRE(at.has_value());
        REQUIRE(static_cast<std::size_t>(*at) < findings.size());
        CHECK(json::text_at(findings[static_cast<std::size_t>(*at)], "id") ==
              json::text_at(each, "id"));
        CHECK(json::list_at(each, "evidence").size() == 1);
    }
    CHECK(json::list_at(*read, "triage.others").size() == 1);
}

TEST_CASE("triage: the page names the cause, and its findings are a click away") {
    const auto page = html(slow_store(), Knowledge::builtin(), Language::en);
    const auto section = page.find("id=\"triage\"");
    const auto cards = page.find("id=\"findings\"");

    REQUIRE(section != std::string::npos);
    REQUIRE(cards != std::string::npos);
    CHECK(section < cards);
    const auto told = page.substr(section, cards - section);
    CHECK(holds(told, "The file server of the object store"));
    CHECK(holds(told, "href=\"#finding-1\""));
    CHECK(holds(page.substr(cards), "One cause"));
}

TEST_CASE("triage: health has no section of causes") {
    CHECK_FALSE(
        holds(html(test::healthy_server(), Knowledge::builtin(), Language::en), "id=\"triage\""));
}

}  // namespace diag::report
