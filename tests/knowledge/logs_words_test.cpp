// SPDX-License-Identifier: Apache-2.0
// Every finding the logs collector can make has words, and no placeholder is left open in them.
#include <doctest.h>

#include <set>
#include <string>

#include "agent/report/knowledge.hpp"
#include "collectors/catalog.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"
#include "tests/fakes.hpp"

using namespace diag;

namespace {

/// Every finding of judge at once, from worlds where everything is wrong.
std::vector<Finding> all_findings() {
    std::vector<Finding> all;
    const auto text = test::fixture("logs/evidence.txt");
    Evidence evidence;
    const auto judge = [&] {
        for (auto& found : collectors::logs.judge(evidence, {}).findings) all.push_back(found);
        evidence.clear();
    };
    judge();
    for (const auto line : lines_of(text)) {
        if (line.empty() || line.front() == '#') continue;
        if (line == "judge") {
            judge();
            continue;
        }
        const auto tab = line.find('\t');
        evidence.insert_or_assign(std::string(line.substr(0, tab)),
                                  std::string(line.substr(tab + 1)));
    }
    return all;
}

}  // namespace

TEST_CASE("knowledge: every finding about logs reads well in every language, nothing left open") {
    const auto& knowledge = report::Knowledge::builtin();

    for (const auto& finding : all_findings())
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

TEST_CASE("knowledge: the evidence of that test brings out every finding that is no signature") {
    const auto& knowledge = report::Knowledge::builtin();
    std::set<std::string> seen;
    for (const auto& finding : all_findings()) seen.insert(finding.id);
    for (const auto& signature : knowledge.signatures()) seen.insert(signature.id);

    for (const auto& id : knowledge.finding_ids())
        if (id.starts_with("logs.")) {
            CAPTURE(id);
            CHECK(seen.contains(id));
        }
}
