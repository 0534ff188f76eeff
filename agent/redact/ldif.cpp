// SPDX-License-Identifier: Apache-2.0
// Persons in LDIF (RFC 2849): lines of a directory's entry that name one and nothing else.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/given_names.hpp"
#include "agent/redact/host_names.hpp"
#include "agent/redact/names.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest = 96;        ///< of a name, in bytes
constexpr std::size_t longest_login = 32;  ///< of useradd(8)

/// The rest of the line from `at` on, if it could be a name for its length.
std::string_view rest_of_line(std::string_view text, std::size_t at) {
    const auto end = line_end(text, at, longest + 1);
    return end - at > longest ? std::string_view() : trimmed_line(text.substr(at, end - at));
}

/// Whether one of the words is of groups, roles or machines, which are written as names are:
/// "Domain Admins".
bool names_group(std::string_view value) {
    constexpr auto words = std::to_array<std::string_view>(
        {"access",    "account",  "accounts",   "admin",       "admins",     "administrators",
         "authority", "backup",   "builtin",    "camera",      "cameras",    "certificate",
         "clients",   "computer", "computers",  "controllers", "department", "desktop",
         "devices",   "domain",   "enterprise", "global",      "group",      "groups",
         "guest",     "guests",   "key",        "members",     "office",     "operators",
         "owners",    "policy",   "printers",   "public",      "publishers", "readers",
         "remote",    "role",     "roles",      "root",        "schema",     "security",
         "server",    "servers",  "service",    "services",    "staff",      "system",
         "team",      "test",     "user",       "users",       "visitors",   "writers"});
    for (std::size_t at = 0; at < value.size();) {
        const auto end = std::min(value.find(' ', at), value.size());
        const auto word = value.substr(at, end - at);
        if (std::any_of(words.begin(), words.end(),
                        [&](std::string_view each) { return same_words(word, each); }))
            return true;
        at = end + 1;
    }
    return false;
}

/// "mgonzalez", "m.gonzalez77": neither a number, as those of Unix are, nor a UUID, nor "root".
bool may_be_login(std::string_view value) {
    static constexpr Table login_bytes = table_of("._-", true);
    constexpr std::size_t shortest = 3, most_digits = 4;
    if (value.size() < shortest || value.size() > longest_login) return false;
    if (skip(value, login_bytes, 0, value.size()) != value.size()) return false;
    const auto numbers =
        std::count_if(value.begin(), value.end(), [](char c) { return in(digits, c); });
    return !in(digits, value.front()) && static_cast<std::size_t>(numbers) <= most_digits &&
           !is_common_word(value) && !is_no_secret(value);
}

void take(Reading& reading, std::string_view value, Kind kind) {
    const auto from = static_cast<std::size_t>(value.data() - reading.text.data());
    reading.take(from, from + value.size(), kind);
}

}  // namespace

void recognise_ldif_name(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "cn: Anna Smith", but "cn: admins" and "cn: nvr01"
    const auto start = line_start(text, from, 16);
    if ((start > 0 && text[start - 1] != '\n') || indentation(text.substr(start)) != from - start)
        return;
    const auto value = rest_of_line(text, to);
    const auto gap = value.find(' ');
    if (gap == npos || !may_be_name(value)) return;
    const bool capitals = name_length(value) == value.size();
    if (is_given_name(value.substr(0, gap)) || (capitals && !names_group(value)))
        take(reading, value, Kind::person);
}

void recognise_ldif_user(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // indented it is a number of Kubernetes or Grafana
    if (from > 0 && text[from - 1] != '\n') return;
    const auto value = rest_of_line(text, to);
    if (may_be_login(value)) take(reading, value, Kind::user);
}

}  // namespace diag::redact
