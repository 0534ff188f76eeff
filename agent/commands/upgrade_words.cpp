// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/upgrade_words.hpp"

#include "agent/commands/command_here.hpp"
#include "platform/layout.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using upgrade::Condition;
using upgrade::State;

std::string said_text(const Condition& condition, const report::Voice& voice) {
    std::string all;
    for (const auto& said : condition.said)
        all += (all.empty() ? "" : " ") + voice(said.phrase, said.parameters);
    return printable(all);
}

std::string title_of(const Condition& condition, const report::Voice& voice) {
    return voice("upgrade.condition." + condition.id);
}

std::string conditions_text(const Preconditions& preconditions, const report::Voice& voice,
                            std::size_t width) {
    std::vector<TableRow> rows;
    for (const auto& condition : preconditions.conditions)
        rows.push_back({voice("upgrade.state." + std::string(name_of(condition.state))),
                        title_of(condition, voice), said_text(condition, voice)});
    return table(rows, 2, width);
}

/// A finding with what to do about it.
std::string remedy_text(const Finding& finding, const report::Voice& voice, std::size_t width) {
    const auto words = voice.knowledge().explain(finding, voice.language());
    return paragraph(printable(words.title), 2, width) +
           paragraph(printable(words.remedy), 4, width);
}

std::string remedies_text(const Preconditions& preconditions, const report::Voice& voice,
                          std::size_t width) {
    std::string text;
    for (const auto& condition : preconditions.conditions) {
        if (condition.findings.empty()) continue;
        text += "\n" + title_of(condition, voice) + "\n";
        for (const auto& finding : condition.findings) text += remedy_text(finding, voice, width);
    }
    return text;
}

std::vector<std::string_view> reminders_for(const Preconditions& preconditions) {
    std::vector<std::string_view> all{"announce", "faces"};
    if (preconditions.cluster) all.insert(all.end(), {"drain", "order", "mixed"});
    if (!preconditions.from.empty()) all.push_back("way_back");
    return all;
}

std::string reminder_text(std::string_view name, const Preconditions& preconditions,
                          const report::Voice& voice) {
    return voice("upgrade.reminder." + std::string(name), {{"from", preconditions.from.text()}});
}

json::value as_json(const Condition& condition, const report::Voice& voice) {
    json::array said, findings;
    for (const auto& each : condition.said)
        said.emplace_back(printable(voice(each.phrase, each.parameters)));
    for (const auto& each : condition.findings) {
        const auto words = voice.knowledge().explain(each, voice.language());
        findings.push_back({{"id", each.id},
                            {"severity", name_of(each.severity)},
                            {"title", printable(words.title)},
                            {"remedy", printable(words.remedy)}});
    }
    return {{"condition", condition.id},
            {"state", upgrade::name_of(condition.state)},
            {"in_the_way", condition.stands_in_the_way()},
            {"said", std::move(said)},
            {"findings", std::move(findings)}};
}

}  // namespace

std::vector<std::string> Preconditions::in_the_way() const {
    std::vector<std::string> ids;
    for (const auto& condition : conditions)
        if (condition.stands_in_the_way()) ids.push_back(condition.id);
    return ids;
}

std::string text_of(const Preconditions& preconditions, const report::Voice& voice,
                    std::size_t width) {
    const auto from =
        preconditions.from.empty() ? voice("upgrade.version_unknown") : preconditions.from.text();
    auto text = voice("upgrade.title", {{"from", from}, {"to", preconditions.to.text()}}) + "\n\n" +
                conditions_text(preconditions, voice, width) +
                remedies_text(preconditions, voice, width) + "\n" + voice("upgrade.keep_in_mind") +
                "\n";
    std::vector<TableRow> reminders;
    for (const auto name : reminders_for(preconditions))
        reminders.push_back({"-", reminder_text(name, preconditions, voice)});
    return text + table(reminders, 2, width) + "\n";
}

json::object json_of(const Preconditions& preconditions, const report::Knowledge& knowledge) {
    const report::Voice voice(knowledge, report::Language::en);
    json::array conditions, reminders;
    for (const auto& condition : preconditions.conditions)
        conditions.push_back(as_json(condition, voice));
    for (const auto name : reminders_for(preconditions))
        reminders.emplace_back(reminder_text(name, preconditions, voice));
    return {{"from", preconditions.from.text()},
            {"to", preconditions.to.text()},
            {"conditions", std::move(conditions)},
            {"reminders", std::move(reminders)}};
}

}  // namespace diag::commands
