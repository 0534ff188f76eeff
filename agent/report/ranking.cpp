// SPDX-License-Identifier: Apache-2.0
#include "agent/report/ranking.hpp"

namespace diag::report {

std::vector<Ranked> ranked(const Story& story) {
    std::vector<Ranked> order;
    for (const auto severity : worst_first)
        for (const auto& chapter : story.chapters)
            for (const auto& finding : chapter.judgement.findings)
                if (finding.severity == severity) order.push_back({&chapter, &finding});
    return order;
}

std::size_t count_of(const Story& story, Severity severity) {
    std::size_t count = 0;
    for (const auto& chapter : story.chapters)
        for (const auto& finding : chapter.judgement.findings)
            count += finding.severity == severity ? 1 : 0;
    return count;
}

std::vector<const Chapter*> cut_short(const Story& story) {
    std::vector<const Chapter*> chapters;
    for (const auto& chapter : story.chapters)
        if (chapter.outcome.ending != exchange::Ending::complete) chapters.push_back(&chapter);
    return chapters;
}

}  // namespace diag::report
