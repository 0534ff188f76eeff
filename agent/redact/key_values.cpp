// SPDX-License-Identifier: Apache-2.0
// Values of keys whose names say "secret": text, JSON (also inside strings), XML, YAML, properties,
// INI, query strings, connection strings, command lines. In doubt more is taken, not less.
#include "agent/redact/key_values.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr Table blanks = table_of(" \t", false);

std::size_t indentation(std::string_view line) { return skip(line, blanks, 0, line.size()); }

std::string_view trimmed_line(std::string_view line) {
    line.remove_prefix(indentation(line));
    while (!line.empty() && in(spaces, line.back())) line.remove_suffix(1);
    return line;
}

/// A scalar alone in its line, of a list or below its key; false where the line maps names.
bool take_scalar(Reading& reading, std::string_view line) {
    while (line.starts_with("- ")) line = trimmed_line(line.substr(2));
    while (!line.empty() && (line.back() == ',' || line.back() == ']')) line.remove_suffix(1);
    if (const auto quote = quote_at(line, 0); quote.length != 0) {
        const auto end = quotation_end(line, quote.length, quote);
        if (separator_length(line, end + quote.length) != 0) return false;
        take_part(reading, line.substr(quote.length, end - quote.length));
        return true;
    }
    if (line.starts_with('{') || line.ends_with(':') || line.find(": ") != npos) return false;
    take_part(reading, line);
    return true;
}

/// How a value that fills the lines below its key is written.
enum class Below { scalar, block, list };

/// Lines below the key at `name`, from the one that begins at `at` on, deeper than the key.
void take_lines(Reading& reading, const Name& name, std::size_t at, Below below) {
    const auto text = reading.text;
    const auto start = line_start(text, name.from, value_limit);
    const auto depth = indentation(text.substr(start, name.from - start));
    for (int count = 0; count < value_lines && at < text.size(); ++count) {
        const auto end = line_end(text, at, value_limit);
        const auto line = text.substr(at, end - at);
        const auto words = trimmed_line(line);
        at = end + 1;
        if (words.empty()) continue;
        const bool item = words.starts_with("- ") || words.starts_with("]");
        if (indentation(line) <= depth && !item && below != Below::list && words.front() != '"')
            return;
        if (below == Below::list && words.starts_with(']')) return;
        if (below == Below::block) {
            if (item && indentation(line) <= depth) return;
            take_part(reading, words);
        } else if (!take_scalar(reading, words) || (below == Below::scalar && !item)) {
            return;
        }
    }
}

/// "key: |" and "key: >-": a YAML block scalar fills the lines below.
bool begins_block(std::string_view rest) {
    if (rest.empty() || (rest.front() != '|' && rest.front() != '>')) return false;
    rest.remove_prefix(1);
    return rest.size() <= 2 && std::all_of(rest.begin(), rest.end(), [](char c) {
               return c == '-' || c == '+' || in(digits, c);
           });
}

/// A property goes on in the next line after a backslash.
void take_continued(Reading& reading, std::size_t end) {
    const auto text = reading.text;
    for (int count = 0; count < value_lines; ++count) {
        if (end == 0 || text[end - 1] != '\\' || byte_at(text, end) != '\n') return;
        const auto at = end + 1;
        end = line_end(text, at, value_limit);
        take_part(reading, trimmed_line(text.substr(at, end - at)));
    }
}

void take_list(Reading& reading, const Opening& opening, const Name& name) {
    const auto text = reading.text;
    const auto from = opening.at + 1;
    const auto bound = line_end(text, from, value_limit);
    if (trimmed_line(text.substr(from, bound - from)).empty())
        return take_lines(reading, name, bound + 1, Below::list);
    const auto close = text.substr(0, bound).find(']', from);
    const auto end = std::min(close, bound);
    const auto inner = trimmed_line(text.substr(from, end - from));
    reading.value_end = end;
    if (is_no_secret(inner) || is_no_secret(text.substr(opening.at, end + 1 - opening.at))) return;
    const auto quote = quote_at(inner, 0);
    reading.take(from, end, Kind::secret, quote.mark == '"' ? Shape::quoted : Shape::mark,
                 quote.escapes);
}

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

/// The text of an XML element, in its line or alone in the next.
void take_element(Reading& reading, std::size_t at) {
    const auto text = reading.text;
    auto bound = line_end(text, at, value_limit);
    if (trimmed_line(text.substr(at, bound - at)).empty() && bound < text.size()) {
        at = bound + 1;
        bound = line_end(text, at, value_limit);
    }
    auto rest = text.substr(at, bound - at);
    constexpr std::string_view cdata = "<![cdata[";
    if (const auto lead = indentation(rest); says(rest, lead, cdata)) {
        rest.remove_prefix(lead + cdata.size());
        return take_part(reading, rest.substr(0, rest.find("]]>")));
    }
    constexpr std::array<std::string_view, 4> wraps{"<string>", "<value>", "<val>", "<text>"};
    for (const auto wrap : wraps)
        if (const auto lead = indentation(rest); says(rest, lead, wrap))
            rest.remove_prefix(lead + wrap.size());
    const auto end = std::min({rest.find('<'), rest.find("]]>"), rest.find("&lt;"), rest.size()});
    take_part(reading, trimmed_line(rest.substr(0, end)));
}

/// Behind a tag of YAML: "!!binary x", "!vault |".
std::size_t past_tag(std::string_view text, std::size_t at, std::size_t bound) {
    if (byte_at(text, at) != '!') return at;
    const auto gap = std::min(text.substr(0, bound).find(' ', at), bound);
    const auto next = skip(text, blanks, gap, bound);
    if (next >= bound) return at;
    const bool own = text[at + 1] == '!' || text[next] == '|' || text[next] == '>';
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

/// "secrets" and "passwords", whose members all are.
bool holds_secrets(std::string_view text, const Name& name) {
    if (lower(byte_at(text, name.word_to)) != 's' || name.to != name.word_to + 1) return false;
    return says(text, name.word_from, "secret") || says(text, name.word_from, "password");
}

/// {"a":"x","b":"y"}: each text that a member is set to.
void take_members(Reading& reading, std::size_t at, std::size_t bound) {
    const auto text = reading.text;
    static constexpr Table between = table_of(" \t,", false);
    for (int count = 0; count < value_lines; ++count) {
        const auto name = skip(text, between, at, bound);
        const auto open = quote_at(text, name);
        if (open.length == 0) return;
        const auto after = quotation_end(text, name + open.length, open) + open.length;
        const auto separator = separator_length(text, after);
        const auto value = skip(text, blanks, after + separator, bound);
        const auto quote = quote_at(text, value);
        if (separator == 0 || quote.length == 0) return;
        const auto from = value + quote.length;
        const auto to = quotation_end(text, from, quote);
        take_part(reading, text.substr(from, to - from));
        at = to + quote.length;
    }
}

}  // namespace

void take_part(Reading& reading, std::string_view part) {
    if (part.empty() || is_no_secret(part)) return;
    const auto from = static_cast<std::size_t>(part.data() - reading.text.data());
    reading.take(from, from + part.size(), Kind::secret);
    reading.value_end = std::max(reading.value_end, from + part.size());
}

void take_value(Reading& reading, const Name& name, const Opening& opening) {
    const auto text = reading.text;
    if (opening.form == Form::element) return take_element(reading, opening.at);
    const auto end = line_end(text, opening.at, value_limit);
    auto at = past_tag(text, opening.at, end);
    const auto rest = trimmed_line(text.substr(at, end - at));
    if (rest.empty() || begins_block(rest)) {
        const auto start = line_start(text, name.from, value_limit);
        const auto before = trimmed_line(text.substr(start, name.from - start));
        if (end < text.size() && before.find_first_not_of("-\"'# ") == npos)
            take_lines(reading, name, end + 1, rest.empty() ? Below::scalar : Below::block);
        return;
    }
    if (std::string_view("ubrUBR@$N").find(text[at]) != npos && quote_at(text, at + 1).length != 0)
        ++at;  // a string prefix of Python, C# or a shell
    if (const auto quote = long_quote_at(text, at, opening); quote.length != 0) {
        const auto from = at + quote.length;
        const auto to = quote.length == 3 && quote.mark == text[at + 1]
                            ? text.find(text.substr(at, 3), from)  // over lines
                            : quotation_end(text, from, quote);
        reading.value_end = to;
        return take_part(reading, text.substr(from, to - from));
    }
    if (text[at] == '[') return take_list(reading, opening, name);
    if (const auto last = registry_bytes_end(text, at, end); last > at)
        return take_part(reading, text.substr(at, last - at));
    // {"user": ..., "password": ...}: the names inside speak for themselves; {bcrypt}hash does not.
    if (text[at] == '{') {
        if (holds_secrets(text, name)) return take_members(reading, at + 1, end);
        if (const auto close = braced_end(text.substr(0, end), at, name); close != npos)
            return take_part(reading, text.substr(at, close - at));
        const auto close = skip(text, alphanumerics, at + 1, end);
        if (byte_at(text, close) != '}' || in(spaces, byte_at(text, close + 1))) return;
    }
    auto moved = opening;
    moved.at = at;
    take_unquoted(reading, moved, name);
}

}  // namespace diag::redact
