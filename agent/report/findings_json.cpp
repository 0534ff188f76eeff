// SPDX-License-Identifier: Apache-2.0
#include "agent/report/ranking.hpp"
#include "agent/report/triage/telling.hpp"

namespace diag::report {
namespace {

constexpr std::int64_t findings_format = 1;  ///< docs/findings-format.md

json::object to_json(const Ranked& ranked, const Knowledge& knowledge) {
    const auto& finding = *ranked.finding;
    const auto words = knowledge.explain(finding, Language::en);
    json::object parameters;
    for (const auto& [name, value] : finding.parameters) parameters[name] = value;
    json::array evidence;
    for (const auto& name : finding.evidence) evidence.emplace_back(name);
    return {{"id", finding.id},
            {"collector", ranked.chapter->collector},
            {"severity", name_of(finding.severity)},
            {"cause", words.level.empty() ? "" : name_of(words.cause)},
            {"level", words.level},
            {"title", words.title},
            {"detail", words.detail},
            {"remedy", words.remedy},
            {"verify", words.verify},
            {"parameters", std::move(parameters)},
            {"evidence", std::move(evidence)}};
}

json::object summary_of(const Story& story) {
    json::object counts;
    for (const auto severity : worst_first)
        counts[name_of(severity)] = static_cast<std::uint64_t>(count_of(story, severity));
    counts["incomplete_collectors"] = static_cast<std::uint64_t>(cut_short(story).size());
    return counts;
}

}  // namespace

json::value findings_json(const Story& story, const Knowledge& knowledge) {
    json::object thresholds;
    for (const auto& [key, value] : story.thresholds) thresholds[key] = value;
    json::array findings;
    const auto order = ranked(story);
    for (const auto& entry : order) findings.push_back(to_json(entry, knowledge));
    json::array collectors;
    for (const auto& chapter : story.chapters)
        collectors.push_back({{"id", chapter.collector},
                              {"outcome", exchange::to_json(chapter.outcome)},
                              {"judgement", diag::to_json(chapter.judgement)}});
    return json::object{
        {"format", findings_format},
        {"bundle_id", story.bundle_id},
        {"agent_version", story.agent_version},
        {"server", story.server},
        {"created", to_text(story.created)},
        {"window", {{"since", to_text(story.since)}, {"until", to_text(story.until)}}},
        {"summary", summary_of(story)},
        {"findings", std::move(findings)},
        {"triage", triage_json(story, knowledge, order)},
        {"thresholds", std::move(thresholds)},
        {"collectors", std::move(collectors)}};
}

}  // namespace diag::report
