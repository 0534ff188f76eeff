// SPDX-License-Identifier: Apache-2.0
// Persons in LDIF (RFC 2849): lines of a directory's entry that name one and nothing else.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "agent/redact/bytes.hpp"
#include "agent/redact/given_names.hpp"
#include "agent/redact/host_names.hpp"
#include "agent/redact/names.hpp"
#include "agent/redact/person_fields.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"
#include "platform/base64.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest_login = 32;  ///< of useradd(8)

/// What an attribute holds.
struct Value {
    std::vector<Run> places;  ///< where it stands: one line, or several that it is folded over
    std::string words;        ///< what it says; nothing where that cannot be a name
};

/// Whether only white space stands before `from` in its line, and little of it.
bool alone_in_line(std::string_view text, std::size_t from) {
    const auto start = line_start(text, from, 16);
    return (start == 0 || text[start - 1] == '\n') &&
           indentation(text.substr(start)) == from - start;
}

/// The rest of the line from `at` on.
Value plain_value(std::string_view text, std::size_t at) {
    const auto end = line_end(text, at, longest_person + 1);
    if (end - at > longest_person) return {};
    const auto line = trimmed_line(text.substr(at, end - at));
    const auto from = static_cast<std::size_t>(line.data() - text.data());
    return {{{from, from + line.size()}}, std::string(line)};
}

/// Base64, in which all that is not ASCII is written, from `at` on: folded over lines that stand
/// one blank deeper than the `depth` of the first.
Value encoded_value(std::string_view text, std::size_t at, std::size_t depth) {
    constexpr std::size_t longest = (longest_person + 2) / 3 * 4;
    Value value;
    std::string encoded;
    while (true) {
        const auto end = line_end(text, at, longest + depth + 2);
        const auto line = text.substr(at, end - at);
        const auto word = trimmed_line(line);
        const bool all = skip(word, base64_only, 0, word.size()) == word.size();
        if (!value.places.empty() && (!all || word.empty() || indentation(line) != depth + 1))
            break;
        const auto from = static_cast<std::size_t>(word.data() - text.data());
        value.places.push_back({from, from + word.size()});
        encoded += word;
        if (!all || encoded.size() > longest) return {};
        if (byte_at(text, end) != '\n') break;
        at = end + 1;
    }
    const auto plain = from_base64(encoded);
    const bool prints = plain && std::all_of(plain->begin(), plain->end(), [](char c) {
                            return static_cast<unsigned char>(c) >= 0x20;
                        });
    if (prints) value.words = trimmed_line(*plain);
    return value;
}

/// The value of the attribute at `from` behind the word that ends at `to`: "cn: " or "cn:: ".
Value value_of(std::string_view text, std::size_t from, std::size_t to) {
    if (!text.substr(from, to - from).ends_with(":: ")) return plain_value(text, to);
    return encoded_value(text, to, from - line_start(text, from, 16));
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

/// "mgonzalez", "m.gonzález77": neither a number, as those of Unix are, nor a UUID, nor "root".
bool may_be_login(std::string_view value) {
    static constexpr Table login_bytes = table_of("._-", true, true);
    constexpr std::size_t shortest = 3, most_digits = 4;
    if (value.size() < shortest || value.size() > longest_login) return false;
    if (skip(value, login_bytes, 0, value.size()) != value.size()) return false;
    const auto numbers =
        std::count_if(value.begin(), value.end(), [](char c) { return in(digits, c); });
    return !in(digits, value.front()) && static_cast<std::size_t>(numbers) <= most_digits &&
           !is_common_word(value) && !is_no_secret(value);
}

void take(Reading& reading, const Value& value, Kind kind) {
    for (const auto& place : value.places) reading.take(place.from, place.to, kind);
}

}  // namespace

void recognise_ldif_name(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "cn: Anna Smith", but "cn: admins" and "cn: nvr01"
    if (!alone_in_line(text, from)) return;
    const auto value = value_of(text, from, to);
    const std::string_view words = value.words;
    const auto gap = words.find(' ');
    if (gap == npos || !may_be_name(words)) return;
    const bool capitals = name_length(words) == words.size();
    if (is_given_name(words.substr(0, gap)) || (capitals && !names_group(words)))
        take(reading, value, Kind::person);
}

void recognise_ldif_user(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // indented it is a number of Kubernetes or Grafana
    if (from > 0 && text[from - 1] != '\n') return;
    const auto value = value_of(text, from, to);
    if (may_be_login(value.words)) take(reading, value, Kind::user);
}

void recognise_ldif_surname(Reading& reading, std::size_t from, std::size_t to) {
    // "sn: Smith" alone in its line, which in capitals is a serial number's name too
    const auto text = reading.text;
    if (!alone_in_line(text, from)) return;
    const auto at = to + indentation(text.substr(to));
    if (at >= text.size()) return;
    const auto value = field_value(text, {at, Form::assigned});
    if (says_nothing(value) || !may_be_name(value)) return;
    const auto begin = static_cast<std::size_t>(value.data() - text.data());
    reading.take(begin, begin + value.size(), Kind::person);
}

void recognise_ldif_encoded(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "sn:: TcO8bGxlcg=="
    if (!alone_in_line(text, from)) return;
    const auto value = value_of(text, from, to);
    if (!says_nothing(value.words)) take(reading, value, Kind::person);
}

}  // namespace diag::redact
