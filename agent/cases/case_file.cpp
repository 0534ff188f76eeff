// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/case_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>

#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::cases {
namespace {

constexpr std::size_t most_attachments = 64;
constexpr std::size_t longest_path = 4'096;  // PATH_MAX

Error mistake(const std::string& file, const toml::source_region& where, const std::string& what) {
    return {Fault::malformed, file + ":" + std::to_string(where.begin.line) + ": " + what};
}

std::string known_keys() {
    std::string all;
    for (const auto& [key, text] : texts) all += std::string(key) + ", ";
    return all + "id, opened, attachments or screenshots";
}

/// "2026-11-23T20:33:28Z", with seconds and a zone: what it means must not hang on where it is
/// read.
std::optional<Time> opened_at(const toml::node& value) {
    const auto text = value.value_exact<std::string>().value_or("");
    if (text.size() < 20 || (text.back() != 'Z' && text.find_first_of("+-", 19) == text.npos))
        return std::nullopt;
    const auto time = starting_from(text, Time{});
    return time ? std::optional{*time} : std::nullopt;
}

/// "none: it cannot be seen": why; "" as a new case's file has it.
Result<std::string> no_screenshots_of(const std::string& file, const toml::node& value) {
    constexpr std::string_view none = "none:";
    const auto text = value.value_exact<std::string>();
    if (text && text->empty()) return std::string();
    std::string why;
    if (text && lowered(*text).starts_with(none))
        why = trimmed(std::string_view(*text).substr(none.size()));
    if (!why.empty()) return why;
    return mistake(file, value.source(),
                   "screenshots: expected \"none: \" and why there are none; those that there are "
                   "belong in attachments");
}

Result<> check_notes(const std::string& file, const Notes& notes) {
    if (!is_number(notes.number))
        return Error{Fault::malformed, file + ": number: expected letters, digits, - and _"};
    if (!is_number(notes.id))
        return Error{Fault::malformed, file + ": id: expected one as safr-diag case new writes it"};
    constexpr std::array severities{"", "high", "medium", "low"};
    if (std::find(severities.begin(), severities.end(), notes.severity) == severities.end())
        return Error{Fault::malformed,
                     file + ": severity: expected \"high\", \"medium\" or \"low\""};
    return {};
}

Result<std::vector<std::string>> attachments_of(const std::string& file, const toml::node& value) {
    const auto expected = [&](const toml::node& at) {
        return mistake(file, at.source(), "attachments: expected a list of at most 64 file names");
    };
    const auto* list = value.as_array();
    if (!list || list->size() > most_attachments) return expected(value);
    const auto beside = std::filesystem::path(file).parent_path();
    std::vector<std::string> all;
    for (const auto& each : *list) {
        const auto text = each.value_exact<std::string>().value_or("");
        if (text.empty() || text.size() > longest_path) return expected(each);
        all.push_back((beside / text).native());
    }
    return all;
}

/// Nothing: no text has that key.
std::optional<std::string Notes::*> text_named(std::string_view key) {
    if (key == "id") return &Notes::id;
    const auto field = std::find_if(texts.begin(), texts.end(),
                                    [&](const auto& each) { return each.first == key; });
    return field == texts.end() ? std::nullopt : std::optional{field->second};
}

Result<Notes> notes_from(const std::string& file, const toml::table& table) {
    Notes notes;
    notes.file = file;
    const auto beside = std::filesystem::path(file).parent_path();
    notes.folder = beside.empty() ? "." : beside.native();
    for (const auto& [key, value] : table) {
        const auto name = key.str();
        if (name == "opened") {
            notes.opened = opened_at(value);
            if (!notes.opened)
                return mistake(file, value.source(),
                               "opened: expected a time such as \"2026-11-23T20:33:28Z\"");
            continue;
        }
        if (name == "screenshots") {
            auto why = no_screenshots_of(file, value);
            if (!why) return why.error();
            notes.no_screenshots = std::move(*why);
            continue;
        }
        if (name == "attachments") {
            auto list = attachments_of(file, value);
            if (!list) return list.error();
            notes.attachments = std::move(*list);
            continue;
        }
        const auto field = text_named(name);
        if (!field)
            return mistake(file, key.source(), std::string(name) + ": expected " + known_keys());
        const auto text = value.value_exact<std::string>();
        if (!text) return mistake(file, value.source(), std::string(name) + ": expected a text");
        notes.** field = *text;
    }
    if (const auto fits = check_notes(file, notes); !fits) return fits.error();
    return notes;
}

}  // namespace

Result<Notes> notes_of(const std::string& text, const std::string& file) {
    if (const auto line = first_control_character(text))
        return Error{Fault::malformed, file + ":" + std::to_string(*line) +
                                           ": a control character, which no TOML text has"};
    try {
        return notes_from(file, toml::parse(text));
    } catch (const toml::parse_error& error) {
        return mistake(file, error.source(), std::string(error.description()));
    }
}

Result<Notes> notes_in(Files& files, const std::string& given) {
    if (given.empty()) return Notes{};
    const auto text = files.read(given, case_limit);
    if (!text && text.error().fault == Fault::absent && is_number(given)) {
        Notes notes;
        notes.number = given;
        return notes;
    }
    if (!text) return text.error();
    return notes_of(*text, given);
}

std::string toml_text(std::string_view text) {
    const auto clean = printable(text);
    std::string written;
    for (const char letter : clean) {
        if (letter == '"' || letter == '\\') written += '\\';
        written += letter;
    }
    if (clean.find('\n') == clean.npos) return "\"" + written + "\"";
    return "\"\"\"\n" + written + "\"\"\"";
}

}  // namespace diag::cases
