// SPDX-License-Identifier: Apache-2.0
#include "agent/report/joint.hpp"

namespace diag::report {
namespace {

constexpr std::int64_t joint_format = 1;  ///< docs/findings-format.md

json::value in_ms(const std::optional<milliseconds>& span) {
    return span ? json::value(span->count()) : json::value();
}

json::value time_or_null(const std::optional<Time>& time) {
    return time ? json::value(to_text(*time)) : json::value();
}

json::array words_of(const std::vector<std::string>& words) {
    json::array list;
    for (const auto& word : words) list.emplace_back(word);
    return list;
}

json::object clock_of(const ClockOffset& clock) {
    return {{"known", clock.ahead.has_value()},
            {"ahead_ms", in_ms(clock.ahead)},
            {"doubt_ms", clock.ahead ? json::value(clock.doubt.count()) : json::value()},
            {"least_ms", in_ms(clock.least)},
            {"most_ms", in_ms(clock.most)},
            {"by", words_of(clock.by)},
            {"set_aside", words_of(clock.set_aside)}};
}

json::object node_of(const Joint& joint, std::size_t at) {
    const auto& node = joint.nodes[at];
    json::object collectors;
    for (const auto& chapter : node.story.chapters)
        collectors[chapter.collector] = exchange::name_of(chapter.outcome.ending);
    return {
        {"node", letter_of(at)},
        {"bundle_id", node.story.bundle_id},
        {"agent_id", node.agent},
        {"agent", node.receipt.agent},
        {"site", node.receipt.site},
        {"name", name_of(node)},
        {"host", node.host},
        {"server", node.story.server},
        {"role", node.role},
        {"database", node.database},
        {"agent_version", node.story.agent_version},
        {"created", to_text(node.story.created)},
        {"window", {{"since", to_text(node.story.since)}, {"until", to_text(node.story.until)}}},
        {"clock", clock_of(joint.clocks[at])},
        {"collectors", std::move(collectors)}};
}

json::object finding_of(const Shared& shared, const Knowledge& knowledge) {
    json::array seen;
    for (const auto& each : shared.seen) {
        json::object parameters;
        for (const auto& [name, value] : each.finding->parameters) parameters[name] = value;
        seen.push_back({{"node", letter_of(each.node)},
                        {"severity", name_of(each.finding->severity)},
                        {"title", knowledge.explain(*each.finding, Language::en).title},
                        {"parameters", std::move(parameters)}});
    }
    return {{"id", shared.id},
            {"collector", shared.seen.front().chapter->collector},
            {"severity", name_of(shared.severity)},
            {"seen", std::move(seen)}};
}

json::object event_of(const Event& event, const Knowledge& knowledge) {
    return {
        {"at", time_or_null(event.corrected)},
        {"told", to_text(event.told)},
        {"by", event.by_desk ? "desk" : "node"},
        {"node", letter_of(event.node)},
        {"to_the_minute", event.to_the_minute},
        {"what", event.what},
        {"finding", event.finding ? json::value(event.finding->id) : json::value()},
        {"severity", event.finding ? json::value(name_of(event.finding->severity)) : json::value()},
        {"title", event.finding ? knowledge.explain(*event.finding, Language::en).title
                                : knowledge.phrase("event." + event.what, Language::en)}};
}

}  // namespace

json::value joint_json(const Joint& joint, const Knowledge& knowledge) {
    json::array nodes, findings, events;
    for (std::size_t at = 0; at < joint.nodes.size(); ++at) nodes.push_back(node_of(joint, at));
    for (const auto& shared : shared_findings(joint))
        findings.push_back(finding_of(shared, knowledge));
    const auto told = timeline(joint);
    for (const auto& event : told.events) events.push_back(event_of(event, knowledge));
    return json::object{{"format", joint_format},
                        {"made", to_text(joint.made)},
                        {"made_by", joint.made_by},
                        {"case", joint.nodes.empty() ? "" : joint.nodes.front().story.notes.number},
                        {"reference", name_of(joint.reference)},
                        {"desk_asked", joint.desk_asked},
                        {"names_match", false},
                        {"nodes", std::move(nodes)},
                        {"findings", std::move(findings)},
                        {"timeline", std::move(events)},
                        {"timeline_left_out", told.left_out}};
}

}  // namespace diag::report
