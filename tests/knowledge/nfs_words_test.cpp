// SPDX-License-Identifier: Apache-2.0
// Every finding the nfs collector can make is brought out by a case, and has words for it.
#include <doctest.h>

#include "agent/report/knowledge.hpp"
#include "collectors/catalog.hpp"
#include "tests/collectors/nfs_cases.hpp"

using namespace diag;

TEST_CASE("knowledge: every finding about NFS is brought out by a case and reads well") {
    const auto& knowledge = report::Knowledge::builtin();
    std::set<std::string> seen;
    for (const auto& each : test::nfs_cases())
        for (const auto& finding : collectors::nfs.judge(each.evidence, {}).findings) {
            seen.insert(finding.id);
            for (const auto language : report::all_languages) {
                CAPTURE(finding.id);
                const auto words = knowledge.explain(finding, language);
                CHECK(words.title != finding.id);
                for (const auto& text : {words.title, words.detail, words.remedy, words.verify}) {
                    CHECK(text.find('{') == std::string::npos);
                    CHECK_FALSE(text.empty());
                }
            }
        }
    for (const auto& id : knowledge.finding_ids())
        if (id.starts_with("nfs.")) {
            CAPTURE(id);
            CHECK(seen.contains(id));
        }
}

TEST_CASE("knowledge: what no check can see of NFS is said to be seen by a collection") {
    std::set<std::string> with, without;
    for (auto& each : test::nfs_cases()) {
        for (const auto& finding : collectors::nfs.judge(each.evidence, {}).findings)
            with.insert(finding.id);
        std::erase_if(each.evidence, [](const auto& item) {
            return item.first.starts_with("inside.") || item.first.starts_with("canary.");
        });
        for (const auto& finding : collectors::nfs.judge(each.evidence, {}).findings)
            without.insert(finding.id);
    }
    CHECK(with.size() > without.size());
    for (const auto& id : with) {
        CAPTURE(id);
        CHECK(report::Knowledge::builtin().is_collected(id) == !without.contains(id));
    }
}
