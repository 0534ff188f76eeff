// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "agent/report/triage/telling.hpp"

namespace diag::report {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

SuspectWords by_rule(const Suspect& suspect, const Voice& voice) {
    const auto& words = suspect.rule->words[static_cast<std::size_t>(voice.language())];
    const Parameters parameters{{"subject", isolated(suspect.subject)},
                                {"count", std::to_string(suspect.count)}};
    const auto answer = voice(suspect.level == "L3" ? "triage.yes" : "triage.no");
    return {.what = filled(words.what, parameters),
            .where = {},
            .who = {},
            .now = filled(words.now, parameters),
            .beyond = answer + " " + filled(words.beyond, parameters),
            .confidence = {}};
}

/// The finding's own words. What L2 or L3 must mend, the first line hands on.
SuspectWords by_finding(const Suspect& suspect, const Voice& voice) {
    const auto words = voice.explain(*suspect.findings.front().finding);
    SuspectWords told{.what = words.title,
                      .where = {},
                      .who = {},
                      .now = first_line(words.remedy),
                      .beyond = voice("triage.not_known"),
                      .confidence = {}};
    if (words.level != "L1" || words.remedy.empty())
        told.now = voice(words.level == "L3" ? "triage.hand_to_vendor" : "triage.hand_on");
    if (!words.level.empty())
        told.beyond = voice(words.level == "L3" ? "triage.yes" : "triage.no") + " " +
                      voice("triage.mended_by." + words.level);
    return told;
}

std::string confidence_of(const Suspect& suspect, const Voice& voice) {
    return voice("confidence." + std::string(name_of(suspect.confidence)));
}

}  // namespace

SuspectWords words_of(const Suspect& suspect, const Voice& voice) {
    auto words = suspect.rule ? by_rule(suspect, voice) : by_finding(suspect, voice);
    words.where = voice("triage.not_known");
    if (!suspect.level.empty()) {
        words.where = voice.knowledge().cause_label(suspect.cause, voice.language());
        words.who = suspect.level + " " + voice("level." + suspect.level);
    }
    words.confidence = confidence_of(suspect, voice);
    return words;
}

SilenceWords words_of_silence(const Story& story, const Voice& voice) {
    std::string names;
    for (const auto& chapter : story.chapters) {
        const auto& findings = chapter.judgement.findings;
        const bool unknown = std::ranges::any_of(
            findings, [](const Finding& finding) { return finding.severity == Severity::unknown; });
        if (unknown || chapter.outcome.ending != exchange::Ending::complete)
            names += (names.empty() ? "" : ", ") + voice.collector(chapter.collector);
    }
    return {.why = voice("triage.could_not_tell", {{"what", names}}),
            .now = voice("triage.could_not_tell_now")};
}

std::string evidence_of(const std::vector<Ranked>& findings, const Voice& voice, std::size_t most) {
    std::vector<std::string_view> ids;
    for (const auto& each : findings)
        if (std::ranges::find(ids, each.finding->id) == ids.end()) ids.push_back(each.finding->id);
    std::string text;
    for (std::size_t at = 0; at < ids.size() && at < most; ++at)
        text += (at == 0 ? "" : ", ") + std::string(ids[at]);
    if (ids.size() > most)
        text += " " + voice("more_findings", {{"count", count_text(ids.size() - most)}});
    return text;
}

}  // namespace diag::report
