// SPDX-License-Identifier: Apache-2.0
// One case: how it stands, and what happens in it, signed by the engineer who says so.
#include <unistd.h>

#include <array>

#include "agent/cases/dates.hpp"
#include "desk/commands/case_history.hpp"
#include "desk/commands/case_told.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/saying.hpp"
#include "desk/commands/signing.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::desk {
namespace {

using cases::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 8> actions{{
    {"--open", Kind::opened},
    {"--respond", Kind::responded},
    {"--update", Kind::updated},
    {"--notice", Kind::noticed},
    {"--pause", Kind::paused},
    {"--resume", Kind::resumed},
    {"--grade", Kind::severity},
    {"--close", Kind::closed},
}};

/// What is to be noted; nothing: the case is shown. Fails with refused for two things at once.
Result<std::optional<Kind>> action_of(const Invocation& invocation) {
    std::optional<Kind> wanted;
    for (const auto& [option, kind] : actions) {
        if (!invocation.has(option)) continue;
        if (wanted) return Error{Fault::refused, "one thing at a time"};
        wanted = kind;
    }
    return wanted;
}

/// What the site told of the case, from a bundle that was opened.
Result<std::optional<CaseTold>> told_by(const Invocation& invocation, const std::string& number) {
    if (!invocation.has("--from")) return std::optional<CaseTold>{};
    auto told = case_told_in(invocation.value("--from"), number);
    if (!told) return told.error();
    return std::optional{std::move(*told)};
}

Result<Time> time_of(const Invocation& invocation, Time now) {
    if (!invocation.has("--at")) return now;
    auto at = since_from(invocation.value("--at"), now);
    if (!at) return Error{Fault::refused, "--at: " + at.error().what};
    return at;
}

Result<cases::Entry> entry_of(const Invocation& invocation, const cases::History& history,
                              Kind kind, const Certificate& engineer,
                              const std::string& severity_told) {
    const auto now = system_clock().now();
    const auto at = time_of(invocation, now);
    if (!at) return at.error();
    const auto word = invocation.value("--grade", invocation.value("--severity", severity_told));
    const auto severity = cases::severity_named(word);
    if (!word.empty() && !severity)
        return Error{Fault::refused,
                     "expected a severity of high, medium or low, not \"" + printable(word) + "\""};
    const auto reason =
        kind == Kind::paused ? invocation.value("--pause") : invocation.value("--reason");
    return history.next(kind, *at, one_line(engineer.name()), reason, severity);
}

int note(const Invocation& invocation, const CaseDesk& desk, const cases::History& history,
         Kind kind) {
    const auto signer = signer_of(invocation, desk.home, desk.trust, system_clock().now());
    if (!signer) return failure(signer.error());
    const auto told = told_by(invocation, history.number());
    if (!told) return failure(told.error());
    const auto entry = entry_of(invocation, history, kind, signer->certificate,
                                *told ? (*told)->notes.severity : std::string());
    if (!entry) return failure(entry.error());
    const auto document = cases::History::signed_document(*entry, signer->certificate, signer->key);
    if (!document) return failure(document.error());
    if (const auto holds = follows(desk, history.number(), *document); !holds)
        return failure(holds.error());
    const auto kept = *told ? desk.book->add_told(history.number(), entry->n, *document,
                                                  json::write(to_json(**told)))
                            : desk.book->add(history.number(), entry->n, *document);
    if (!kept) return failure(kept.error());
    return print("Case " + history.number() + ", entry " + std::to_string(entry->n) + ": " +
                 std::string(name_of(kind)) + ", " +
                 cases::local_text(desk.calendar.zone, entry->at) + "\n");
}

json::object as_json(const cases::History& history, const std::vector<cases::Due>& clocks,
                     const std::optional<CaseTold>& told) {
    return {{"case", history.number()},
            {"state", standing_of(history)},
            {"severity", history.entries().empty() ? "" : name_of(history.severity())},
            {"clocks", clocks_json(clocks)},
            {"entries", history.to_json()},
            {"told", told ? json::value(to_json(*told)) : json::value()}};
}

std::string as_text(const cases::History& history, const std::vector<cases::Due>& clocks,
                    const cases::Calendar& calendar, const std::optional<CaseTold>& told) {
    auto text = "Case " + printable(history.number()) + ", " + standing_of(history);
    const auto facts =
        told ? "\n" + table(rows_of(*told), 0, terminal_width(STDOUT_FILENO)) : std::string();
    if (history.entries().empty()) return text + " here.\n" + facts;
    text += ", severity " + std::string(name_of(history.severity())) + "\n\n";
    std::vector<TableRow> rows;
    for (const auto& each : clocks)
        rows.push_back({std::string(name_of(each.clock)), in_words(each, calendar)});
    text += table(rows, 2, terminal_width(STDOUT_FILENO)) +
            "  business days: " + cases::in_words(calendar) + "\n\n";
    rows.clear();
    for (const auto& each : history.entries()) {
        const auto noted = each.noted_later();
        rows.push_back({cases::local_text(calendar.zone, each.at), std::string(name_of(each.kind)),
                        each.severity ? std::string(name_of(*each.severity)) : std::string(),
                        printable(each.by),
                        noted ? "noted " + cases::local_text(calendar.zone, *noted) : std::string(),
                        printable(each.reason)});
    }
    return text + table(rows, 2, terminal_width(STDOUT_FILENO)) + facts;
}

int show(const Invocation& invocation, const CaseDesk& desk, const cases::History& history) {
    std::vector<cases::Due> clocks;
    if (!history.entries().empty()) {
        auto all = history.clocks(desk.calendar, system_clock().now());
        if (!all) return failure(all.error());
        clocks = std::move(*all);
    }
    const auto told = case_told(*desk.book, history.number());
    if (!told) return failure(told.error());
    return print(invocation.has("--json") ? json::write_pretty(as_json(history, clocks, *told))
                                          : as_text(history, clocks, desk.calendar, *told));
}

int run_case(const Invocation& invocation) {
    const auto& number = invocation.positionals().front();
    if (!cases::is_number(number))
        return usage("a case number has at most 64 letters, digits, '-', '_' and '#'");
    const auto action = action_of(invocation);
    if (!action) return usage(action.error().what);
    const auto desk = case_desk(invocation);
    if (!desk) return failure(desk.error());
    const auto history = history_of(*desk, number);
    if (!history) return failure(history.error());
    if (*action) return note(invocation, *desk, *history, **action);
    const auto told = told_by(invocation, number);
    if (!told) return failure(told.error());
    if (*told)
        if (const auto kept = keep_told(*desk->book, number, **told); !kept)
            return failure(kept.error());
    return show(invocation, *desk, *history);
}

constexpr Option options[] = {
    {.name = "--open", .value = {}, .help = "it was handed to support: its clocks run"},
    {.name = "--respond", .value = {}, .help = "the first response was given"},
    {.name = "--update", .value = {}, .help = "the reseller was told how it stands"},
    {.name = "--notice",
     .value = {},
     .help = "the reseller was told that it takes longer, and a solution agreed on"},
    {.name = "--pause", .value = "REASON", .help = "its clocks stand, and why: stays on record"},
    {.name = "--resume", .value = {}, .help = "they run again"},
    {.name = "--grade",
     .value = "SEVERITY",
     .help = "it has another severity, from the opening on",
     .complete = "high medium low"},
    {.name = "--close", .value = {}, .help = "solved for good"},
    {.name = "--severity",
     .value = "SEVERITY",
     .help = "open: high, medium or low",
     .complete = "high medium low"},
    {.name = "--from",
     .value = "DIR",
     .help = "an opened bundle: what its case says is kept and shown, also without anything to "
             "note, and its severity is the case's when it opens; when support got it says --at "
             "alone, as that starts support's own clocks",
     .complete = "directory"},
    {.name = "--at",
     .value = "TIME",
     .help = "when it happened, as 2026-11-23T20:33:28Z; 2h: two hours ago; default: now"},
    {.name = "--reason", .value = "TEXT", .help = "a word on it, which stays on record"},
    calendar_option,
    desk_option,
    key_option,
    certificate_option,
    passphrase_option,
};

}  // namespace

const Command case_command{
    .name = "case",
    .summary = "one case: what is due, and what happened",
    .description =
        "Shows a case and its clocks: first response, updates, notice, by the support agreement "
        "and the desk's calendar. With one of the options it notes what happened, as an entry that "
        "the engineer signs and that holds the digest of the one before: none can be changed or "
        "taken out later but the last. --from takes along what the site wrote, and which "
        "screenshots are in its bundle. Works on the desk's own directory, also while its server "
        "runs.",
    .example =
        "safr-desk case 4711 --open --severity high --desk /srv/desk\n"
        "safr-desk case 4711 --open --from CASE --desk /srv/desk\n"
        "safr-desk case 4711 --respond --at 10m --desk /srv/desk\n"
        "safr-desk case 4711 --pause \"waiting for the site's logs\" --desk /srv/desk\n"
        "safr-desk case 4711 --desk /srv/desk",
    .options = options,
    .positional = {.name = "NUMBER", .least = 1, .most = 1},
    .run = run_case};

}  // namespace diag::desk
