// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/person_fields.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t reach = 160;
constexpr Table capitals = table_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", false);

/// Fields only a person has, as they stand in JSON, in XML, in YAML and as Java prints objects.
constexpr std::array<std::string_view, 23> personal_fields{
    "personid",    "idclass",   "gender",      "similarityscore", "externalid", "faceid",
    "rootperson",  "age\":",    "age=",        "person\":",       "people\":",  "person{",
    "person [",    "person(",   "<person",     "birth",           "identity.",  "apellido=",
    "apellido\":", "lastname=", "lastname\":", "<people",         "givenname"};

constexpr auto first_bytes = [] {
    Table table{};
    for (const auto field : personal_fields) {
        const auto first = static_cast<unsigned char>(field.front());
        table[first] = true;
        if (first >= 'a' && first <= 'z') table[first - 32] = true;
    }
    return table;
}();

/// "personId", "rootPersonId", "<person": not "interfaceId", nor the end of "message".
bool begins_part(std::string_view text, std::size_t at) {
    return at == 0 || !in(alphanumerics, text[at]) || in(capitals, text[at]) ||
           !in(alphanumerics, text[at - 1]);
}

bool personal_field_at(std::string_view text, std::size_t at) {
    return in(first_bytes, text[at]) && begins_part(text, at) &&
           std::any_of(personal_fields.begin(), personal_fields.end(),
                       [&](std::string_view field) { return says(text, at, field); });
}

bool has_personal_field(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at)
        if (personal_field_at(text, at)) return true;
    return false;
}

/// Whether one begins in [from, to). Looks at each byte once, however many names ask for what is
/// beside them.
bool holds_personal_field(Reading& reading, std::size_t from, std::size_t to) {
    auto& known = reading.impersonal;
    if (reading.personal_field >= from && reading.personal_field < to) return true;
    const bool goes_on = known.from <= from && from <= known.to;
    for (auto at = goes_on ? known.to : from; at < to; ++at)
        if (personal_field_at(reading.text, at)) {
            reading.personal_field = at;
            return true;
        }
    known = {goes_on ? known.from : from, goes_on ? std::max(to, known.to) : to};
    return false;
}

std::string_view unindented(std::string_view line) { return line.substr(indentation(line)); }

/// Whether a line begins an entry of a list in YAML.
bool begins_entry(std::string_view line) { return unindented(line).starts_with("- "); }

/// How far a line is indented; the mark of an entry counts with it.
std::size_t depth_of(std::string_view line) {
    const auto at = indentation(line);
    return line.substr(at).starts_with("- ") ? skip(line, blanks, at + 1, line.size()) : at;
}

/// Whether a line may be of an object that is printed over lines: it is indented, or begins with a
/// name in quotes or a tag. Lines of logs do not.
bool may_be_member(std::string_view line) {
    const char second = byte_at(line, 1);
    const bool tag = line.starts_with('<') && second != '/' && !in(digits, second);
    return tag || line.starts_with('"') || depth_of(line) > 0;
}

/// Whether a line above an object calls it a person's: "person": {, or <person>, or person:
bool calls_person(std::string_view heading) {
    return has_personal_field(heading) || same_words(heading, "person:") ||
           same_words(heading, "people:");
}

/// Told by the lines above the one at `line`, which is indented by `depth`.
bool told_above(std::string_view text, std::size_t line, std::size_t depth, std::size_t floor) {
    bool within = !begins_entry(text.substr(line, reach));  // whether more of the object is above
    while (line > floor) {
        const auto end = line - 1;
        line = line_start(text, end, end - floor);
        if (line > 0 && text[line - 1] != '\n') return false;
        const auto above = text.substr(line, end - line);
        const auto own = depth_of(above);
        if (own > depth || (own == depth && !within && depth > 0)) continue;
        if (own == depth) {
            if (!may_be_member(above)) return false;
            if (has_personal_field(above)) return true;
            within = !begins_entry(above);
            continue;
        }
        auto heading = unindented(above);
        if (heading.ends_with('\r')) heading.remove_suffix(1);
        if (calls_person(heading)) return true;
        if (heading != "{" && heading != "[") return false;
        depth = own;
        within = false;
    }
    return false;
}

/// Told by the lines from `line` on, up to the end of the object.
bool told_below(std::string_view text, std::size_t line, std::size_t depth, std::size_t bound) {
    while (line < bound) {
        const auto end = line_end(text, line, bound - line);
        const auto below = text.substr(line, end - line);
        line = end + 1;
        const auto own = depth_of(below);
        if (own > depth) continue;
        if (own < depth || begins_entry(below) || !may_be_member(below)) return false;
        if (has_personal_field(below)) return true;
    }
    return false;
}

}  // namespace

bool beside_a_person(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    const auto begin = line_start(text, from, reach);
    const auto end = line_end(text, to, reach);
    if (holds_personal_field(reading, begin, end)) return true;
    const auto line = text.substr(begin, end - begin);
    if ((begin > 0 && text[begin - 1] != '\n') || !may_be_member(line)) return false;
    const auto depth = depth_of(line);
    const auto floor = from > reach ? from - reach : 0;
    return told_above(text, begin, depth, floor) ||
           told_below(text, end + 1, depth, std::min(text.size(), to + reach));
}

std::string_view field_value(std::string_view text, const Opening& opening) {
    auto at = opening.at;
    const auto bound = line_end(text, at, longest_person + 1);
    if (opening.form == Form::element) {
        const auto rest = text.substr(at, bound - at);
        return rest.substr(0, std::min({rest.find('<'), rest.find("&lt;"), rest.find("\\u003c"),
                                        rest.find("\\u003C")}));
    }
    if (const auto quote = quote_at(text, at); quote.length != 0) {
        at += quote.length;
        return text.substr(at, std::min(quotation_end(text, at, quote), bound) - at);
    }
    auto end = at;
    for (; end < bound; ++end) {
        if (std::string_view(",;)]}<&|\"\r\0", 11).find(text[end]) != npos) break;
        if (text[end] == ' ' && (name_follows(text, end + 1) || byte_at(text, end + 1) == ' '))
            break;
    }
    while (end > at && (text[end - 1] == ' ' || text[end - 1] == '.')) --end;
    return text.substr(at, end - at);
}

bool says_nothing(std::string_view value) {
    return value.empty() || value.size() > longest_person || is_no_secret(value) ||
           value.front() == '{' || value.front() == '[' || begins_sentence(value);
}

}  // namespace diag::redact
