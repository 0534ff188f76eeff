// SPDX-License-Identifier: Apache-2.0
#include "agent/report/case_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "platform/text.hpp"

namespace diag::report {
namespace {

constexpr std::size_t case_limit = 256 << 10;
constexpr std::size_t number_limit = 64;

struct Field {
    std::string_view key;
    std::string CaseNotes::*place;
};

constexpr std::array fields{
    Field{"number", &CaseNotes::number},   Field{"severity", &CaseNotes::severity},
    Field{"problem", &CaseNotes::problem}, Field{"impact", &CaseNotes::impact},
    Field{"steps", &CaseNotes::steps},     Field{"contact", &CaseNotes::contact}};

bool is_number(std::string_view given) {
    return given.size() <= number_limit &&
           std::all_of(given.begin(), given.end(), [](unsigned char letter) {
               return std::isalnum(letter) != 0 || letter == '-' || letter == '_' || letter == '#';
           });
}

Error mistake(const std::string& file, const toml::source_region& where, const std::string& what) {
    return {Fault::malformed, file + ":" + std::to_string(where.begin.line) + ": " + what};
}

Result<CaseNotes> notes_from(const std::string& file, const toml::table& table) {
    CaseNotes notes;
    for (const auto& [key, value] : table) {
        const auto field =
            std::find_if(fields.begin(), fields.end(),
                         [name = key.str()](const Field& each) { return each.key == name; });
        if (field == fields.end())
            return mistake(file, key.source(),
                           std::string(key.str()) +
                               ": expected number, severity, problem, impact, "
                               "steps or contact");
        const auto text = value.value_exact<std::string>();
        if (!text)
            return mistake(file, value.source(), std::string(key.str()) + ": expected a text");
        notes.*field->place = *text;
    }
    if (!is_number(notes.number))
        return Error{Fault::malformed, file + ": number: expected letters, digits, - and _"};
    constexpr std::array severities{"", "high", "medium", "low"};
    if (std::find(severities.begin(), severities.end(), notes.severity) == severities.end())
        return Error{Fault::malformed,
                     file + ": severity: expected \"high\", \"medium\" or \"low\""};
    return notes;
}

}  // namespace

Result<CaseNotes> case_notes(Files& files, const std::string& given) {
    if (given.empty()) return CaseNotes{};
    const auto text = files.read(given, case_limit);
    if (!text && text.error().fault == Fault::absent && is_number(given))
        return CaseNotes{.number = given};
    if (!text) return Error{text.error().fault, "--case: " + text.error().what};
    if (const auto line = first_control_character(*text))
        return Error{Fault::malformed, given + ":" + std::to_string(*line) +
                                           ": a control character, which no TOML text has"};
    try {
        return notes_from(given, toml::parse(*text));
    } catch (const toml::parse_error& error) {
        return mistake(given, error.source(), std::string(error.description()));
    }
}

}  // namespace diag::report
