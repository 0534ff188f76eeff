// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/withhold.hpp"

#include <doctest/doctest.h>

#include "agent/report/knowledge.hpp"

using namespace diag;

TEST_CASE("withhold: a quantity is a number with its unit, and no address, name or version") {
    for (const char* yes : {"0", "12", "-3", "3.2 GiB", "95 %", "95%", "120 ms", "4 KiB/s"})
        CHECK_MESSAGE(collect::is_quantity(yes), yes);
    for (const char* no : {"", "10.0.0.7", "1.2.3", "12 cameras", "db-2", "2026-11-24", "5 ", ".5",
                           "5.", "::1", "4711 Mallory", "1234567890123", "00:11"})
        CHECK_MESSAGE(!collect::is_quantity(no), no);
}

TEST_CASE("withhold: of a story only rule ids and numbers stay") {
    report::Story story;
    story.server = "North plant";
    report::Chapter chapter;
    chapter.collector = "mongo";
    chapter.outcome.note = "killed on db-2";
    chapter.judgement.facts.push_back({"mongo.host", "db-2"});
    chapter.judgement.findings.push_back({.id = "mongo.lag",
                                          .severity = Severity::critical,
                                          .parameters = {{"node", "db-2:27017"}, {"lag", "95 s"}},
                                          .evidence = {"node.0.status"}});
    story.chapters.push_back(chapter);

    collect::withhold_all_but_findings(story);

    const auto text = json::write(report::findings_json(story, report::Knowledge::builtin()));
    CHECK(text.find("db-2") == std::string::npos);
    CHECK(text.find("North") == std::string::npos);
    CHECK(text.find("mongo.lag") != std::string::npos);
    CHECK(text.find("95 s") != std::string::npos);
}
