// SPDX-License-Identifier: Apache-2.0
// Values of keys whose names say "secret": text, JSON (also inside strings), XML, YAML, properties,
// INI, query strings, connection strings, command lines. In doubt more is taken, not less.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

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

/// Takes what `part`, a view into the text, holds.
void take_part(Reading& reading, std::string_view part) {
    if (part.empty() || is_no_secret(part)) return;
    const auto from = static_cast<std::size_t>(part.data() - reading.text.data());
    reading.take(from, from + part.size(), Kind::secret);
    reading.value_end = std::max(reading.value_end, from + part.size());
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

void take_unquoted(Reading& reading, const Opening& opening, const Name& name) {
    const auto text = reading.text;
    const auto end = unquoted_end(text, opening, name);
    const auto value = text.substr(opening.at, end - opening.at);
    if (is_no_secret(value)) return;
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

void take_value(Reading& reading, const Name& name, const Opening& opening) {
    const auto text = reading.text;
    auto at = opening.at;
    if (opening.form == Form::element) return take_element(reading, at);
    const auto end = line_end(text, at, value_limit);
    const auto rest = trimmed_line(text.substr(at, end - at));
    if (rest.empty() || begins_block(rest)) {
        const auto start = line_start(text, name.from, value_limit);
        const auto before = trimmed_line(text.substr(start, name.from - start));
        if (end < text.size() && before.find_first_not_of("-\"'# ") == npos)
            take_lines(reading, name, end + 1, rest.empty() ? Below::scalar : Below::block);
        return;
    }
    if (says(text, at, "!!"))  // a tag of YAML
        at = skip(text, blanks, std::min(text.find(' ', at), end), end);
    if (std::string_view("ubrUBR@$N").find(text[at]) != npos && quote_at(text, at + 1).length != 0)
        ++at;  // a string prefix of Python, C# or a shell
    if (const auto quote = quote_at(text, at); quote.length != 0) {
        const auto from = at + quote.length;
        const auto to = quotation_end(text, from, quote);
        reading.value_end = to;
        return take_part(reading, text.substr(from, to - from));
    }
    if (text[at] == '[') return take_list(reading, opening, name);
    // {"user": ..., "password": ...}: the names inside speak for themselves; {bcrypt}hash does not.
    if (text[at] == '{') {
        if (const auto close = braced_end(text.substr(0, end), at); close != npos)
            return take_part(reading, text.substr(at, close - at));
        const auto close = skip(text, alphanumerics, at + 1, end);
        if (byte_at(text, close) != '}' || in(spaces, byte_at(text, close + 1))) return;
    }
    auto moved = opening;
    moved.at = at;
    take_unquoted(reading, moved, name);
}

/// "tokens=512" counts them.
bool counts(std::string_view text, const Name& name, const Opening& opening) {
    if (lower(byte_at(text, name.word_to)) != 's') return false;
    if (lower(text[name.word_from]) == 'c') return false;  // credentials are no number of things
    const auto end = skip(text, digits, opening.at, text.size());
    return end > opening.at && end - opening.at < 10 && !in(word_bytes, byte_at(text, end));
}

void recognise_named(Reading& reading, const Name& name) {
    if (!names_secret(reading.text, name)) return;
    const auto opening = opening_after(reading.text, name);
    if (!opening || opening->at >= reading.text.size())
        return take_part(reading, value_before(reading.text, name));
    if (!counts(reading.text, name, *opening)) take_value(reading, name, *opening);
}

/// PWD=/opt and OLDPWD=/opt: where a shell stands.
bool is_directory(std::string_view text, const Name& name) {
    const auto word = text.substr(name.from, name.to - name.from);
    return (word == "PWD" || word == "OLDPWD") && text.substr(name.to).starts_with("=/") &&
           (name.from == 0 || text[name.from - 1] != ';');
}

}  // namespace

void recognise_key(Reading& reading, std::size_t from, std::size_t to) {
    if (from >= reading.value_end) recognise_named(reading, name_around(reading, from, to));
}

void recognise_short_key(Reading& reading, std::size_t from, std::size_t to) {
    if (from < reading.value_end) return;
    const auto name = name_around(reading, from, to);
    if (is_directory(reading.text, name)) return;
    if (is_whole_part(reading.text, name) || ends_in_pass(reading.text, name))
        recognise_named(reading, name);
}

void recognise_quoted_key(Reading& reading, std::size_t from, std::size_t to) {
    recognise_short_key(reading, from + 1, to - 1);
}

void recognise_assigned_key(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    to = text[to - 1] == '=' ? to - 1 : to - 3;  // or %3D
    const std::size_t least =
        lower(text[from]) == 's' ? 8 : 4;  // "sig=11" is a signal, "pin=17" a wire
    const auto value = to + separator_length(text, to);
    static constexpr Table value_bytes = table_of("%+/-_.~!*$@:=^", true);
    if (skip(text, value_bytes, value, std::min(text.size(), value + 8)) - value >= least)
        recognise_short_key(reading, from, to);
}

void recognise_identified_by(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // CREATE USER x IDENTIFIED BY 'secret'
    const auto at = skip(text, blanks, to, text.size());
    const auto quote = quote_at(text, at);
    if (quote.length == 0) return;
    const auto from = at + quote.length;
    take_part(reading, text.substr(from, quotation_end(text, from, quote) - from));
}

}  // namespace diag::redact
