// SPDX-License-Identifier: Apache-2.0
// Findings out of a foreign bundle, triaged: none is lost or told twice, the graver cause comes
// first, and their order changes nothing.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>

#include "agent/report/triage/telling.hpp"

namespace {

using namespace diag;

std::string told(const report::Story& story) {
    const auto triage = report::triaged(story, report::Knowledge::builtin());
    std::set<const Finding*> seen;
    std::string text;
    const auto take = [&](const std::vector<report::Ranked>& findings) {
        for (const auto& each : findings) {
            if (!seen.insert(each.finding).second) std::abort();
            text += each.finding->id + " ";
        }
    };
    for (const auto& cause : triage.causes) {
        text += (cause.rule ? cause.rule->id : "-") + "@" + cause.subject + ": ";
        if (cause.findings.empty()) std::abort();
        take(cause.findings);
    }
    take(triage.others);
    std::size_t all = 0;
    for (const auto& chapter : story.chapters) all += chapter.judgement.findings.size();
    if (seen.size() != all) std::abort();
    if (!std::ranges::is_sorted(triage.causes, std::greater{}, &report::Suspect::severity))
        std::abort();
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto document = json::parse({reinterpret_cast<const char*>(data), size});
    if (!document) return 0;
    auto judgement = judgement_from(*document);
    if (!judgement) return 0;
    report::Story story;
    story.chapters.resize(2);
    story.chapters[0].collector = "nfs";
    story.chapters[1].collector = "logs";
    bool other = false;
    for (auto& finding : judgement->findings)
        story.chapters[(other = !other) ? 0 : 1].judgement.findings.push_back(std::move(finding));

    const auto before = told(story);
    for (auto& chapter : story.chapters) std::ranges::reverse(chapter.judgement.findings);
    std::ranges::reverse(story.chapters);
    if (told(story) != before) std::abort();
    return 0;
}
