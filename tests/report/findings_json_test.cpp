// SPDX-License-Identifier: Apache-2.0
#include "tests/report/sample.hpp"

namespace diag::report {
namespace {

json::value told(const Story& story) {
    const auto text = json::write_pretty(findings_json(story, test::sample_knowledge()));
    const auto document = json::parse(text);
    REQUIRE(document.has_value());
    return *document;
}

}  // namespace

TEST_CASE("findings.json: findings stand worst first, with English texts and their evidence") {
    const auto document = told(test::troubled_server());
    const auto& findings = json::list_at(document, "findings");

    REQUIRE(findings.size() == 8);
    CHECK(json::text_at(findings[0], "severity") == "critical");
    CHECK(json::text_at(findings[0], "title") == "/var/lib/safr has only 31.4 GiB left (4.1 %)");
    CHECK(json::text_at(findings[0], "parameters.free") == "31.4 GiB");
    CHECK(json::text_at(findings[0], "cause") == "storage");
    CHECK(json::list_at(findings[0], "evidence").size() == 3);
    CHECK(json::text_at(findings[7], "severity") == "info");
}

TEST_CASE("findings.json: the summary counts what the list holds") {
    const auto document = told(test::troubled_server());

    CHECK(json::integer_at(document, "format") == 1);
    CHECK(json::integer_at(document, "summary.critical") == 3);
    CHECK(json::integer_at(document, "summary.warning") == 3);
    CHECK(json::integer_at(document, "summary.incomplete_collectors") == 1);
}

TEST_CASE("findings.json: judgements and thresholds can be read back") {
    const auto document = told(test::troubled_server());
    const auto& collectors = json::list_at(document, "collectors");

    REQUIRE(collectors.size() == 3);
    const auto* judgement = json::find(collectors[0], "judgement");
    REQUIRE((judgement ? true : false));
    const auto read = judgement_from(*judgement);
    REQUIRE(read.has_value());
    CHECK(read->findings.size() == 3);
    CHECK(json::text_at(collectors[2], "outcome.ending") == "timed_out");
    const auto* thresholds = json::find(document, "thresholds");
    REQUIRE((thresholds ? true : false));
    CHECK(thresholds->as_object().at("disk.free_critical").as_double() == 10);
}

TEST_CASE("findings.json: a finding the catalogue lacks has no cause and no level") {
    Story story;
    story.chapters = {{"disk", {}, {{{"disk.novel", Severity::warning, {}, {}}}, {}, {}}}};
    const auto document = told(story);
    const auto& finding = json::list_at(document, "findings")[0];

    CHECK(json::text_at(finding, "title") == "disk.novel");
    CHECK(json::text_at(finding, "cause") == "");
    CHECK(json::text_at(finding, "level") == "");
}

}  // namespace diag::report
