// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/notes.hpp"

#include <algorithm>
#include <cctype>

#include "agent/exchange/fields.hpp"
#include "platform/text.hpp"

namespace diag::cases {
namespace {

constexpr std::size_t longest_number = 64;
constexpr std::size_t longest_text = 256 << 10;  // as the case's file
constexpr std::size_t most_clocks = 8;
// Fewer letters than this say nothing that somebody far away could work with.
constexpr std::size_t shortest_account = 20;

bool says_enough(const std::string& text) { return trimmed(text).size() >= shortest_account; }

std::optional<Time> time_at(const json::value& document, std::string_view key) {
    return exchange::time_from(json::text_at(document, key).value_or(""));
}

std::optional<Due> due_from(const json::value& document) {
    const auto clock = clock_named(json::text_at(document, "clock").value_or(""));
    const auto state = state_named(json::text_at(document, "state").value_or(""));
    if (!clock || !state) return std::nullopt;
    Due due{*clock, *state, time_at(document, "at"), time_at(document, "met"),
            time_at(document, "noted")};
    const auto late = json::integer_at(document, "late").value_or(0);
    due.late = late > 0 ? static_cast<std::size_t>(late) : 0;
    const bool has_end = *state == State::due || *state == State::overdue;
    if (has_end && !due.at) return std::nullopt;
    return due;
}

}  // namespace

bool is_empty(const Notes& notes) {
    return std::all_of(texts.begin(), texts.end(),
                       [&](const auto& each) { return (notes.*each.second).empty(); });
}

bool is_number(std::string_view text) {
    return text.size() <= longest_number &&
           std::all_of(text.begin(), text.end(), [](unsigned char letter) {
               return std::isalnum(letter) != 0 || letter == '-' || letter == '_' || letter == '#';
           });
}

std::vector<std::string_view> lacks(const Notes& notes, const Along& along) {
    std::vector<std::string_view> missing;
    const auto need = [&](bool there, std::string_view what) {
        if (!there) missing.push_back(what);
    };
    need(says_enough(notes.problem), "problem");
    need(says_enough(notes.impact), "impact");
    need(says_enough(notes.steps), "steps");
    need(severity_named(notes.severity).has_value(), "severity");
    need(!trimmed(notes.product).empty() && !trimmed(notes.version).empty(), "version");
    need(!trimmed(notes.contact).empty() || !trimmed(notes.alternate).empty(), "contact");
    need(!trimmed(notes.on_site).empty(), "on_site");
    need(trimmed(notes.on_site).empty() || !trimmed(notes.on_site_when).empty(), "on_site_when");
    need(along.bundle, "bundle");
    need(along.screenshots || !trimmed(notes.no_screenshots).empty(), "screenshots");
    return missing;
}

json::object to_json(const Notes& notes) {
    json::object document;
    for (const auto& [key, text] : texts) document[key] = notes.*text;
    if (!notes.no_screenshots.empty()) document["no_screenshots"] = notes.no_screenshots;
    if (notes.opened) document["opened"] = to_text(*notes.opened);
    json::array clocks;
    for (const auto& each : notes.clocks) {
        json::object due{{"clock", name_of(each.clock)}, {"state", name_of(each.state)}};
        if (each.at) due["at"] = to_text(*each.at);
        if (each.met) due["met"] = to_text(*each.met);
        if (each.noted) due["noted"] = to_text(*each.noted);
        if (each.late > 0) due["late"] = each.late;
        clocks.push_back(std::move(due));
    }
    if (!clocks.empty()) document["clocks"] = std::move(clocks);
    return document;
}

Notes notes_from(const json::value& document) {
    Notes notes;
    for (const auto& [key, text] : texts)
        notes.*text = json::text_at(document, key).value_or("").substr(0, longest_text);
    notes.no_screenshots =
        json::text_at(document, "no_screenshots").value_or("").substr(0, longest_text);
    notes.opened = time_at(document, "opened");
    for (const auto& each : json::list_at(document, "clocks"))
        if (const auto due = due_from(each); due && notes.clocks.size() < most_clocks)
            notes.clocks.push_back(*due);
    return notes;
}

}  // namespace diag::cases
