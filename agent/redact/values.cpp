// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/values.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;

struct Spelled {
    std::string_view words;
    char mark;
};
constexpr std::array<Spelled, 10> spelled_quotes{{{"&quot;", '"'},
                                                  {"&apos;", '\''},
                                                  {"&#34;", '"'},
                                                  {"&#39;", '\''},
                                                  {"%22", '"'},
                                                  {"%27", '\''},
                                                  {"%2522", '"'},
                                                  {"%2527", '\''},
                                                  {"\\u0022", '"'},
                                                  {"\\u0027", '\''}}};

bool is_mark(char c) { return c == '"' || c == '\'' || c == '`'; }

/// Whether a run of `backslashes` before a mark lets it close a quotation `escapes` deep. Each
/// level of JSON in JSON doubles them and adds one: 0, 1, 3, 7.
bool closes(std::size_t backslashes, std::size_t escapes) {
    if (backslashes < escapes) return true;  // an outer quotation ends, and all within it
    return (backslashes - escapes) % (2 * (escapes + 1)) == 0;
}

/// 'it''s': YAML, SQL and PowerShell double a mark within its like.
bool is_doubled(std::string_view text, std::size_t at, const Quote& open) {
    return open.escapes == 0 && text[at] == open.mark && byte_at(text, at + 1) == open.mark &&
           in(alphanumerics, byte_at(text, at + 2));
}

/// Whether %26, %22 or %27 at `at` ends a value: only behind a separator that was encoded as they
/// are. Behind any other they are of the value. Behind %253D, %2526 and its like end it too.
bool ends_at_escape(std::string_view text, std::size_t at, const Opening& opening) {
    if (opening.separator != '%') return false;
    const bool twice = opening.at >= 5 && text.substr(opening.at - 5, 3) == "%25";
    const auto code = text.substr(at + (twice && says(text, at, "%25") ? 3 : 1), 2);
    return code == "26" || code == "22" || code == "27";
}

/// A mark that is spelled, as \u0022 is, may stand within a value.
bool ends_at_quote(std::string_view text, std::size_t at) {
    const auto quote = quote_at(text, at);
    const bool spelled = quote.length > std::size_t{quote.escapes} + 1;
    return quote.length != 0 && !(spelled && in(word_bytes, byte_at(text, at + quote.length)));
}

/// Ways in which what stands at `at` ends an unquoted value.
bool ends_at_punctuation(std::string_view text, std::size_t at, const Opening& opening,
                         bool whole_line) {
    const char c = text[at];
    if (c == ',' || c == ';' || c == '&' || c == '|') return name_follows(text, at + 1);
    if (c == '<') return byte_at(text, at + 1) == '/' || !whole_line;
    if (whole_line) return false;
    if (is_mark(c)) return !in(word_bytes, byte_at(text, at + 1)) && byte_at(text, at + 1) != '!';
    if (c == '\\') {
        const char escape = byte_at(text, at + 1);
        if (says(text, at, "\\u0026")) return name_follows(text, at + 6);
        if (escape == 'n' || escape == 'r' || escape == 't')
            return name_follows(text, at + 2) || byte_at(text, at + 2) == '\\' ||
                   is_mark(byte_at(text, at + 2));
        return ends_at_quote(text, at);
    }
    return c == '%' && ends_at_escape(text, at, opening);
}

/// Punctuation after a value is not of it, unless it closes what the value opened: ${NAME}.
std::size_t without_punctuation(std::string_view text, std::size_t at, std::size_t end) {
    const auto opened = [&](char c) { return text.substr(at, end - at).find(c) != npos; };
    for (; end > at; --end) {
        const char last = text[end - 1];
        if (std::string_view(" \t\r,;.)]}>'\"").find(last) == npos) break;
        if ((last == '}' && opened('{')) || (last == ')' && opened('(')) ||
            (last == ']' && opened('[')) || (last == '>' && opened('<')))
            break;
    }
    return end;
}

/// Whether the name is a later one of a connection string.
bool follows_semicolon(std::string_view text, const Name& name) {
    auto before = name.from;
    while (before > 0 && text[before - 1] == ' ') --before;
    return before > 0 && text[before - 1] == ';';
}

}  // namespace

std::size_t indentation(std::string_view line) { return skip(line, blanks, 0, line.size()); }

std::string_view trimmed_line(std::string_view line) {
    line.remove_prefix(indentation(line));
    while (!line.empty() && in(spaces, line.back())) line.remove_suffix(1);
    return line;
}

Quote quote_at(std::string_view text, std::size_t at) {
    auto mark = at;
    while (mark - at < 16 && byte_at(text, mark) == '\\') ++mark;
    if (is_mark(byte_at(text, mark)))
        return {mark - at + 1, static_cast<std::uint8_t>(mark - at), text[mark]};
    const char first = byte_at(text, at);
    if (first != '&' && first != '%' && first != '\\') return {};
    for (const auto& [words, meant] : spelled_quotes)
        if (says(text, at, words)) return {words.size(), 0, meant};
    return {};
}

Quote closing_quote_at(std::string_view text, const Name& name) {
    const auto quote = quote_at(text, name.to);
    const bool doubled = name.from > 1 && text.substr(name.from - 2, 2) == "\"\"" &&
                         text.substr(std::min(name.to, text.size()), 2) == "\"\"";
    return doubled ? Quote{2, 0, '"'} : quote;
}

std::size_t quotation_end(std::string_view text, std::size_t at, const Quote& open) {
    const auto bound = line_end(text, at, value_limit);
    if (open.length > std::size_t{open.escapes} + 1) {  // spelled: ends as it began
        const auto spelling = text.substr(at - open.length, open.length);
        return std::min(text.substr(0, bound).find(spelling, at), bound);
    }
    std::size_t backslashes = 0;
    for (auto i = at; i < bound; ++i) {
        if (text[i] == '\\') {
            ++backslashes;
            continue;
        }
        if (is_doubled(text, i, open) && i > at) {
            ++i;
            continue;
        }
        if (text[i] == open.mark && closes(backslashes, open.escapes))
            return i - std::min<std::size_t>(backslashes, open.escapes);
        backslashes = 0;
    }
    return bound;
}

std::size_t braced_end(std::string_view line, std::size_t at, const Name& name) {
    constexpr std::size_t longest_braced = 256;  // SQL Server's own bound is 128
    line = line.substr(0, at + longest_braced);
    auto close = line.find('}', at);
    if (follows_semicolon(line, name)) {  // doubled where the value holds it
        while (close != npos && byte_at(line, close + 1) == '}') close = line.find('}', close + 2);
        return close == npos ? npos : close + 1;
    }
    if (close == npos || close == at + 1) return npos;
    const auto inner = line.substr(at + 1, close - at - 1);
    const char after = byte_at(line, close + 1);
    if (inner.find_first_of("=: \"'") != npos || line[at - 1] != '=') return npos;
    return after == ';' || after == '\0' || after == '"' || in(spaces, after) ? close + 1 : npos;
}

std::size_t registry_bytes_end(std::string_view text, std::size_t at, std::size_t bound) {
    static constexpr Table bytes = table_of("0123456789abcdefABCDEF,\\ ", false);
    if (!says(text, at, "hex:") && !says(text, at, "hex(")) return at;
    const auto colon = text.substr(0, std::min(bound, at + 10)).find(':', at);
    return colon == npos ? at : skip(text, bytes, colon + 1, bound);
}

std::string_view value_before(std::string_view text, const Name& name) {
    constexpr std::size_t reach = 256;
    if (name.from < 8 || quote_at(text, name.from - 1).length == 0) return {};
    const auto floor = name.from > reach ? name.from - reach : 0;
    auto before = text.substr(floor, name.from - floor);
    before.remove_prefix(before.find_last_of("<{\n") + 1);
    for (const std::string_view words : {"value=\"", "value\":\"", "value='", "value\": \""}) {
        const auto found = before.find(words);
        if (found == npos) continue;
        const auto value = before.substr(found + words.size());
        const auto end = value.find(words.back());
        if (end != npos) return value.substr(0, end);
    }
    return {};
}

bool begins_line(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 6> commands{"export", "set",     "env",
                                                       "arg",    "declare", "setx"};
    const auto start = line_start(text, at, 64);
    if (start != 0 && text[start - 1] != '\n') return false;
    auto before = text.substr(start, at - start);
    const auto trim = [&] {
        while (!before.empty() && std::string_view(" \t#;/*-!").find(before.back()) != npos)
            before.remove_suffix(1);
    };
    trim();
    for (const auto command : commands)
        if (before.size() >= command.size() &&
            says(before, before.size() - command.size(), command)) {
            before.remove_suffix(command.size());
            trim();
        }
    return before.empty();
}

std::size_t unquoted_end(std::string_view text, const Opening& opening, const Name& name) {
    const auto at = opening.at;
    const bool assigned = opening.form == Form::assigned;
    const bool whole_line =
        assigned && opening.name_quote.length == 0 && begins_line(text, name.from);
    const bool in_connection_string = assigned && follows_semicolon(text, name);
    const auto bound = line_end(text, at, value_limit);
    auto end = at;
    if (opening.name_quote.length != 0) {  // a bare number in JSON
        const auto ends = [&](std::size_t place) {
            return std::string_view(" \t\r,}]\"").find(text[place]) != npos ||
                   (text[place] == '\\' &&
                    std::string_view("nrt\\\"").find(byte_at(text, place + 1)) != npos);
        };
        while (end < bound && !ends(end)) ++end;
        if (end > at) return end;
    }
    for (; end < bound; ++end) {
        const char c = text[end];
        if (c == ' ' || c == '\t' || c == '\0') {
            if (in_connection_string) continue;
            if (!whole_line || (!opening.spaced && name_follows(text, end + 1))) break;
        } else if (in_connection_string && c == ';') {
            break;
        } else if (end > at && ends_at_punctuation(text, end, opening, whole_line)) {
            break;
        }
    }
    return without_punctuation(text, at, end);
}

}  // namespace diag::redact
