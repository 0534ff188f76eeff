// SPDX-License-Identifier: Apache-2.0
#include "agent/proof/leaks.hpp"

#include <algorithm>
#include <array>

#include "agent/proof/addresses.hpp"
#include "agent/proof/bytes.hpp"

namespace diag::proof {
namespace {

/// What ends a value, by byte.
class Ends {
public:
    /// White space, control characters and `more`; with `ascii` also what is none.
    constexpr Ends(std::string_view more, bool ascii) {
        for (std::size_t i = 0; i < all_.size(); ++i)
            all_.at(i) =
                i <= ' ' || (ascii && i >= 0x7f) || more.find(static_cast<char>(i)) != npos;
    }
    constexpr bool operator()(char c) const { return all_[static_cast<unsigned char>(c)]; }

private:
    std::array<bool, 256> all_{};
};
constexpr Ends ends_value("\"'`,;&<>)}|\\", true);
constexpr Ends ends_authority("/\\\"'<>`?#", false);

/// Over "\n" as JSON and Java write it, quotes with or without backslash, and white space.
std::size_t over_gap(std::string_view text, std::size_t at) {
    const auto end = std::min(text.size(), at + 32);
    for (; at < end; ++at) {
        if (text[at] == '\\' && (byte(text, at + 1) == 'n' || byte(text, at + 1) == 'r')) ++at;
        if (std::string_view(" \t\r\n\"'\\nr").find(text[at]) == npos) break;
        if ((text[at] == 'n' || text[at] == 'r') && text[at - 1] != '\\') break;
    }
    return at;
}

bool shows_key(std::string_view text, std::size_t, std::size_t to) {
    const auto at = over_gap(text, to);
    return run(text, at, 24, is_base64) >= 24 || text.substr(at).starts_with("Proc-Type");
}

/// What a person writes where a value would be: ${DB_PASSWORD}, <password>, %s, ****.
bool is_placeholder(std::string_view value) {
    return value.empty() || std::string_view("$%{<[(*#").find(value.front()) != npos;
}

bool shows_url_password(std::string_view text, std::size_t, std::size_t to) {
    const auto length = run(text, to, 256, [](char c) { return !ends_authority(c); });
    const auto authority = text.substr(to, length);
    const auto sign = authority.rfind('@');
    const auto colon = authority.find(':');
    if (sign == npos || colon == npos || colon >= sign) return false;
    const auto password = authority.substr(colon + 1, sign - colon - 1);
    return !is_placeholder(password) && !is_mark(password);
}

bool mixes(std::string_view value) {
    const bool digit = std::ranges::any_of(value, is_digit);
    return digit && std::ranges::any_of(value, is_letter);
}

/// "Authorization: Basic dXNlcjpwYXNz", quoted or not.
bool shows_authorization(std::string_view text, std::size_t, std::size_t to) {
    auto at =
        to + run(text, to, 8, [](char c) { return std::string_view(" :=\"'\\").find(c) != npos; });
    if (at == to) return false;
    const auto scheme = text.substr(at, run(text, at, 12, is_letter));
    if (!same(scheme, "basic") && !same(scheme, "bearer")) return false;
    at += scheme.size();
    if (byte(text, at) != ' ') return false;
    const auto value = value_at(text, at + 1);
    const auto behind_first = value.substr(std::min<std::size_t>(1, value.size()));
    const bool prose =
        std::ranges::none_of(value, is_digit) && std::ranges::none_of(behind_first, is_upper);
    return value.size() >= 8 && !prose && !is_mark(value) && !is_placeholder(value);
}

/// password=x1, "password": "x1", password : x1
bool names_value(std::string_view text, std::size_t from, std::size_t to, bool only_equals) {
    if (byte_before(text, from) == '[') return false;  // a stand-in's own kind
    const auto quotes = [](char c) { return c == '"' || c == '\'' || c == '\\'; };
    const auto space = [](char c) { return c == ' ' || c == '\t'; };
    const auto quoted = run(text, to, 3, quotes);
    auto at = to + quoted;
    at += run(text, at, 2, space);
    const char sign = byte(text, at);
    if (sign != '=' && !(sign == ':' && (!only_equals || quoted > 0))) return false;
    if (byte(text, at + 1) == sign) return false;  // "==" and "::" give no value
    ++at;
    at += run(text, at, 2, space);
    at += run(text, at, 3, quotes);
    const auto value = value_at(text, at);
    return value.size() >= 6 && mixes(value) && !is_mark(value) && !is_placeholder(value);
}

bool shows_secret(std::string_view text, std::size_t from, std::size_t to) {
    return names_value(text, from, to, false);
}

/// Words that prose and parsers use too: "unexpected token: x1".
bool shows_plain_secret(std::string_view text, std::size_t from, std::size_t to) {
    return !is_word(byte_before(text, from)) && names_value(text, from, to, true);
}

/// A vendor's prefix and at least 16 more, of which one is a digit.
bool shows_token(std::string_view text, std::size_t from, std::size_t to) {
    if (is_token(byte_before(text, from))) return false;
    const auto rest = text.substr(to, run(text, to, 64, is_token));
    return rest.size() >= 16 && mixes(rest);
}

/// Amazon's keys: capitals and digits alone, 16 of them.
bool shows_amazon_key(std::string_view text, std::size_t from, std::size_t to) {
    const auto rest = text.substr(to, run(text, to, 17, is_token));
    return !is_token(byte_before(text, from)) && rest.size() == 16 &&
           std::ranges::all_of(rest, [](char c) { return is_upper(c) || is_digit(c); }) &&
           std::ranges::any_of(rest, is_digit);
}

bool shows_jwt(std::string_view text, std::size_t from, std::size_t to) {
    if (is_token(byte_before(text, from))) return false;
    const auto head = run(text, to, 256, is_token);
    if (head < 8 || byte(text, to + head) != '.') return false;
    const auto body = run(text, to + head + 1, 1024, is_token);
    return body >= 8 && byte(text, to + head + 1 + body) == '.';
}

bool shows_image(std::string_view, std::size_t, std::size_t) { return true; }

bool shows_base64_image(std::string_view text, std::size_t from, std::size_t to) {
    const char ahead = byte_before(text, from);
    return (ahead == '=' || !is_base64(ahead)) &&
           run(text, to, 64,
               [](char c) { return is_base64(c) || c == '\\' || c == '-' || c == '_'; }) == 64;
}

constexpr Literal all[] = {
    {"PRIVATE KEY-----", 10, false, "private_key", shows_key},
    {"://", 0, false, "url_credentials", shows_url_password},
    {"authorization", 7, true, "authorization", shows_authorization},
    {"password", 3, true, "secret", shows_secret},
    {"passwd", 3, true, "secret", shows_secret},
    {"passwort", 3, true, "secret", shows_secret},
    {"passphrase", 4, true, "secret", shows_secret},
    {"secret", 2, true, "secret", shows_plain_secret},
    {"secret_key", 8, true, "secret", shows_plain_secret},
    {"secretkey", 7, true, "secret", shows_plain_secret},
    {"api_key", 5, true, "secret", shows_plain_secret},
    {"api-key", 5, true, "secret", shows_plain_secret},
    {"apikey", 4, true, "secret", shows_plain_secret},
    {"access_key", 8, true, "secret", shows_plain_secret},
    {"access_token", 5, true, "secret", shows_plain_secret},
    {"auth_token", 3, true, "secret", shows_plain_secret},
    {"pwd", 1, true, "secret", shows_plain_secret},
    {"jsessionid", 0, true, "secret", shows_plain_secret},
    {"AKIA", 2, false, "token", shows_amazon_key},
    {"ASIA", 2, false, "token", shows_amazon_key},
    {"ghp_", 1, false, "token", shows_token},
    {"gho_", 2, false, "token", shows_token},
    {"ghs_", 2, false, "token", shows_token},
    {"github_pat_", 5, false, "token", shows_token},
    {"glpat-", 1, false, "token", shows_token},
    {"xoxb-", 1, false, "token", shows_token},
    {"xoxp-", 1, false, "token", shows_token},
    {"sk_live_", 1, false, "token", shows_token},
    {"rk_live_", 1, false, "token", shows_token},
    {"AIza", 1, false, "token", shows_token},
    {"npm_", 1, false, "token", shows_token},
    {"eyJ", 1, false, "token", shows_jwt},
    {"\xff\xd8\xff", 0, false, "image", shows_image},
    {"\x89PNG\r\n\x1a\n", 0, false, "image", shows_image},
    {"/9j/", 1, false, "image", shows_base64_image},
    {"iVBORw0KGgo", 1, false, "image", shows_base64_image},
    {"R0lGOD", 1, false, "image", shows_base64_image},
    {"UklGR", 2, false, "image", shows_base64_image},
    {"10.", 1, false, "ipv4", shows_private_address},
    {"172.", 2, false, "ipv4", shows_private_address},
    {"192.168.", 3, false, "ipv4", shows_private_address},
    {":", 0, true, "mac", shows_mac, "0123456789abcdef"},
    {"@", 0, true, "email", shows_mail, "0123456789abcdefghijklmnopqrstuvwxyz"},
};

}  // namespace

std::span<const Literal> literals() { return all; }

bool stands_at(std::string_view text, std::size_t at, const Literal& literal) {
    const auto there = text.substr(at, literal.words.size());
    return literal.either_case ? same(there, literal.words) : there == literal.words;
}

std::string_view value_at(std::string_view text, std::size_t at) {
    return text.substr(std::min(at, text.size()),
                       run(text, at, 64, [](char c) { return !ends_value(c); }));
}

bool is_mark(std::string_view value) {
    if (value.starts_with('[')) value.remove_prefix(1);
    const auto kind = run(value, 0, 24, [](char c) { return is_lower(c) || c == '_'; });
    const char sign = byte(value, kind);
    return kind > 0 && (sign == ':' || sign == '-') && run(value, kind + 1, 16, is_hex) >= 8;
}

}  // namespace diag::proof
