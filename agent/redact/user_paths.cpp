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
constexpr std::array<std::string_view, 19> nobodies{
    "public",  "default",   "all users", "default user",   "shared", "administrator",
    "system",  "localhost", "safr",      "safr-diag",      "me",     "root",
    "login",   "search",    "current",   "defaultapppool", "guest",  "lastrun",
    "crontabs"};

/// What is mounted below /media by others than a user's desktop.
constexpr auto media = std::to_array<std::string_view>(
    {"apt",    "audio",   "backup", "backups", "cd",     "cdrom",   "cdrom0",   "cdrom1",
     "data",   "disk",    "disks",  "dvd",     "dvdrom", "export",  "external", "files",
     "floppy", "floppy0", "hdd",    "images",  "mmc",    "nas",     "nfs",      "raid",
     "sd",     "sdcard",  "share",  "ssd",     "static", "storage", "stream",   "uploads",
     "usb",    "usb0",    "usb1",   "usbdisk", "video",  "videos"});

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

/// Whether a path may begin at `at`: behind a blank, a quote or what parts it from a name.
bool begins_path(std::string_view text, std::size_t at) {
    constexpr Table between = table_of(" \t\r\n\"'`=:,;([<>|", false);
    return at == 0 || in(between, text[at - 1]) || follows_escape(text, at);
}

/// home/anna/x and Users/anna/x, as tar has them: the root is written as systems do, and the path
/// goes on behind the user who ends at `end`.
bool begins_relative(std::string_view text, std::size_t from, std::size_t end,
                     std::string_view root) {
    return text.substr(from).starts_with(root) && begins_path(text, from) &&
           byte_at(text, end) == '/';
}

}  // namespace

void recognise_home(Reading& reading, std::size_t from, std::size_t to) {
    // /home/anna; the slash behind may be escaped: "\/home\/anna"
    const auto text = reading.text;
    const auto end = skip(text, user_bytes, to, std::min(text.size(), to + longest));
    const bool below = text[from] == '/' || (from > 0 && in(slashes, text[from - 1])) ||
                       follows_escape(text, from) || !says(text, from, "home");
    if (below || begins_relative(text, from, end, "home")) take_user(reading, to, end);
}

void recognise_home_share(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // behind a server's name and two backslashes or more
    if (from == 0 || text[from - 1] != '\\') return;
    const auto floor = from > longest ? from - longest : 0;
    const auto back_over = [&](std::size_t at, const Table& table) {
        while (at > floor && in(table, text[at - 1])) --at;
        return at;
    };
    const auto server_end = back_over(from, slashes);
    const auto server = back_over(server_end, user_bytes);
    // Where backslashes are escaped each of them is two.
    if (server == server_end || server - back_over(server, slashes) < 2 * (from - server_end))
        return;
    const auto at = skip(text, slashes, to, std::min(text.size(), to + 8));
    take_user(reading, at, skip(text, user_bytes, at, std::min(text.size(), at + longest)));
}

void recognise_medium(Reading& reading, std::size_t from, std::size_t to) {
    // /media/anna/disk of a desktop, at the beginning of a path and of no request
    const auto text = reading.text;
    const auto before = text.substr(from > 5 ? from - 5 : 0, std::min<std::size_t>(from, 5));
    for (const std::string_view method : {"GET ", "PUT ", "POST ", "HEAD "})
        if (before.ends_with(method)) return;
    if (!begins_path(text, from)) return;
    const auto end = skip(text, user_bytes, to, std::min(text.size(), to + longest));
    const auto name = text.substr(to, end - to);
    const bool others = std::any_of(media.begin(), media.end(),
                                    [&](std::string_view each) { return same_words(name, each); });
    if (!others && byte_at(text, end) == '/' && in(user_bytes, byte_at(text, end + 1)))
        take_user(reading, to, end);
}

void recognise_users_folder(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    // Documents and Settings, Dokumente und Einstellungen, \\server\Users$
    const bool settings = lower(text[from]) != 'u';
    const bool below =
        from > 0 && (settings || in(slashes, text[from - 1]) || follows_escape(text, from));
    if (!below) {
        const auto end = skip(text, user_bytes, to, std::min(text.size(), to + longest));
        if (begins_relative(text, from, end, "Users/")) take_user(reading, to, end);
        return;
    }
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
