// SPDX-License-Identifier: Apache-2.0
// Names of users in paths to their homes, as every system spells them.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t longest = 64;
constexpr Table user_bytes = table_of("._-", true, true);
constexpr Table windows_bytes = table_of("._- ", true, true);
constexpr Table slashes = table_of("\\/", false);

/// Accounts and folders that every machine has, and the parts of REST paths.
constexpr std::array<std::string_view, 17> nobodies{
    "public", "default",   "all users", "default user",   "shared", "administrator",
    "system", "localhost", "safr",      "safr-diag",      "me",     "root",
    "login",  "search",    "current",   "defaultapppool", "guest"};

bool names_nobody(std::string_view name) {
    if (std::all_of(name.begin(), name.end(), [](char c) { return in(digits, c) || c == '.'; }))
        return true;
    if (name.starts_with("user-") && name.size() == 13 &&
        skip(name, hex_digits, 5, name.size()) == name.size())
        return true;
    return std::any_of(nobodies.begin(), nobodies.end(),
                       [&](std::string_view each) { return same_words(name, each); });
}

void take_user(Reading& reading, std::size_t from, std::size_t to) {
    while (to > from && (reading.text[to - 1] == '.' || reading.text[to - 1] == ' ')) --to;
    if (!names_nobody(reading.text.substr(from, to - from)))
        reading.take(from, to, Kind::user, Shape::url);
}

}  // namespace

void recognise_home(Reading& reading, std::size_t, std::size_t to) {
    // /home/anna; the slash behind may be escaped: "\/home\/anna"
    const auto text = reading.text;
    const auto end = skip(text, user_bytes, to, std::min(text.size(), to + longest));
    take_user(reading, to, end);
}

void recognise_users_folder(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    // Documents and Settings, Dokumente und Einstellungen, \\server\Users$
    const bool settings = lower(text[from]) != 'u';
    if (from == 0 || (!settings && !in(slashes, text[from - 1]) && !follows_escape(text, from)))
        return;
    const bool encoded = text[to - 1] != '\\' && text[to - 1] != '/';
    const bool windows = text[to - 1] == '\\' || (encoded && lower(text[to - 1]) == 'c');
    // "/users/anna" in lower case is some server's resource, unless a drive stands before it.
    auto root = from;
    while (root > 0 && from - root < 9 && in(slashes, text[root - 1])) --root;
    const bool drive =
        root > 0 && text[root - 1] == ':' && !(from - root == 2 && text[from - 1] == '/');
    if (!windows && !encoded && text[from] != 'U' && !drive) return;
    const auto at = skip(text, slashes, to, std::min(text.size(), to + 8));
    const auto bound = std::min(text.size(), at + longest);
    auto end = skip(text, user_bytes, at, bound);
    if (windows && byte_at(text, end) == ' ') {  // C:\Users\Anna Smith\Documents
        const auto whole = skip(text, windows_bytes, at, bound);
        if (byte_at(text, whole) == '\\') end = whole;
    }
    take_user(reading, at, end);
}

void recognise_user_word(Reading& reading, std::size_t, std::size_t to) {
    // -Duser.name=anna of Java, "started by anna in /opt" of Spring Boot
    const auto text = reading.text;
    const auto at = to + quote_at(text, to).length;
    take_user(reading, at, skip(text, user_bytes, at, std::min(text.size(), at + longest)));
}

void recognise_tilde(Reading& reading, std::size_t tilde) {
    const auto text = reading.text;  // ~anna/bin
    const char before = tilde > 0 ? text[tilde - 1] : ' ';
    if (!in(spaces, before) && std::string_view("\"'=:/(").find(before) == std::string_view::npos)
        return;
    const auto end = skip(text, user_bytes, tilde + 1, std::min(text.size(), tilde + longest));
    const char first = byte_at(text, tilde + 1);
    if (byte_at(text, end) == '/' && !in(digits, first) && first != '.')
        take_user(reading, tilde + 1, end);
}

}  // namespace diag::redact
