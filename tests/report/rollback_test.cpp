// SPDX-License-Identifier: Apache-2.0
// Rollback readiness on the page: what is known of it in words, and "not told" for the rest.
#include <pugixml.hpp>

#include "tests/report/sample.hpp"

namespace diag::report {
namespace {

Story with(std::vector<Fact> facts) {
    auto story = test::healthy_server();
    Chapter chapter{.collector = "backups", .outcome = {}, .judgement = {}};
    chapter.outcome.collector = "backups";
    chapter.judgement.facts = std::move(facts);
    story.chapters.push_back(std::move(chapter));
    return story;
}

std::vector<Fact> all_known() {
    return {{"backups.rollback_backup", "/mnt/nas/SAFR-backup-20261123-020000.tgz"},
            {"backups.rollback_taken", "2026-11-23T02:00Z"},
            {"backups.rollback_contents", "without objects"},
            {"backups.rollback_level", "L4"},
            {"backups.rollback_proven", "2026-11-23T03:10Z"},
            {"backups.rollback_time", "9 min"},
            {"backups.rollback_speed", "310.0 MiB/s"},
            {"backups.rollback_room", "/d/mongo/data: 36.0 GiB / 500.0 GiB"},
            {"backups.rollback_room", "/d/a: b / c: 1.0 GiB / 2.0 GiB"},
            {"backups.rollback_beside", "yes"},
            {"backups.rollback_age", "18 h"},
            {"backups.rollback_documents", "18000"}};
}

/// Label and lines of each row, "Would restore: a | b".
std::vector<std::string> rows_of(const Story& story, Language language = Language::en) {
    const auto page = html(story, test::sample_knowledge(), language);
    pugi::xml_document document;
    REQUIRE(document.load_buffer(page.data(), page.size(),
                                 pugi::parse_default | pugi::parse_ws_pcdata));
    std::vector<std::string> rows;
    for (const auto& row : document.select_nodes("//section[@id='rollback']//dl/div")) {
        std::string text = row.node().child("dt").text().get();
        for (const auto& line : row.node().children("dd")) {
            text += text.find(": ") == text.npos ? ": " : " | ";
            for (const auto& part : line.select_nodes(".//text()")) text += part.node().value();
        }
        rows.push_back(std::move(text));
    }
    return rows;
}

}  // namespace

TEST_CASE("html: rollback readiness tells what would be restored, how soon and what is lost") {
    const auto rows = rows_of(with(all_known()));

    REQUIRE(rows.size() == 5);
    CHECK(rows[0] ==
          "Would restore: /mnt/nas/SAFR-backup-20261123-020000.tgz | database and configuration, "
          "no objects, taken 2026-11-23T02:00Z");
    CHECK(rows[1] == "Proven to: L4, at 2026-11-23T03:10Z");
    CHECK(rows[2].starts_with("Estimated time: at least 9 min | It was read at 310.0 MiB/s"));
    CHECK(rows[3] ==
          "Room: /d/mongo/data: 36.0 GiB needed, 500.0 GiB free | /d/a: b / c: 1.0 GiB needed, "
          "2.0 GiB free | The present data can stay beside it.");
    CHECK(rows[4].starts_with("Lost since: all of the last 18 h | about 18\u202F000 documents | "));
}

TEST_CASE("html: what is not known of a rollback is said to be not told") {
    const auto rows = rows_of(with({{"backups.rollback_backup", "not told"}}));
    REQUIRE(rows.size() == 5);
    for (const auto& row : rows) CHECK(row.ends_with(": not told"));

    const auto none = rows_of(with({{"backups.rollback_backup", "none"}}));
    CHECK(none[0] == "Would restore: no backup that was found is proven");

    const auto other = rows_of(with({{"backups.rollback_backup", "not needed"}}));
    CHECK(other[0] == "Would restore: not needed here: the primary's is what a rollback restores");

    auto facts = all_known();
    facts.resize(8);
    facts.push_back({"backups.rollback_room", "nonsense"});
    facts.push_back({"backups.rollback_age", "18 h"});
    CHECK(rows_of(with(facts))[4].find("is not told") != std::string::npos);
}

TEST_CASE("html: rollback readiness speaks each language, and only where backups were looked at") {
    CHECK(rows_of(with(all_known()), Language::es)[1].starts_with("Probada hasta: L4"));
    CHECK(rows_of(with(all_known()), Language::pt)[2].starts_with("Tempo estimado: pelo menos"));
    CHECK(rows_of(test::healthy_server()).empty());
    CHECK(rows_of(with({})).empty());
    CHECK(rows_of(with({{"backups.count", "3"}})).empty());
}

TEST_CASE("html: the overview leaves out what rollback readiness shows") {
    auto facts = all_known();
    facts.push_back({"backups.count", "7 kept here"});
    const auto page = html(with(facts), test::sample_knowledge(), Language::en);
    const auto overview = page.find("id=\"overview\"");
    REQUIRE(overview != std::string::npos);

    CHECK(page.find("7 kept here", overview) != std::string::npos);
    CHECK(page.find("310.0 MiB/s", overview) == std::string::npos);
}

TEST_CASE("html: nothing that backups are called becomes markup in rollback readiness") {
    for (const std::string attack : {"<script>alert(1)</script>", "\"><b>", "{time}", "' / : "}) {
        auto facts = all_known();
        for (auto& fact : facts) fact.value = attack;
        const auto page = html(with(facts), test::sample_knowledge(), Language::en);
        CHECK(page.find("<script") == std::string::npos);
        CHECK(rows_of(with(facts)).size() == 5);
    }
}

}  // namespace diag::report
