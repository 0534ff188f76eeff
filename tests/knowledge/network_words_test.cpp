// SPDX-License-Identifier: Apache-2.0
// Every finding the network collector can make comes up on some server, and has words for it.
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

std::vector<Finding> all_found() {
    std::vector<Finding> all;
    const auto seeds = fs::path(DIAG_FIXTURES) / "../fuzz/corpus/network_evidence";
    for (const auto& seed : fs::directory_iterator(seeds))
        for (auto& finding : collectors::network.judge(evidence_in(seed.path()), {}).findings)
            all.push_back(std::move(finding));
    return all;
}

}  // namespace

TEST_CASE("knowledge: every finding about the network comes up, and reads well in all languages") {
    const auto& knowledge = report::Knowledge::builtin();
    std::set<std::string> seen;
    for (const auto& finding : all_found()) {
        seen.insert(finding.id);
        for (const auto language : report::all_languages) {
            CAPTURE(finding.id);
            const auto words = knowledge.explain(finding, language);
            CHECK(words.title != finding.id);
            for (const auto& text : {words.title, words.detail, words.remedy, words.verify})
                CHECK((!text.empty() && text.find('{') == std::string::npos));
        }
    }
    for (const auto& id : knowledge.finding_ids())
        if (id.starts_with("network.")) {
            CAPTURE(id);
            CHECK(seen.contains(id));
        }
}
