// SPDX-License-Identifier: Apache-2.0
// Every finding the backups collector can make has words in which nothing is left open.
#include <doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "agent/report/knowledge.hpp"
#include "collectors/catalog.hpp"
#include "platform/text.hpp"

using namespace diag;

namespace {

namespace fs = std::filesystem;

/// A seed of the fuzzer, a server each: items parted by zero bytes.
Evidence evidence_in(const fs::path& seed) {
    std::ifstream file(seed, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    Evidence evidence;
    for (const auto part : parts_of(text, '\0')) {
        const auto end = part.find('\n');
        if (end != part.npos)
            evidence.insert_or_assign(std::string(part.substr(0, end)),
                                      std::string(part.substr(end + 1)));
    }
    return evidence;
}

/// What the judge says of all of them.
Judgement all_judged() {
    Judgement all;
    const auto seeds = fs::path(DIAG_FIXTURES) / "../fuzz/corpus/backups_evidence";
    for (const auto& seed : fs::directory_iterator(seeds)) {
        auto judgement = collectors::backups.judge(evidence_in(seed.path()), {});
        for (auto& finding : judgement.findings) all.findings.push_back(std::move(finding));
        for (auto& fact : judgement.facts) all.facts.push_back(std::move(fact));
        for (auto& chart : judgement.charts) all.charts.push_back(std::move(chart));
    }
    return all;
}

bool is_ours(const std::string& id) { return id.starts_with("backups."); }

}  // namespace

TEST_CASE("knowledge: findings about backups read well in every language, nothing left open") {
    const auto& knowledge = report::Knowledge::builtin();
    for (const auto& finding : all_judged().findings)
        for (const auto language : report::all_languages) {
            CAPTURE(finding.id);
            const auto words = knowledge.explain(finding, language);
            CHECK(words.title != finding.id);
            for (const auto& text : {words.title, words.detail, words.remedy, words.verify})
                CHECK((!text.empty() && text.find('{') == std::string::npos));
        }
}

TEST_CASE("knowledge: every finding and fact about backups comes up on some server") {
    const auto& knowledge = report::Knowledge::builtin();
    const auto all = all_judged();
    std::set<std::string> findings, facts;
    for (const auto& finding : all.findings) findings.insert(finding.id);
    for (const auto& fact : all.facts) facts.insert(fact.id);

    for (const auto& id : knowledge.finding_ids()) {
        CAPTURE(id);
        if (is_ours(id)) CHECK(findings.contains(id));
    }
    for (const auto& id : knowledge.fact_ids()) {
        CAPTURE(id);
        if (is_ours(id)) CHECK(facts.contains(id));
    }
    for (const auto& chart : all.charts) CHECK(knowledge.has_chart(chart.id));
}
