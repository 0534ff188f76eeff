// SPDX-License-Identifier: Apache-2.0
// Persons: in fields whose names say so, in fields called "name" beside what only persons have, in
// lines that tell of one, and as ARES writes them.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/given_names.hpp"
#include "agent/redact/name_fields.hpp"
#include "agent/redact/person_fields.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;

/// What stands before "name" in a field that holds a person's.
constexpr std::array<std::string_view, 22> whose{
    "first",   "last",     "full",   "person",   "given",   "family",  "middle", "sur",
    "visitor", "employee", "member", "holder",   "guest",   "patient", "maiden", "nick",
    "fore",    "vor",      "nach",   "familien", "student", "resident"};
/// Fields that hold a person's name as often as another's.
constexpr std::array<std::string_view, 5> anyones{"", "display", "user", "owner", "contact"};

std::string_view without_marks(std::string_view name) {
    while (!name.empty() && (name.back() == '_' || name.back() == '-' || name.back() == ' '))
        name.remove_suffix(1);
    return name;
}

bool ends_with_words(std::string_view text, std::string_view words) {
    return text.size() >= words.size() && says(text, text.size() - words.size(), words);
}

/// Where a person is named after the word that ends at `at`: past a noun, a colon, a quote.
std::size_t named_at(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 6> nouns{"person",   "visitor", "employee",
                                                    "identity", "face",    "as"};
    for (int count = 0; count < 2; ++count) {
        if (std::string_view(":,=").find(byte_at(text, at)) != npos && at < text.size()) ++at;
        if (byte_at(text, at) == ' ') ++at;
        for (const auto noun : nouns)
            if (says(text, at, noun) && !in(word_bytes, byte_at(text, at + noun.size())))
                at += noun.size();
    }
    return at;
}

/// "staff", "visitor": what ARES writes of a person's class, which is nobody's.
bool is_class(std::string_view word) {
    constexpr std::array<std::string_view, 15> classes{
        "staff",   "visitor",  "guest", "threat",  "concern",    "stranger", "vip",   "employee",
        "student", "resident", "no",    "unknown", "contractor", "customer", "member"};
    return std::find(classes.begin(), classes.end(), word) != classes.end();
}

}  // namespace

void recognise_name(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    const bool plural = lower(byte_at(text, to)) == 's';  // "visitorNames": a list
    if (plural) ++to;
    if (in(word_bytes, byte_at(text, to)) || byte_at(text, to) == '.') return;
    const auto name = name_around(text, from, to);
    if (name.to != to) return;
    const auto take = plural ? take_listed_field : take_field;
    auto before = without_marks(text.substr(name.from, from - name.from));
    for (const auto each : whose)
        if (ends_with_words(before, each)) return take(reading, name, true);
    before.remove_prefix(before.rfind('.') + 1);
    if (before.starts_with("--")) before.remove_prefix(2);
    for (const auto each : anyones)
        if (same_words(before, each)) return take(reading, name, false);
}

void recognise_quoted_name(Reading& reading, std::size_t from, std::size_t to) {
    const auto end = skip(reading.text, alphanumerics, from + 1, to);  // "cn", or \"cn\"
    take_field(reading, name_around(reading.text, from + 1, end), false);
}

void recognise_listed_name(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "people": [, and "cn:" above a list of YAML
    const auto begin = from + quote_at(text, from).length;
    const auto end = skip(text, alphanumerics, begin, to);
    const auto name = name_around(text, begin, end);
    if (name.from == begin) take_listed_field(reading, name, false);
}

void recognise_foreign_name(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "nombre", "createdBy": as "name" alone
    const auto name = name_around(text, from, to);
    if (name.to == to && name.from == from) take_field(reading, name, false);
}

void recognise_surname(Reading& reading, std::size_t from, std::size_t to) {
    auto name = name_around(reading.text, from, to);
    if (lower(byte_at(reading.text, to)) == 's') ++to;
    if (name.to == to) take_field(reading, name, true);
}

void recognise_identity(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    const auto name = name_around(text, from, to);
    const auto after = text.substr(to, name.to - to);
    if (!after.empty() && !same_words(after, "number") && !same_words(after, "no")) return;
    if (from > name.from && in(alphanumerics, text[from - 1]) && to - from < 6) return;
    const auto opening = opening_after(text, name);
    if (!opening || opening->at >= text.size() || opening->form == Form::quotation) return;
    const auto value = field_value(text, *opening);
    if (!says_nothing(value) && value.size() > 1) take_part(reading, value, Kind::person, *opening);
}

void recognise_told_person(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    const char next = byte_at(text, to);
    if ((next != ' ' && next != ':' && next != ',' && next != '=') ||
        (from > 0 && in(word_bytes, text[from - 1])))
        return;
    auto at = named_at(text, to);
    const auto quote = quote_at(text, at);
    at += quote.length;
    const auto length = name_length(text.substr(at, longest_person));
    if (length == 0) return;
    const auto name = text.substr(at, length);
    const bool quoted = quote.length != 0 && byte_at(text, at + length) == quote.mark;
    const auto first = name.substr(0, name.find(' '));
    if (quoted || first.size() < name.size() || is_given_name(first))
        reading.take(at, at + length, Kind::person);
}

void recognise_ares(Reading& reading, std::size_t from, std::size_t to) {
    // XXX 2019-08-08 20:48:19 17.12sec site1 camera1 staff Steve m 51 -> Too Late
    const auto text = reading.text;
    if (from > 0 && text[from - 1] != '\n') return;
    const auto bound = line_end(text, to, 512);
    const auto line = text.substr(0, bound);
    const auto delay = line.substr(0, std::min(bound, to + 48)).find("sec ", to);
    if (delay == npos) return;
    const auto end = line.find(" -> ", delay);
    if (end == npos) return;
    auto at = delay + 4;
    for (int field = 0; field < 2; ++field) {  // site, source
        const auto gap = std::min(line.find(' ', at), end);
        at = skip(text, blanks, gap, end);
    }
    const auto gap = std::min(line.find(' ', at), end);
    if (at < end && is_class(text.substr(at, gap - at))) at = skip(text, blanks, gap, end);
    if (!is_no_secret(text.substr(at, end - at))) reading.take(at, end, Kind::person);
}

}  // namespace diag::redact
