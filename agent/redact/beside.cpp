// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/beside.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/members.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t pair_limit = 80;
constexpr std::size_t element_limit = 512;
constexpr int most_between = 4;  ///< members or elements between a name and its value
constexpr Table list_blanks = table_of(" \t\r\n,;", false);
constexpr std::array<std::string_view, 5> value_words{"value", "val", "content", "text", "data"};

/// Behind another member or attribute that begins at `at`: "type":"string", serializeAs="String".
/// In a line of its own, of YAML, it fills the line.
std::size_t past_member(std::string_view text, std::size_t at, bool own_line) {
    const auto open = quote_at(text, at);
    const auto name = at + open.length;
    const auto end = skip(text, name_bytes, name, std::min(text.size(), name + 48));
    if (end == name) return at;
    auto after = skip_blanks(text, end + (open.length != 0 ? quote_at(text, end).length : 0));
    const auto separator = separator_length(text, after);
    if (separator == 0) return at;
    after = skip_blanks(text, after + separator);
    const auto quote = quote_at(text, after);
    if (quote.length != 0) return quotation_end(text, after + quote.length, quote) + quote.length;
    const auto bare = skip(text, alphanumerics, after, std::min(text.size(), after + 24));
    if (own_line && open.length == 0) {
        const auto line = line_end(text, after, value_limit);
        return line > after ? line : at;
    }
    return bare > after ? bare : at;
}

/// Where the value of the member at `at` begins, if it is called "value".
std::optional<std::size_t> member_value(std::string_view text, std::size_t at) {
    const auto name = at + quote_at(text, at).length;
    for (const auto word : value_words) {
        if (!says(text, name, word)) continue;
        auto after = name + word.size();
        after = skip_blanks(text, after + quote_at(text, after).length);
        if (const auto length = separator_length(text, after))
            return skip_blanks(text, after + length);
    }
    return {};
}

/// Whether the name is what "name:" or "key:" is set to, in a line of YAML.
bool is_told_name(std::string_view text, const Name& name) {
    const auto start = line_start(text, name.from, 96);
    auto before = trimmed_line(text.substr(start, name.from - start));
    if (before.starts_with("- ")) before = trimmed_line(before.substr(2));
    return same_words(before, "name:") || same_words(before, "key:");
}

/// Whether an element that begins at `tag` holds a value.
bool holds_value(std::string_view text, std::size_t tag) {
    constexpr std::array<std::string_view, 3> others{"string", "key-value", "entry-value"};
    const auto says_word = [&](std::string_view word) {
        if (!says(text, tag + 1, word)) return false;
        const char after = byte_at(text, tag + 1 + word.size());
        return after == '>' || after == ' ';
    };
    return std::any_of(value_words.begin(), value_words.end(), says_word) ||
           std::any_of(others.begin(), others.end(), says_word);
}

/// Whether the tag that ends behind the name tells that it is one: </key>, </name>, and the first
/// of two <string> in an <entry>, as XStream writes maps.
bool ends_name(std::string_view text, const Name& name) {
    if (says(text, name.to, "</key>") || says(text, name.to, "</name>")) return true;
    if (!says(text, name.to, "</string>")) return false;
    const auto floor = name.from - std::min(name.from, pair_limit);
    auto before = text.substr(floor, name.from - floor);
    constexpr std::string_view open = "<string>", entry = "<entry>";
    if (!before.ends_with(open)) return false;
    before.remove_suffix(open.size());
    while (!before.empty() && in(spaces, before.back())) before.remove_suffix(1);
    return before.ends_with(entry);
}

/// Letters and what joins them: a name, or a word that says nothing.
bool is_word(std::string_view value) {
    return std::all_of(value.begin(), value.end(),
                       [](char c) { return (in(name_bytes, c) || c == ' ') && !in(digits, c); });
}

/// Whether what stands before the bracket at `open` says that a pair follows: another list, or a
/// call that sets something.
bool tells_pair(std::string_view text, std::size_t open) {
    auto before = open;
    while (before > 0 && open - before < 16 && in(spaces, text[before - 1])) --before;
    const char last = before > 0 ? text[before - 1] : '\0';
    if (text[open] == '[') return last == '[' || (last == ',' && byte_at(text, before - 2) == ']');
    constexpr std::array<std::string_view, 7> setters{"put",         "set",     "append",   "add",
                                                      "setproperty", "setitem", "putstring"};
    auto from = before;
    while (from > 0 && before - from < 16 && in(alphanumerics, text[from - 1])) --from;
    return std::any_of(setters.begin(), setters.end(), [&](std::string_view setter) {
        return same_words(text.substr(from, before - from), setter);
    });
}

}  // namespace

std::optional<std::size_t> paired_value(std::string_view text, const Name& name, std::size_t at,
                                        bool quoted) {
    std::optional<bool> told;
    for (int member = 0; member < most_between; ++member) {
        const auto next = skip(text, list_blanks, at, std::min(text.size(), at + pair_limit));
        if (next == at) return {};
        if (const auto value = member_value(text, next)) return value;
        const bool own_line = text.substr(at, next - at).find('\n') != npos;
        if (!quoted) {
            if (!own_line) return {};
            if (!told) told = is_told_name(text, name);
            if (!*told) return {};
        }
        at = past_member(text, next, own_line);
        if (at == next) return {};
    }
    return {};
}

std::optional<std::size_t> paired_attribute(std::string_view text, std::size_t at) {
    const auto next = skip(text, list_blanks, at, std::min(text.size(), at + pair_limit));
    return next == at ? std::nullopt : member_value(text, next);
}

std::optional<Opening> next_element(std::string_view text, const Name& name) {
    if (byte_at(text, name.to) != '<' || !ends_name(text, name)) return {};
    const auto bound = std::min(text.size(), name.to + element_limit);
    const auto whole = text.substr(0, bound);
    std::optional<Opening> first;
    auto at = whole.find('>', name.to);
    for (int element = 0; element < most_between && at != npos; ++element) {
        const auto tag = skip(text, spaces, at + 1, std::min(bound, at + 1 + pair_limit));
        if (byte_at(text, tag) != '<' || byte_at(text, tag + 1) == '/') break;
        const auto close = whole.find('>', tag);
        if (close == npos || says(text, tag, "<key>") || says(text, tag, "<name>")) break;
        const Opening opening{close + 1, Form::element, {}, false, '>'};
        if (holds_value(text, tag)) return opening;
        if (!first && !is_about_secret(text.substr(tag + 1, close - tag - 1))) first = opening;
        at = text[close - 1] == '/' ? close : whole.find('>', whole.find("</", close));
    }
    return first;
}

std::optional<std::size_t> listed_value(std::string_view text, const Name& name,
                                        const Quote& quote) {
    if (quote.length == 0 || name.from < quote.length + 1) return {};
    const auto comma = skip_blanks(text, name.to + quote.length);
    const auto open = name.from - quote.length - 1;
    if (byte_at(text, comma) != ',' || (text[open] != '[' && text[open] != '(')) return {};
    const auto at = skip_blanks(text, comma + 1);
    const auto mark = quote_at(text, at);
    if (mark.length == 0) return {};
    const auto from = at + mark.length;
    const auto to = quotation_end(text, from, mark);
    const char close = byte_at(text, skip_blanks(text, to + mark.length));
    if (close != (text[open] == '[' ? ']' : ')')) return {};
    if (is_word(text.substr(from, to - from)) && !tells_pair(text, open)) return {};
    return at;
}

}  // namespace diag::redact
