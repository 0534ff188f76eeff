// SPDX-License-Identifier: Apache-2.0
// Authorization in every scheme (RFC 9110 11): in dumps of headers, in JSON, in curl commands, in
// maps as Java prints them.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/header_values.hpp"
#include "agent/redact/recognise.hpp"

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

/// Authorization that is not in quotation marks, as dumps of headers have it.
void take_bare_authorization(Reading& reading, std::size_t at) {
    const auto text = reading.text;
    const auto scheme = skip(text, parameter_names, at, std::min(text.size(), at + 32));
    if (is_mark_at(text, at) || is_mark_at(text, skip_spaces(text, scheme))) return;
    if (const auto skipped = scheme_length(text, at, parameter_schemes)) {
        const auto from = at + skipped;
        const auto to = parameters_end(text, from);
        if (to > from) return take_credentials(reading, from, to, Kind::token);
    }
    const auto length = scheme_length(text, at, word_schemes);
    if (length != 0 && !says(text, at, "token token=")) {  // which Rails writes
        const auto from = skip_spaces(text, at + length);
        auto to = from;
        while (to < text.size() && to - from < value_limit && !in(credential_ends, text[to])) ++to;
        return take_credentials(reading, from, to, Kind::token);
    }
    // A scheme nobody has heard of, with parameters in quotation marks.
    if (scheme > at && byte_at(text, scheme) == ' ') {
        const auto to = parameters_end(text, scheme + 1);
        if (to > scheme + 1 && quote_at(text, to - 1).length != 0)
            return take_credentials(reading, scheme + 1, to, Kind::token);
    }
    take_credentials(reading, at, rest_end(text, at), Kind::secret);
}

/// Authorization that fills [from, to): but for the scheme, if it is known, all of it.
void take_authorization(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text.substr(0, to);
    const auto length = std::max(scheme_length(text, from, parameter_schemes),
                                 scheme_length(text, from, word_schemes));
    const auto at = skip_spaces(text, from + length);
    take_credentials(reading, at, to, length != 0 ? Kind::token : Kind::secret);
}

/// Tokens of GSS-API and NTLM in base64 (RFC 4178, RFC 4559): a tag of ASN.1 and a length.
bool is_negotiation(std::string_view word) {
    if (word.size() < 12) return false;
    const char second = word[1];
    return (word[0] == 'Y' && second >= 'A' && second <= 'I') ||
           (word[0] == 'o' && second >= 'Q' && second <= 'Y') || word.starts_with("TlRM");
}

}  // namespace

void recognise_authorization(Reading& reading, std::size_t from, std::size_t to) {
    if (from < reading.value_end) return;
    const auto name = name_around(reading.text, from, to);
    if (name.to > to) return recognise_key(reading, from, to);
    if (const auto opening = header_opening(reading.text, name))
        take_header(reading, *opening,
                    {take_authorization, take_bare_authorization, Kind::token, false});
}

void recognise_negotiation(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // WWW-Authenticate: Negotiate YII...
    const auto end = skip(text, base64_only, to, std::min(text.size(), to + 4 * value_limit));
    if (is_negotiation(text.substr(to, end - to))) reading.take(to, end, Kind::token);
}

}  // namespace diag::redact
