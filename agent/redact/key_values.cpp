// SPDX-License-Identifier: Apache-2.0
// Values of keys whose names say "secret": text, JSON (also inside strings), XML, YAML, properties,
// INI, query strings, connection strings, command lines. In doubt more is taken, not less.
#include "agent/redact/key_values.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/below.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/nested.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;

/// "--token TOKEN" of a program's help.
bool is_metavariable(std::string_view text, const Opening& opening, const Name& name,
                     std::string_view value) {
    const auto word = text.substr(name.word_from, name.word_to - name.word_from);
    return opening.form == Form::argument && same_words(value, lowered(word)) && value != word;
}

void take_unquoted(Reading& reading, const Opening& opening, const Name& name) {
    const auto text = reading.text;
    const auto end = unquoted_end(text, opening, name);
    const auto value = text.substr(opening.at, end - opening.at);
    if (is_no_secret(value) || is_metavariable(text, opening, name, value)) return;
    if (opening.separator == ':' && opening.spaced && begins_sentence(text.substr(opening.at, 16)))
        return;
    const bool json = opening.name_quote.mark == '"' &&
                      opening.name_quote.length == std::size_t{opening.name_quote.escapes} + 1;
    reading.take(opening.at, end, Kind::secret, json ? Shape::quoted : Shape::mark,
                 opening.name_quote.escapes);
    reading.value_end = end;
    take_continued(reading, line_end(text, end, 8));
}

/// Whether a tag that every YAML knows begins at `at`.
bool begins_core_tag(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 4> tags{"!!str ", "!!binary ", "!!int ", "!!float "};
    return std::any_of(tags.begin(), tags.end(),
                       [&](std::string_view tag) { return text.substr(at).starts_with(tag); });
}

/// Behind a tag or an anchor of YAML: "!!binary x", "!vault |", "&db |".
std::size_t past_property(std::string_view text, std::size_t at, std::size_t bound) {
    const char first = byte_at(text, at);
    if (first != '!' && first != '&') return at;
    const auto gap = std::min(text.substr(0, bound).find(' ', at), bound);
    const auto next = skip(text, blanks, gap, bound);
    if (next >= bound) return at;
    const char second = text[next];
    const bool own = begins_core_tag(text, at) || second == '|' || second == '>' ||
                     ((second == '!' || second == '&') && second != first);
    return own || quote_at(text, next).length != 0 ? next : at;
}

/// A quotation mark, one of three, or one that a line of CSV doubles as it did at the name.
Quote long_quote_at(std::string_view text, std::size_t at, const Opening& opening) {
    const auto quote = quote_at(text, at);
    if (quote.length != 1) return quote;
    const char mark = quote.mark;
    const auto follow = [&](std::size_t count) {
        return text.substr(at, count).find_first_not_of(mark) == npos && at + count <= text.size();
    };
    if (follow(3) && text.substr(at + 3, value_limit).find(text.substr(at, 3)) != npos)
        return {3, 0, mark};
    const auto& outer = opening.name_quote;
    return outer.length == 2 && outer.escapes == 0 && follow(2) ? outer : quote;
}

void take_quotation(Reading& reading, const Name& name, std::size_t at, const Quote& quote) {
    const auto text = reading.text;
    const auto from = at + quote.length;
    const bool long_mark = quote.length == 3 && quote.mark == text[at + 1];
    const auto to = long_mark ? text.find(text.substr(at, 3), from)  // over lines
                              : quotation_end(text, from, quote);
    reading.value_end = to;
    take_part(reading, text.substr(from, to - from));
    if (!long_mark && to == line_end(text, from, value_limit))
        take_open_quotation(reading, name, to, quote);
}

}  // namespace

void take_part(Reading& reading, std::string_view part) {
    if (part.empty() || is_no_secret(part)) return;
    const auto from = static_cast<std::size_t>(part.data() - reading.text.data());
    reading.take(from, from + part.size(), Kind::secret);
    reading.value_end = std::max(reading.value_end, from + part.size());
}

void take_value(Reading& reading, const Name& name, const Opening& given) {
    const auto text = reading.text;
    if (given.form == Form::element) return take_element(reading, name, given.at);
    const auto end = line_end(text, given.at, value_limit);
    auto opening = given;
    auto& at = opening.at;
    const bool mapped = opening.separator == ':' && opening.spaced;
    for (int count = 0; mapped && count < 2; ++count) at = past_property(text, at, end);
    const auto rest = trimmed_line(text.substr(at, end - at));
    if (goes_below(text, name, opening, rest, end + 1)) {
        if (is_property(text, name, opening, rest)) take_part(reading, rest);
        const auto start = line_start(text, name.from, value_limit);
        const auto before = trimmed_line(text.substr(start, name.from - start));
        if (end < text.size() && before.find_first_not_of("-\"'# ") == npos &&
            may_have_members(text, name))
            take_below(reading, name, end + 1, begins_block(rest), members_of(text, name, opening));
        return;
    }
    if (std::string_view("ubrUBR@$N").find(text[at]) != npos && quote_at(text, at + 1).length != 0)
        ++at;  // a string prefix of Python, C# or a shell
    if (const auto quote = long_quote_at(text, at, opening); quote.length != 0)
        return take_quotation(reading, name, at, quote);
    if (text[at] == '[') return take_list(reading, name, opening, end);
    if (const auto last = registry_bytes_end(text, at, end); last > at)
        return take_part(reading, text.substr(at, last - at));
    if (text[at] == '{' && take_braces(reading, name, opening, end)) return;
    take_unquoted(reading, opening, name);
    if (at >= 3 && text.substr(at - 3, 3) == ":: ") take_folded(reading, end);
}

}  // namespace diag::redact
