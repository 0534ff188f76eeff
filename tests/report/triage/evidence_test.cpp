// SPDX-License-Identifier: Apache-2.0
// From what was gathered to what most likely is wrong, with nothing made up between.
#include <doctest.h>

#include "collectors/catalog.hpp"
#include "tests/collectors/logs_given.hpp"
#include "tests/collectors/nfs_cases.hpp"
#include "tests/report/triage/cases.hpp"

namespace diag::report {
namespace {

/// The case of tests/fixtures/nfs/cases in which mountstats counts what was lost on the way.
Evidence lossy_file_server() {
    for (const auto& each : test::nfs_cases())
        if (each.expected.contains("nfs.retransmissions critical")) return each.evidence;
    FAIL("no such case");
    return {};
}

/// Logs in which the object server writes slowly.
Judgement slow_writes() {
    test::Given given;
    given.attachment("safr/cvos/logs/app.log")["matches"] =
        json::array{json::object{{"id", "logs.slow_object_write"},
                                 {"severity", "warning"},
                                 {"count", 12},
                                 {"first_line", 3},
                                 {"last_line", 9},
                                 {"first_time", "2026-11-23T10:00:00.000Z"},
                                 {"last_time", "2026-11-23T10:05:00.000Z"},
                                 {"sample", "a sample"}}};
    return given.judge();
}

std::vector<Finding> joined_findings(const std::vector<Judgement>& judgements) {
    std::vector<Finding> all;
    for (const auto& each : judgements)
        all.insert(all.end(), each.findings.begin(), each.findings.end());
    return all;
}

}  // namespace

TEST_CASE("triage: of mountstats and logs a slow store and lost packets become one cause") {
    const auto story = test::story_of(
        joined_findings({collectors::nfs.judge(lossy_file_server(), {}), slow_writes()}));

    const auto triage = test::triage_of(story);

    REQUIRE(triage.causes.size() == 1);
    const auto& cause = triage.causes.front();
    CHECK(test::name_of(cause) == "storage.server_or_path");
    CHECK(cause.subject == "nas01");
    CHECK(cause.confidence == Confidence::firm);
    CHECK(cause.findings.size() == 5);
    CHECK(triage.others.empty());
}

}  // namespace diag::report
