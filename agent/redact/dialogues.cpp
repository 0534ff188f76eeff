// SPDX-License-Identifier: Apache-2.0
// Secrets that protocols of the line carry: AUTH of SMTP (RFC 4954), PASS of FTP (RFC 959), and
// "user:password" where "auth" says that it is, plainly or in base64.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/escapes.hpp"
#include "agent/redact/key_values.hpp"
#include "agent/redact/recognise.hpp"
#include "platform/base64.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t reach = 512;
constexpr Table line_ends = table_of({"\r\n\"'\\<]\0", 8}, false);

/// Whether a word is base64 and no word of prose: "PLAIN" and "LOGIN" are the names of schemes.
bool looks_encoded(std::string_view word) {
    if (word.size() < 8) return false;
    const auto is_telling = [](char c) {
        return in(digits, c) || c == '=' || c == '+' || c == '/';
    };
    const bool capitals =
        std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return !capitals && std::any_of(word.begin() + 1, word.end(), [&](char c) {
        return is_telling(c) || (c >= 'A' && c <= 'Z');
    });
}

/// Where base64 in a URL ends, whose signs may be percent-encoded there; before `bound`.
std::size_t parameter_end(std::string_view text, std::size_t at, std::size_t bound) {
    at = skip(text, base64_only, at, bound);
    while (at < bound && (says(text, at, "%2b") || says(text, at, "%2f") || says(text, at, "%3d")))
        at = skip(text, base64_only, at + 3, bound);
    return at;
}

/// "admin:x" as it stands, no scheme and what it is for, no host and port: the place of the ':'.
std::size_t plain_pair(std::string_view value) {
    constexpr auto npos = std::string_view::npos;
    constexpr std::array<std::string_view, 12> others{"oauth", "oidc",   "ldap",   "saml",
                                                      "basic", "bearer", "digest", "role",
                                                      "urn",   "sha",    "http",   "arn"};
    static constexpr Table user_bytes = table_of("._-@\\", true, true);
    const auto colon = skip(value, user_bytes, 0, value.size());
    if (colon == 0 || byte_at(value, colon) != ':') return npos;
    const auto password = value.substr(colon + 1);
    const bool port = skip(password, digits, 0, password.size()) == password.size();
    if (password.size() < 4 || (port && password.size() < 6)) return npos;
    const bool numbered =
        std::any_of(password.begin(), password.end(), [](char c) { return in(digits, c); });
    if (password.front() == ' ' || (password.find(' ') != npos && !numbered)) return npos;
    if (password.starts_with("//") || is_no_secret(password)) return npos;
    const auto begins = [&](std::string_view word) { return says(value, 0, word); };
    return std::any_of(others.begin(), others.end(), begins) ? npos : colon;
}

}  // namespace

void recognise_smtp_auth(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // AUTH PLAIN AGFubmEAc2VjcmV0
    const auto end = skip(text, base64_only, to, std::min(text.size(), to + value_limit));
    const char after = byte_at(text, end);
    if (after != '\0' && !in(spaces, after) && !in(line_ends, after)) return;
    if (!looks_encoded(text.substr(to, end - to))) return;
    reading.take(to, end, Kind::secret);
    reading.value_end = std::max(reading.value_end, end);
}

void recognise_smtp_challenge(Reading& reading, std::size_t, std::size_t to) {
    // 334 VXNlcm5hbWU6 and 334 UGFzc3dvcmQ6: the last word of the next line answers
    const auto text = reading.text;
    const auto line = line_end(text, to, 64);
    if (byte_at(text, line) != '\n') return;
    auto end = line_end(text, line + 1, reach);
    while (end > line + 1 && !in(base64_only, text[end - 1])) --end;
    auto from = end;
    while (from > line + 1 && in(base64_only, text[from - 1])) --from;
    if (end - from >= 4) reading.take(from, end, Kind::secret);
}

void recognise_ftp_pass(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // PASS hunter2, alone in its line
    if (text.substr(from, 4) != "PASS") return;
    const auto before =
        text.substr(from - std::min<std::size_t>(from, 2), std::min<std::size_t>(from, 2));
    const bool alone = before.empty() || before.ends_with('\n') || before.ends_with("> ") ||
                       before.ends_with(": ") || before.ends_with("; ") || before.ends_with("] ");
    if (!alone) return;
    auto end = to;
    while (end < text.size() && end - to < 128 && !in(spaces, text[end]) &&
           !in(line_ends, text[end]))
        ++end;
    const char after = byte_at(text, end);
    if (end - to < 3 || (after != '\0' && !in(line_ends, after))) return;
    take_part(reading, text.substr(to, end - to));
}

void recognise_oauth_code(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // ?code=...&state=...: RFC 6749 4.1.2
    const char before = from > 0 ? text[from - 1] : ' ';
    if (before != '?' && before != '&' && before != '#') return;
    static constexpr Table code_bytes = table_of("-_.~%/+", true);
    const auto end = skip(text, code_bytes, to, std::min(text.size(), to + reach));
    if (end - to >= 16 && looks_encoded(text.substr(to, end - to)))
        take_part(reading, text.substr(to, end - to));
}

void recognise_encoded_parameter(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // ?auth=YWRtaW46... and &authbasic=YWRtaW46... of cameras
    const auto end = parameter_end(text, to, std::min(text.size(), to + reach));
    const auto word = text.substr(to, end - to);
    const auto encoded = percent_decoded(word);
    if (!looks_encoded(encoded)) return;
    const auto plain = from_base64(encoded);
    if (plain && plain_pair(*plain) < plain->size()) take_part(reading, word);
}

void recognise_encoded_pair(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "auth": "dXNlcjpwYXNz" of a registry's client
    const auto name = name_around(text, from + 1, to - 1);
    const auto opening = opening_after(text, name);
    if (!opening) return;
    const auto quote = quote_at(text, opening->at);
    if (quote.length == 0) return;
    const auto at = opening->at + quote.length;
    const auto value = text.substr(at, std::min(quotation_end(text, at, quote), at + reach) - at);
    if (const auto colon = plain_pair(value); colon < value.size()) {
        reading.take(at, at + colon, Kind::user);
        return take_part(reading, value.substr(colon + 1));
    }
    const auto pair = value.size() < 8 ? std::nullopt : from_base64(value);
    if (!pair || pair->find(':') == std::string::npos) return;
    const bool prints = std::all_of(pair->begin(), pair->end(),
                                    [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
    if (prints) take_part(reading, value);
}

}  // namespace diag::redact
