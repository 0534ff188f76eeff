// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "agent/report/triage/telling.hpp"

namespace diag::report {
namespace {

/// Where each finding stands in the list of findings.
using Places = std::map<const Finding*, std::uint64_t>;

/// Findings by their place in the list of findings, with what names them and their evidence.
json::array places_of(const std::vector<Ranked>& findings, const Places& order) {
    json::array places;
    for (const auto& each : findings) {
        json::array evidence;
        for (const auto& name : each.finding->evidence) evidence.emplace_back(name);
        places.push_back({{"at", order.at(each.finding)},
                          {"id", each.finding->id},
                          {"collector", each.chapter->collector},
                          {"evidence", std::move(evidence)}});
    }
    return places;
}

json::object to_json(const Suspect& suspect, const Voice& voice, const Places& order) {
    const auto words = words_of(suspect, voice);
    json::value beyond = suspect.level == "L3";
    if (suspect.level.empty()) beyond = nullptr;
    return {{"rule", suspect.rule ? suspect.rule->id : ""},
            {"subject", suspect.subject},
            {"severity", name_of(suspect.severity)},
            {"cause", suspect.level.empty() ? "" : name_of(suspect.cause)},
            {"level", suspect.level},
            {"beyond_l2", std::move(beyond)},
            {"confidence", name_of(suspect.confidence)},
            {"what", words.what},
            {"now", words.now},
            {"beyond", words.beyond},
            {"findings", places_of(suspect.findings, order)}};
}

/// The paragraph as one line.
std::string paragraph_of(const Triage& triage, const Story& story, const Voice& voice) {
    if (triage.outcome == Triage::Outcome::could_not_tell) {
        const auto words = words_of_silence(story, voice);
        return words.why + " " + words.now;
    }
    if (triage.outcome == Triage::Outcome::nothing_wrong) return voice("nothing_found") + ".";
    if (triage.causes.empty()) return voice("nothing_examined") + ".";
    const auto& first = triage.causes.front();
    const auto words = words_of(first, voice);
    auto text = voice("triage.likely") + ": " + words.what + " " + voice("triage.where") + ": " +
                words.where + (words.who.empty() ? "" : ", " + words.who) + ". " +
                words.confidence + " " + voice("triage.now") + ": " + words.now + " " +
                voice("triage.beyond") + ": " + words.beyond + " " + voice("evidence") + ": " +
                evidence_of(first.findings, voice) + ".";
    if (triage.causes.size() > 1)
        text += " " + voice("triage.also") + ": " + words_of(triage.causes[1], voice).what;
    return text;
}

}  // namespace

json::value triage_json(const Story& story, const Knowledge& knowledge,
                        const std::vector<Ranked>& list) {
    Places order;
    for (const auto& each : list) order.emplace(each.finding, order.size());
    const Voice voice(knowledge, Language::en);
    const auto triage = triaged(story, knowledge);
    json::array causes;
    for (const auto& suspect : triage.causes) causes.push_back(to_json(suspect, voice, order));
    return json::object{{"outcome", name_of(triage.outcome)},
                        {"paragraph", paragraph_of(triage, story, voice)},
                        {"causes", std::move(causes)},
                        {"others", places_of(triage.others, order)}};
}

}  // namespace diag::report
