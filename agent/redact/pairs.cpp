// SPDX-License-Identifier: Apache-2.0
// Users and passwords as sentences give them: "login with admin/Hunter2", "credentials
// root:abc123".
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/key_values.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr Table user_bytes = table_of("._-\\", true);
constexpr Table password_ends = table_of({" \t\r\n\"'`,;<>()[]{}\0", 19}, false);

/// A password in a sentence mixes letters and digits, so "SSO/SAML" and "user/password" are none.
bool looks_like_password(std::string_view word) {
    const bool digit = std::any_of(word.begin(), word.end(), [](char c) { return in(digits, c); });
    const bool letter = std::any_of(word.begin(), word.end(),
                                    [](char c) { return in(alphanumerics, c) && !in(digits, c); });
    return word.size() >= 6 && digit && letter;
}

}  // namespace

void recognise_pair(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (from > 0 && in(word_bytes, text[from - 1])) return;
    auto at = to;
    while (std::string_view(" :=(").find(byte_at(text, at)) != std::string_view::npos) ++at;
    const auto open = quote_at(text, at);
    at += open.length;
    const auto user = skip(text, user_bytes, at, std::min(text.size(), at + 64));
    if (user == at || open.length > 1) return;
    auto parting = skip(text, blanks, user, std::min(text.size(), user + 2));
    const char sign = byte_at(text, parting);
    if (sign != '/' && sign != ':') return;
    parting = skip(text, blanks, parting + 1, std::min(text.size(), parting + 3));
    auto end = parting;
    while (end < text.size() && end - parting < 128 && !in(password_ends, text[end])) ++end;
    while (end > parting && (text[end - 1] == '.' || text[end - 1] == ':')) --end;
    if (!looks_like_password(text.substr(parting, end - parting))) return;
    reading.take(at, user, Kind::user);
    take_part(reading, text.substr(parting, end - parting));
}

void recognise_secure_string(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // ConvertTo-SecureString [-String] "x" -AsPlainText
    auto at = skip(text, blanks, to, line_end(text, to, 64));
    if (says(text, at, "-string ")) at = skip(text, blanks, at + 8, line_end(text, at, 64));
    if (byte_at(text, at) == '$' || byte_at(text, at) == '-' || byte_at(text, at) == '(') return;
    const auto word = word_at(text, at, std::min(text.size(), at + 256),
                              [&](std::size_t place) { return in(spaces, text[place]); });
    take_part(reading, text.substr(word.from, word.to - word.from));
}

void recognise_public_key(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // ssh-ed25519 AAAA... anna@laptop
    const auto key = skip(text, table_of(" 0123456789", false), to, std::min(text.size(), to + 4));
    if (!says(text, key, "aaaa")) return;
    auto at = skip(text, base64_bytes, key, std::min(text.size(), key + value_limit));
    at = skip(text, blanks, at, std::min(text.size(), at + 4));
    const auto end = skip(text, table_of("._-@", true, true), at, std::min(text.size(), at + 128));
    if (text.substr(at, end - at).find('@') != std::string_view::npos)
        reading.take(at, end, Kind::user);
}

}  // namespace diag::redact
