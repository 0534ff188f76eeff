// SPDX-License-Identifier: Apache-2.0
// What holds of triage whatever was found: of findings by chance, and of very many.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <set>

#include "agent/report/triage/triage.hpp"
#include "tests/report/triage/cases.hpp"

namespace diag::report {
namespace {

using test::causes_of;
using test::found;
using test::slow_store;
using test::story_of;
using test::triage_of;
using test::with;
using enum Severity;

/// Some findings of the catalogue, any severity, some about the same things.
std::vector<Finding> some_findings(std::mt19937& random) {
    static const auto ids = Knowledge::builtin().finding_ids();
    std::vector<Finding> findings;
    const auto count = random() % 25;
    for (std::size_t i = 0; i < count; ++i)
        findings.push_back(found(ids[random() % ids.size()], static_cast<Severity>(random() % 4),
                                 {{"server", "nas0" + std::to_string(random() % 2)},
                                  {"mount", "/srv/" + std::to_string(random() % 2)},
                                  {"count", std::to_string(random() % 5)}}));
    return findings;
}

/// All that triage says, as text that can be compared.
std::string told(const Triage& triage) {
    std::string text(name_of(triage.outcome));
    const auto list = [&](const std::vector<Ranked>& findings) {
        for (const auto& each : findings) {
            text += " " + each.finding->id;
            for (const auto& [name, value] : each.finding->parameters) text += "," + value;
        }
    };
    for (const auto& suspect : triage.causes) {
        text += "\n" + test::name_of(suspect) + "@" + suspect.subject + " " +
                std::string(name_of(suspect.confidence)) + ":";
        list(suspect.findings);
    }
    text += "\n-:";
    list(triage.others);
    return text;
}

TEST_CASE("triage: whatever was found, the order of findings does not matter and none is lost") {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        auto findings = some_findings(random);
        const auto story = story_of(findings);
        const auto triage = triage_of(story);

        std::set<const Finding*> seen;
        const auto take = [&](const std::vector<Ranked>& list) {
            for (const auto& each : list) CHECK(seen.insert(each.finding).second);
        };
        for (const auto& suspect : triage.causes) take(suspect.findings);
        take(triage.others);
        CHECK(seen.size() == findings.size());

        std::ranges::shuffle(findings, random);
        const auto other = story_of(findings);
        CHECK(told(triage) == told(triage_of(other)));
    }
}

TEST_CASE("triage: whatever was found, causes stand worst first") {
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        const auto story = story_of(some_findings(random));
        const auto triage = triage_of(story);
        CHECK(std::ranges::is_sorted(triage.causes, std::greater{}, &Suspect::severity));
        const auto blocks = blocks_of(triage);
        CHECK(std::ranges::is_sorted(blocks, std::greater{}, [](const Block& block) {
            return block.findings.front().finding->severity;
        }));
    }
}

TEST_CASE("triage: a finding that no rule knows does not change what rules say") {
    std::mt19937 random(13);
    for (int round = 0; round < 300; ++round) {
        const auto findings = some_findings(random);
        const auto by_rules = [](const std::vector<Finding>& all) {
            std::vector<std::string> names;
            const auto story = story_of(all);
            const auto triage = triage_of(story);
            for (const auto& suspect : triage.causes)
                if (suspect.rule) names.push_back(suspect.rule->id + suspect.subject);
            return names;
        };
        const auto severity = static_cast<Severity>(random() % 4);
        CHECK(by_rules(findings) == by_rules(with(findings, {found("agent.novel", severity)})));
    }
}

TEST_CASE("triage: an unrelated warning does not change the cause") {
    const auto before = causes_of(slow_store);
    for (const auto* id : {"system.thp_always", "mongo.votes_even", "backups.no_copy_elsewhere"})
        CHECK(causes_of(with(slow_store, {found(id)})) == before);
}

TEST_CASE("triage: a forged bundle of many findings takes no long time") {
    std::vector<Finding> many;
    for (int i = 0; i < 20'000; ++i)
        many.push_back(found(i % 2 == 0 ? "nfs.slow" : "nfs.retransmissions", critical,
                             {{"server", "nas" + std::to_string(i / 2)}}));
    const auto story = story_of(many);
    const auto begun = std::chrono::steady_clock::now();
    const auto triage = triage_of(story);

    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
    CHECK(triage.causes.size() == 16);
}

}  // namespace
}  // namespace diag::report
