// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/tell.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace diag;
using exchange::Ending;

namespace {

Judgement judge_seen(const Evidence& evidence, const Thresholds&) {
    Judgement judgement;
    for (const auto& [name, value] : evidence)
        judgement.facts.push_back({name, value ? *value : ""});
    return judgement;
}

Judgement judge_throws(const Evidence&, const Thresholds&) { throw std::runtime_error("rules"); }

Collector collector_judging(Judgement (*judge)(const Evidence&, const Thresholds&)) {
    return {.id = "disk", .judge = judge};
}

}  // namespace

TEST_CASE("tell: a judge sees what became of its collector's attachments") {
    const stream::Passed passed{.name = "app.log", .size = 7};

    const auto chapter =
        collect::judged(collector_judging(judge_seen), {}, {.collector = "disk"}, {&passed, 1}, {});

    REQUIRE(chapter.judgement.facts.size() == 1);
    CHECK(chapter.judgement.facts[0].id == "passed");
    CHECK(chapter.judgement.facts[0].value.find("\"app.log\"") != std::string::npos);
}

TEST_CASE("tell: a judge that throws yields a finding, never silence") {
    const auto chapter =
        collect::judged(collector_judging(judge_throws), {}, {.collector = "disk"}, {}, {});

    REQUIRE(chapter.judgement.findings.size() == 1);
    CHECK(chapter.judgement.findings[0].id == "agent.not_judged");
    CHECK(chapter.judgement.findings[0].severity == Severity::unknown);
}

TEST_CASE(
    "tell: a collector that was cut short is a finding with the measured value and the limit") {
    const exchange::Outcome outcome{.collector = "disk",
                                    .ending = Ending::timed_out,
                                    .overrun = exchange::Overrun{"ms", 30012, 30000}};

    const auto chapter = collect::judged(collector_judging(judge_seen), {}, outcome, {}, {});

    REQUIRE(chapter.judgement.findings.size() == 1);
    const auto& parameters = chapter.judgement.findings[0].parameters;
    CHECK(chapter.judgement.findings[0].id == "agent.collector_incomplete");
    CHECK(parameters.at("measured") == "30012 ms");
    CHECK(parameters.at("limit") == "30000 ms");
}

TEST_CASE("tell: every known signature has a finding with words") {
    const auto known = report::Knowledge::builtin().finding_ids();

    for (const auto& signature : collect::known_signatures()) {
        CAPTURE(signature.id);
        CHECK(std::find(known.begin(), known.end(), signature.id) != known.end());
    }
    CHECK(collect::known_signatures().size() > 10);
}
