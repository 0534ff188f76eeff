// SPDX-License-Identifier: Apache-2.0
// Servers with something wrong, made of findings alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/report/triage/triage.hpp"

namespace diag::test {

inline Finding found(std::string id, Severity severity = Severity::warning,
                     Parameters parameters = {}) {
    return {.id = std::move(id),
            .severity = severity,
            .parameters = std::move(parameters),
            .evidence = {"item"}};
}

/// A file server that must be asked again, and what comes of it.
inline const std::vector<Finding> slow_store{
    found("nfs.retransmissions", Severity::warning, {{"server", "nas01"}, {"count", "90"}}),
    found("nfs.slow", Severity::warning, {{"server", "nas01"}}), found("logs.slow_object_write")};

inline std::vector<Finding> with(std::vector<Finding> findings, const std::vector<Finding>& more) {
    findings.insert(findings.end(), more.begin(), more.end());
    return findings;
}

/// Each finding in the chapter its id begins with; every collector ended well.
inline report::Story story_of(const std::vector<Finding>& findings) {
    report::Story story;
    for (const auto& finding : findings) {
        const auto collector = finding.id.substr(0, finding.id.find('.'));
        report::Chapter* chapter = nullptr;
        for (auto& each : story.chapters)
            if (each.collector == collector) chapter = &each;
        if (!chapter) {
            chapter = &story.chapters.emplace_back();
            chapter->collector = collector;
            chapter->outcome.collector = collector;
            chapter->outcome.ending = exchange::Ending::complete;
        }
        chapter->judgement.findings.push_back(finding);
    }
    return story;
}

inline report::Triage triage_of(const report::Story& story) {
    return report::triaged(story, report::Knowledge::builtin());
}

/// "storage.disk_full", or the id of the finding that stands for itself.
inline std::string name_of(const report::Suspect& suspect) {
    return suspect.rule ? suspect.rule->id : suspect.findings.front().finding->id;
}

inline std::vector<std::string> causes_of(const report::Story& story) {
    std::vector<std::string> names;
    const auto triage = triage_of(story);
    for (const auto& suspect : triage.causes) names.push_back(name_of(suspect));
    return names;
}

inline std::vector<std::string> causes_of(const std::vector<Finding>& findings) {
    return causes_of(story_of(findings));
}

}  // namespace diag::test
