// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/directory_names.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/given_names.hpp"
#include "agent/redact/host_names.hpp"
#include "agent/redact/names.hpp"
#include "agent/redact/person_fields.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest_login = 32;  ///< of useradd(8)

constexpr auto group_words = std::to_array<std::string_view>(
    {"access",       "account",       "accounts",   "admin",     "admins",      "administrators",
     "alert",        "alerts",        "authority",  "backup",    "builtin",     "camera",
     "cameras",      "certificate",   "clients",    "computer",  "computers",   "controllers",
     "daemon",       "delivery",      "department", "desktop",   "developers",  "devices",
     "domain",       "enterprise",    "global",     "group",     "groups",      "guest",
     "guests",       "info",          "key",        "mailer",    "maintainers", "members",
     "notification", "notifications", "office",     "operators", "owners",      "policy",
     "printers",     "public",        "publishers", "readers",   "remote",      "reply",
     "role",         "roles",         "root",       "schema",    "security",    "server",
     "servers",      "service",       "services",   "staff",     "support",     "system",
     "team",         "test",          "user",       "users",     "visitors",    "writers"});

/// What a directory keeps people in, in the languages of sites.
constexpr std::array<std::string_view, 14> containers{
    "people",    "users",    "staff",   "employees", "usuarios", "usu\xc3\xa1rios", "personas",
    "empleados", "personal", "pessoas", "benutzer",  "students", "visitors",        "members"};

bool is_capitalised(std::string_view words) {
    return name_length(words) == words.size() && !names_group(words);
}

/// Where the value of a part of a name ends: at a comma or plus that no backslash escapes.
std::size_t part_end(std::string_view dn) {
    static constexpr Table ends = table_of({",+;\"')\r\n\0", 9}, false);
    std::size_t at = 0;
    while (at < dn.size() && at <= longest_person && !in(ends, dn[at]))
        at = dn[at] == '\\' ? std::min(dn.find_first_not_of('\\', at), dn.size()) + 1 : at + 1;
    return std::min(at, dn.size());
}

/// Whether a later part of the name is what people are kept in.
bool is_below_people(std::string_view dn) {
    constexpr std::size_t reach = 160;
    dn = dn.substr(0, std::min(dn.find('\n'), reach));
    for (auto comma = dn.find(','); comma != npos; comma = dn.find(',', comma + 1)) {
        const auto at = comma + 1;
        if (!says(dn, at, "ou=") && !says(dn, at, "cn=")) continue;
        const auto word = dn.substr(at + 3, part_end(dn.substr(at + 3)));
        if (std::any_of(containers.begin(), containers.end(),
                        [&](std::string_view each) { return same_words(word, each); }))
            return true;
    }
    return false;
}

/// "Smith\, Anna", "Smith\2C Anna", and with the backslash escaped once more, as JSON has it.
bool is_surname_first(std::string_view value) {
    const auto mark = value.find('\\');
    auto rest = value.substr(std::min(value.size(), value.find_first_not_of('\\', mark)));
    if (rest.starts_with(','))
        rest.remove_prefix(1);
    else if (says(rest, 0, "2c"))
        rest.remove_prefix(2);
    else
        return false;
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    return !rest.empty() && is_capitalised(value.substr(0, mark)) && is_capitalised(rest);
}

}  // namespace

bool names_group(std::string_view value) {
    for (std::size_t at = 0; at < value.size();) {
        const auto end = std::min(value.find(' ', at), value.size());
        const auto word = value.substr(at, end - at);
        if (std::any_of(group_words.begin(), group_words.end(),
                        [&](std::string_view each) { return same_words(word, each); }))
            return true;
        at = end + 1;
    }
    return false;
}

bool is_full_name(std::string_view words) {
    const auto gap = words.find(' ');
    if (gap == npos || gap == 0 || !may_be_name(words)) return false;
    if (is_given_name(words.substr(0, gap))) return true;
    if (words[gap - 1] == ',') {
        const auto given = words.substr(gap + 1);
        return is_given_name(given.substr(0, given.find(' ')));
    }
    return is_capitalised(words);
}

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

std::size_t person_among_people(std::string_view dn) {
    const auto end = part_end(dn);
    if (end == 0 || end > longest_person || byte_at(dn, end) != ',') return 0;
    const auto value = dn.substr(0, end);
    const bool escaped = value.find('\\') != npos;
    const bool named =
        escaped ? is_surname_first(value) : value.find(' ') != npos && is_capitalised(value);
    return named && is_below_people(dn.substr(end)) ? end : 0;
}

bool holds_person(std::string_view dn) {
    for (std::size_t at = 0; at < dn.size();) {
        const auto value = std::min(dn.find('=', at), dn.size() - 1) + 1;
        const auto rest = dn.substr(value);
        const auto end = part_end(rest);
        if (says(dn, at, "cn=") &&
            (is_full_name(rest.substr(0, end)) || person_among_people(rest) != 0))
            return true;
        if (says(dn, at, "uid=") && may_be_login(rest.substr(0, end))) return true;
        at = value + end + 1;
        while (at < dn.size() && dn[at] == ' ') ++at;
    }
    return false;
}

}  // namespace diag::redact
