// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/nested.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/key_values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;

/// "secrets", "passwords", "apiKeys": whatever their members are called. Of "credentials" some are
/// user and host.
bool holds_secrets(std::string_view text, const Name& name) {
    if (lower(byte_at(text, name.word_to)) != 's' || name.to != name.word_to + 1) return false;
    return !says(text, name.word_from, "c");
}

/// Of the parts of an XML signature none is secret.
bool is_signature(std::string_view text, const Name& name) {
    return says(text, name.word_from, "signature");
}

/// Where the list that begins at `at` ends before `bound`; npos where it does not.
std::size_t list_end(std::string_view text, std::size_t at, std::size_t bound,
                     std::size_t escapes) {
    int depth = 0;
    bool begins = true;
    while (at < bound) {
        const char c = text[at];
        const auto quote = begins ? quote_at(text, at) : Quote{};
        if (quote.length != 0) {
            if (quote.escapes < escapes) return npos;
            at = quotation_end(text, at + quote.length, quote) + quote.length;
            begins = false;
            continue;
        }
        if (c == '[' || c == '{') ++depth;
        if ((c == ']' || c == '}') && --depth == 0) return at;
        begins = std::string_view("[{,: \t").find(c) != npos;
        ++at;
    }
    return npos;
}

void take_secret(Reading& reading, std::size_t from, std::size_t to) {
    if (!is_no_secret(reading.text.substr(from, to - from))) reading.take(from, to, Kind::secret);
}

/// Each line of [at, bound) without its blanks.
void take_lines(Reading& reading, std::size_t at, std::size_t bound) {
    while (at < bound) {
        const auto end = std::min(line_end(reading.text, at, value_limit), bound);
        const auto words = trimmed_line(reading.text.substr(at, end - at));
        const auto from = static_cast<std::size_t>(words.data() - reading.text.data());
        take_secret(reading, from, from + words.size());
        at = end + 1;
    }
}

/// The texts of the elements within one, from `at` on.
void take_children(Reading& reading, std::size_t at) {
    const auto text = reading.text;
    const auto bound = std::min(text.size(), at + value_limit);
    std::string_view tag;
    if (at < reading.members_end) return;
    for (int depth = 0; depth >= 0;) {
        const auto open = text.substr(0, bound).find('<', at);
        const auto close = text.substr(0, bound).find('>', open);
        if (close == npos) break;
        if (!tag.empty() && !is_about_secret(tag)) take_lines(reading, at, open);
        const bool ends = text[open + 1] == '/';
        if (ends)
            --depth;
        else if (text[close - 1] != '/')
            ++depth;
        const auto name = skip(text, name_bytes, open + 1, close);
        tag = text.substr(open + 1, ends ? 0 : name - open - 1);
        at = close + 1;
    }
    reading.members_end = at;
}

/// The text of the element at `at` of which a string of JSON has the signs as \u003c and \u003e: it
/// ends with the string at the latest.
std::string_view text_in_string(std::string_view text, std::size_t at) {
    constexpr std::string_view cdata = "\\u003c![cdata[";
    auto inner = text.substr(at, quotation_end(text, at, {1, 0, '"'}) - at);
    if (says(inner, 0, cdata)) return inner.substr(cdata.size(), inner.find("]]") - cdata.size());
    inner = inner.substr(0, std::min(inner.find("\\u003c"), inner.find("\\u003C")));
    while (inner.ends_with('\\')) inner.remove_suffix(1);  // of JSON within JSON
    return trimmed_line(inner);
}

}  // namespace

bool may_have_members(std::string_view text, const Name& name) {
    const auto word = text.substr(name.word_from, name.to - name.word_from);
    return !word.ends_with("Ref") && !word.ends_with("Refs") && !word.ends_with("Reference");
}

Members members_of(std::string_view text, const Name& name, const Opening& opening) {
    const auto& quote = opening.name_quote;
    return {
        .take = take_secret,
        .holds = {.all = holds_secrets(text, name),
                  .numbers = says(text, name.word_from, "p"),
                  .ids = says(text, name.word_from, "token") || says(text, name.word_from, "sess")},
        .quoted = quote.length == std::size_t{quote.escapes} + 1,
        .escapes = quote.escapes};
}

void take_list(Reading& reading, const Name& name, const Opening& opening, std::size_t end) {
    const auto text = reading.text;
    const auto members = members_of(text, name, opening);
    const auto from = opening.at + 1;
    // Where the members around were looked at, a short way does: else lists in lists cost squares.
    constexpr std::size_t short_way = 256;
    if (opening.at < reading.members_end) end = std::min(end, opening.at + short_way);
    const auto close = list_end(text, opening.at, end, members.escapes);
    const auto inner = trimmed_line(text.substr(from, std::min(close, end) - from));
    if (close == npos && (inner.empty() || members.quoted || quote_at(inner, 0).length != 0))
        return take_members(reading, opening.at, members);
    const auto to = std::min(close, end);
    reading.value_end = to;
    if (is_no_secret(inner) || is_no_secret(text.substr(opening.at, to + 1 - opening.at))) return;
    const auto quote = quote_at(inner, 0);
    const bool quoted = members.quoted || quote.mark == '"';
    reading.take(from, to, Kind::secret, quoted ? Shape::quoted : Shape::mark,
                 members.quoted ? members.escapes : quote.escapes);
}

bool take_braces(Reading& reading, const Name& name, const Opening& opening, std::size_t end) {
    const auto text = reading.text;
    const auto at = opening.at;
    const auto members = members_of(text, name, opening);
    if (!members.quoted)
        if (const auto close = braced_end(text.substr(0, end), at, name); close != npos) {
            take_part(reading, text.substr(at, close - at));
            return true;
        }
    if (begins_members(text, at)) {
        if (may_have_members(text, name)) take_members(reading, at, members);
        return true;
    }
    const auto close = skip(text, alphanumerics, at + 1, end);
    const char after = byte_at(text, close + 1);
    return members.quoted || byte_at(text, close) != '}' || in(spaces, after) ||
           (close == at + 1 && !in(word_bytes, after));
}

void take_element(Reading& reading, const Name& name, std::size_t at) {
    const auto text = reading.text;
    if (at >= 6 && says(text, at - 6, "\\u003e"))
        return take_part(reading, text_in_string(text, at));
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
    const auto lead = indentation(rest);
    const auto wrap = std::find_if(wraps.begin(), wraps.end(),
                                   [&](std::string_view each) { return says(rest, lead, each); });
    if (wrap != wraps.end())
        rest.remove_prefix(lead + wrap->size());
    else if (byte_at(rest, lead) == '<' && in(alphanumerics, byte_at(rest, lead + 1)))
        return may_have_members(text, name) && !is_signature(text, name)
                   ? take_children(reading, at)
                   : void();
    const auto end = std::min({rest.find('<'), rest.find("]]>"), rest.find("&lt;"), rest.size()});
    take_part(reading, trimmed_line(rest.substr(0, end)));
}

}  // namespace diag::redact
