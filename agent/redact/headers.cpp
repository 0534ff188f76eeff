// SPDX-License-Identifier: Apache-2.0
// Authorization in every scheme (RFC 9110 11), and cookies: in dumps of headers, in JSON, in curl
// commands, in maps as Java prints them.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr Table parameter_names = table_of("-_", true);
constexpr Table credential_ends = table_of(" \t\r\n\"'`,;<>]}\\", false);

/// Schemes with one word of credentials, and those with name="value" parameters.
constexpr std::array<std::string_view, 8> word_schemes{"bearer", "basic",  "negotiate", "ntlm",
                                                       "token",  "apikey", "api-key",   "digest"};
constexpr std::array<std::string_view, 7> parameter_schemes{
    "digest", "aws4-hmac-sha256", "hmac", "hawk", "oauth", "signature", "googlelogin"};

std::size_t skip_spaces(std::string_view text, std::size_t at) {
    while (byte_at(text, at) == ' ' || byte_at(text, at) == '\t') ++at;
    return at;
}

/// The scheme's word at `at`, if it is one of `schemes` and more follows.
template <std::size_t N>
std::size_t scheme_length(std::string_view text, std::size_t at,
                          const std::array<std::string_view, N>& schemes) {
    for (const auto scheme : schemes)
        if (says(text, at, scheme) && byte_at(text, at + scheme.size()) == ' ')
            return scheme.size() + 1;
    return 0;
}

/// The end of name="value", name=value, ... from `at` on.
std::size_t parameters_end(std::string_view text, std::size_t at) {
    const auto bound = line_end(text, at, value_limit);
    auto end = at;
    while (at < bound) {
        const auto name = skip(text, parameter_names, skip_spaces(text, at), bound);
        if (name == at || byte_at(text, name) != '=') break;
        const auto quote = quote_at(text, name + 1);
        if (quote.length != 0)
            end =
                std::min(quotation_end(text, name + 1 + quote.length, quote) + quote.length, bound);
        else
            for (end = name + 1; end < bound && (!in(credential_ends, text[end]) ||
                                                 (text[end] == ';' && end + 1 < bound &&
                                                  in(alphanumerics, text[end + 1])));)
                ++end;
        at = skip_spaces(text, end);
        if (byte_at(text, at) != ',') break;
        ++at;
    }
    return end;
}

/// "Host: x" and "status=200" part from what was before; "b:secret" does not.
bool header_follows(std::string_view text, std::size_t at) {
    if (!name_follows(text, at)) return false;
    const auto separator = text.find_first_of(":=", at);
    return text[separator] == '=' || byte_at(text, separator + 1) == ' ';
}

/// A value of unknown form: to the end of the line, of the quotation, or to the next header.
std::size_t rest_end(std::string_view text, std::size_t at) {
    const auto bound = line_end(text, at, value_limit);
    auto end = at;
    for (; end < bound; ++end) {
        const char c = text[end];
        const char next = byte_at(text, end + 1);
        if (c == '"' || c == ']' || c == '<' || c == '\0') break;
        if (c == '\'' && !in(alphanumerics, next)) break;
        if (c == '\\' && (next == '"' || next == 'r' || next == 'n')) break;
        if ((c == ' ' || c == ',') && header_follows(text, end + 1)) break;
    }
    while (end > at && (in(spaces, text[end - 1]) || text[end - 1] == ',' || text[end - 1] == '}'))
        --end;
    return end;
}

void take_credentials(Reading& reading, std::size_t from, std::size_t to, Kind kind) {
    reading.value_end = std::max(reading.value_end, to);
    if (!is_no_secret(reading.text.substr(from, to - from))) reading.take(from, to, kind);
}

void take_authorization(Reading& reading, std::size_t at) {
    const auto text = reading.text;
    const auto word = skip(text, parameter_names, at, std::min(text.size(), at + 32));
    if (is_mark_at(text, at) || is_mark_at(text, skip_spaces(text, word))) return;
    if (const auto length = scheme_length(text, at, parameter_schemes)) {
        const auto from = at + length;
        const auto to = parameters_end(text, from);
        if (to > from) return take_credentials(reading, from, to, Kind::token);
    }
    if (const auto length = scheme_length(text, at, word_schemes)) {
        const auto from = skip_spaces(text, at + length);
        auto to = from;
        while (to < text.size() && to - from < value_limit && !in(credential_ends, text[to])) ++to;
        return take_credentials(reading, from, to, Kind::token);
    }
    // A scheme nobody has heard of, with parameters in quotation marks.
    const auto scheme = skip(text, parameter_names, at, std::min(text.size(), at + 32));
    if (scheme > at && byte_at(text, scheme) == ' ') {
        const auto to = parameters_end(text, scheme + 1);
        if (to > scheme + 1 && quote_at(text, to - 1).length != 0)
            return take_credentials(reading, scheme + 1, to, Kind::token);
    }
    take_credentials(reading, at, rest_end(text, at), Kind::secret);
}

/// Where a header's value begins: past quotes and a bracket.
std::size_t header_value(std::string_view text, std::size_t at) {
    at += quote_at(text, at).length;
    if (byte_at(text, at) == '[') ++at;
    return skip_spaces(text, at + quote_at(text, at).length);
}

/// Where the value of the header at [from, to) begins; nothing where it is a word of prose.
std::optional<std::size_t> header_opening(const Reading& reading, const Name& name) {
    const auto text = reading.text;
    if (!names_secret(text, name)) return {};
    const auto opening = opening_after(text, name);
    if (opening) return header_value(text, opening->at);
    // ["Authorization", "Basic x"]: a pair in a list.
    const auto quote = quote_at(text, name.to);
    const auto comma = skip_spaces(text, name.to + quote.length);
    if (quote.length == 0 || byte_at(text, comma) != ',') return {};
    return header_value(text, skip_spaces(text, comma + 1));
}

}  // namespace

void recognise_authorization(Reading& reading, std::size_t from, std::size_t to) {
    if (from < reading.value_end) return;
    const auto name = name_around(reading.text, from, to);
    if (name.to > to) return recognise_key(reading, from, to);
    if (const auto at = header_opening(reading, name)) take_authorization(reading, *at);
}

void recognise_cookie(Reading& reading, std::size_t from, std::size_t to) {
    if (from < reading.value_end) return;
    const auto name = name_around(reading.text, from, to);
    if (name.to > to + 1) return;
    if (const auto at = header_opening(reading, name)) {
        const auto text = reading.text;
        auto end = *at;
        const auto bound = line_end(text, end, value_limit);
        while (end < bound && std::string_view("\"'`<]\\").find(text[end]) == npos) ++end;
        while (end > *at && in(spaces, text[end - 1])) --end;
        take_credentials(reading, *at, end, Kind::cookie);
    }
}

}  // namespace diag::redact
