// SPDX-License-Identifier: Apache-2.0
// Every finding the backups collector can make has words in which nothing is left open.
#include <doctest.h>

#include <fstream>
#include <iterator>

#include "agent/report/knowledge.hpp"
#include "collectors/catalog.hpp"
#include "platform/text.hpp"

using namespace diag;

namespace {

/// The seed of the fuzzer: a server on which much is wrong, as items parted by zero bytes.
Evidence much_is_wrong() {
    std::ifstream file(std::string(DIAG_FIXTURES) + "/../fuzz/corpus/backups_evidence/all",
                       std::ios::binary);
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

}  // namespace

TEST_CASE("knowledge: findings about backups read well in every language, nothing left open") {
    const auto& knowledge = report::Knowledge::builtin();
    const auto findings = collectors::backups.judge(much_is_wrong(), {}).findings;

    CHECK(findings.size() >= 8);
    for (const auto& finding : findings)
        for (const auto language : report::all_languages) {
            CAPTURE(finding.id);
            const auto words = knowledge.explain(finding, language);
            CHECK(words.title != finding.id);
            for (const auto& text : {words.title, words.detail, words.remedy, words.verify})
                CHECK((!text.empty() && text.find('{') == std::string::npos));
        }
}
