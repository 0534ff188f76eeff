// SPDX-License-Identifier: Apache-2.0
// What a case lacks, and how it stands.
#include <unistd.h>

#include <algorithm>

#include "agent/cases/dates.hpp"
#include "agent/commands/case.hpp"
#include "agent/commands/case_identity.hpp"
#include "agent/commands/mailed_bundle.hpp"
#include "agent/commands/output_width.hpp"
#include "agent/commands/screenshots.hpp"
#include "agent/commands/setting.hpp"
#include "agent/report/case_words.hpp"
#include "platform/json.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using report::Voice;

/// A file may be deleted after its bundle was sent: that one was made says enough. One that is
/// there, or was named, must hold as it must for a message.
Result<cases::Along> along(const Invocation& invocation, const std::filesystem::path& state,
                           const cases::Notes& notes) {
    const auto known = newest_bundle_of(state, notes);
    const auto bundle = enclosed(invocation, known);
    if (!bundle) return bundle.error();
    return cases::Along{.bundle = *bundle || known, .screenshots = names_screenshots(notes)};
}

/// What is lacking, and which screenshots are none that could leave.
std::vector<std::string> lacking(const CaseHere& here, const cases::Along& with,
                                 const std::vector<Seen>& seen, const Voice& voice) {
    auto sentences = report::lacking(here.notes, with, voice);
    for (const auto& each : seen)
        if (!each.screenshot) sentences.push_back(in_words(each, voice));
    return sentences;
}

std::string check_text(const std::vector<std::string>& sentences, const std::vector<Seen>& seen,
                       const Voice& voice) {
    auto text = sentences.empty() ? voice("check.complete")
                                  : voice.counted("check.lacks", sentences.size());
    text += "\n";
    for (const auto& each : sentences) text += paragraph("- " + each, 2, output_width());
    for (const auto& each : seen)
        if (each.screenshot)
            text += paragraph(voice("check.screenshot", {{"shot", in_words(*each.screenshot)}}), 0,
                              output_width());
    if (seen.empty() && sentences.empty())
        text += paragraph(voice("check.screenshots"), 0, output_width());
    return text;
}

json::object check_json(const CaseHere& here, const cases::Along& with,
                        const std::vector<Seen>& seen) {
    json::array keys, screenshots;
    for (const auto key : cases::lacks(here.notes, with)) keys.emplace_back(key);
    if (std::ranges::any_of(seen, [](const Seen& each) { return !each.screenshot; }))
        keys.emplace_back("screenshots");
    for (const auto& each : seen) {
        json::object one{{"file", each.file}};
        if (each.screenshot) {
            one["width"] = each.screenshot->size.width;
            one["height"] = each.screenshot->size.height;
            one["bytes"] = each.screenshot->bytes;
            one["sha256"] = each.screenshot->sha256;
        } else {
            one["failure"] = each.screenshot.error().what;
        }
        screenshots.push_back(std::move(one));
    }
    return {{"lacks", std::move(keys)}, {"screenshots", std::move(screenshots)}};
}

std::string clock_line(const cases::Due& due, const cases::Calendar& calendar, const Voice& voice) {
    return report::in_words(due, voice,
                            [&](Time at) { return cases::local_text(calendar.zone, at); });
}

std::string clocks_text(const CaseHere& here, const Voice& voice) {
    if (here.notes.clocks.empty()) return voice("case_show.no_clocks") + "\n";
    std::vector<TableRow> rows;
    for (const auto& each : here.notes.clocks)
        rows.push_back({voice("due." + std::string(name_of(each.clock))),
                        clock_line(each, here.calendar, voice)});
    return table(rows, 2, output_width()) + "  " +
           voice("case_show.calendar", {{"calendar", cases::in_words(here.calendar)}}) + "\n";
}

std::string history_text(const cases::History& history, const CaseHere& here, const Voice& voice) {
    if (history.entries().empty()) return {};
    const auto& zone = here.calendar.zone;
    std::vector<TableRow> rows;
    for (const auto& each : history.entries()) {
        const auto noted = each.noted_later();
        rows.push_back({cases::local_text(zone, each.at), std::string(name_of(each.kind)),
                        each.severity ? std::string(name_of(*each.severity)) : std::string(),
                        noted ? voice("due.noted", {{"noted", cases::local_text(zone, *noted)}})
                              : std::string(),
                        each.reason});
    }
    return table(rows, 2, output_width());
}

json::object as_json(const CaseHere& here, const cases::History& history) {
    auto document = cases::to_json(here.notes);
    json::array attachments;
    for (const auto& each : here.notes.attachments) attachments.emplace_back(each);
    document["attachments"] = std::move(attachments);
    document["calendar"] = cases::in_words(here.calendar);
    document["entries"] = history.to_json();
    return document;
}

std::string as_text(const CaseHere& here, const cases::History& history, const Voice& voice) {
    std::vector<TableRow> rows;
    for (const auto& [key, text] : cases::texts)
        if (!(here.notes.*text).empty())
            rows.push_back({std::string(key), printable(trimmed(here.notes.*text))});
    if (!here.notes.no_screenshots.empty())
        rows.push_back({"no screenshots", printable(trimmed(here.notes.no_screenshots))});
    for (const auto& each : here.notes.attachments)
        rows.push_back({is_screenshot(each) ? "screenshot" : "attachment", one_line(each)});
    return table(rows, 0, output_width()) + "\n" + clocks_text(here, voice) +
           history_text(history, here, voice);
}

}  // namespace

int case_check(const Invocation& invocation, const std::filesystem::path& state) {
    const auto here = case_here(invocation, state);
    if (!here) return failure(here.error());
    const Voice voice(report::Knowledge::builtin(), here->language);
    warn_unless_known(here->notes);
    const auto all = along(invocation, state, here->notes);
    if (!all) return failure(all.error());
    const auto seen = look_at_screenshots(here->notes, scope_here(here->config));
    const auto sentences = lacking(*here, *all, seen, voice);
    const auto code = sentences.empty() ? exit_code::done : exit_code::input;
    const auto printed =
        print(invocation.has("--json") ? json::write_pretty(check_json(*here, *all, seen))
                                       : check_text(sentences, seen, voice));
    return printed == exit_code::done ? code : printed;
}

int case_show(const Invocation& invocation, const std::filesystem::path& state) {
    const auto here = case_here(invocation, state);
    if (!here) return failure(here.error());
    const auto history = case_history(state, here->notes.number);
    if (!history) return failure(history.error());
    const Voice voice(report::Knowledge::builtin(), here->language);
    const auto printed =
        print(invocation.has("--json") ? json::write_pretty(as_json(*here, *history))
                                       : as_text(*here, *history, voice));
    const bool overdue = std::ranges::any_of(here->notes.clocks, [](const cases::Due& each) {
        return each.state == cases::State::overdue;
    });
    return printed == exit_code::done && overdue ? exit_code::input : printed;
}

}  // namespace diag::commands
