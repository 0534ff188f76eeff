// SPDX-License-Identifier: Apache-2.0
// A user and a password where no scheme, header or name says that they are: before the '@' of
// "admin:secret@10.0.0.5:554", behind an option that ends in "-auth", and in "-u admin -p secret"
// of any program.
#include "agent/redact/bare_pairs.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/addresses.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/host_names.hpp"
#include "agent/redact/names.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest_pair = 128;
constexpr std::size_t longest_host = 253;  // RFC 1035 2.3.4
constexpr std::size_t reach = 512;         ///< of a command line, in bytes
constexpr Table user_bytes = table_of("._-\\$", true, true);
constexpr Table host_bytes = table_of(".-", true);
constexpr Table pair_ends = table_of({" \t\r\n\v\f\"'<>`\0", 11}, false);
constexpr Table openers = table_of("=(,;[{|", false);

bool has_letter(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return in(alphanumerics, c) && !in(digits, c); });
}

/// Whether all of it are small letters: "root" of "login:root@10.0.0.5".
bool is_plain_word(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Whether a port of at most five digits ends `text` at `at`, or the word goes on no more.
bool is_port_at(std::string_view text, std::size_t at) {
    if (byte_at(text, at) != ':') return false;
    const auto end = skip(text, digits, at + 1, std::min(text.size(), at + 7));
    return end > at + 1 && end - at <= 6 && !in(word_bytes, byte_at(text, end));
}

/// Whether what follows an '@' is a host and no domain of mail: an address, or a name with a port.
bool is_host_at(std::string_view text, std::size_t at) {
    if (byte_at(text, at) == '[') return in(hex_digits, byte_at(text, at + 1));
    const auto end = skip(text, host_bytes, at, std::min(text.size(), at + longest_host));
    const auto host = text.substr(at, end - at);
    return !host.empty() &&
           (ipv4_of(host) || same_words(host, "localhost") || is_port_at(text, end));
}

/// What stands before a ':' and is no user: schemes without slashes and labels.
bool is_label(std::string_view user, std::string_view password) {
    constexpr std::array<std::string_view, 9> schemes{"sip",    "sips", "tel",  "ssh", "scp",
                                                      "mailto", "acct", "xmpp", "jdbc"};
    constexpr std::array<std::string_view, 14> labels{"user", "for",   "by",    "host",  "info",
                                                      "warn", "from",  "to",    "login", "as",
                                                      "peer", "error", "debug", "node"};
    const auto is_user = [&](std::string_view each) { return same_words(user, each); };
    return std::any_of(schemes.begin(), schemes.end(), is_user) ||
           (is_plain_word(password) && std::any_of(labels.begin(), labels.end(), is_user));
}

/// Where the pair begins that ends at `sign`: in a list, behind the host and comma of the one
/// before.
std::size_t behind_earlier_pair(std::string_view text, std::size_t from, std::size_t sign) {
    const auto run = text.substr(from, sign - from);
    const auto earlier = run.rfind('@');
    const auto comma = earlier == npos ? npos : run.find(',', earlier);
    return comma != npos && run.find(':', comma) != npos ? from + comma + 1 : from;
}

/// Past what parts words of a command line or of a list of them.
std::size_t past_gap(std::string_view text, std::size_t at, std::size_t bound) {
    static constexpr Table gaps = table_of({" \t\"',\\\0", 7}, false);
    return skip(text, gaps, at, bound);
}

/// Where the word at `at` ends.
std::size_t word_end(std::string_view text, std::size_t at, std::size_t bound) {
    static constexpr Table ends = table_of({" \t\r\n\"'\0", 7}, false);
    while (at < bound && !in(ends, text[at])) ++at;
    return at;
}

/// Whether a program of which "-u" or "-p" means something else stands in this line before.
bool means_something_else(std::string_view before) {
    constexpr std::array<std::string_view, 4> programs{"mysql", "mariadb", "journalctl",
                                                       "systemd-run"};
    return std::any_of(programs.begin(), programs.end(),
                       [&](std::string_view program) { return before.find(program) != npos; });
}

/// "8080:80/tcp", "123,456": ports and processes.
bool is_number(std::string_view word) {
    static constexpr Table of_numbers = table_of("0123456789:.,-/tcpud", false);
    return in(digits, word.front()) && skip(word, of_numbers, 0, word.size()) == word.size();
}

/// What begins with such signs is a path, a variable or an option.
bool looks_like_password(std::string_view word) {
    return word.size() >= 3 && std::string_view("-/.~$<").find(word.front()) == npos &&
           !is_number(word) && !is_no_secret(word);
}

bool takes_password(std::string_view option) {
    return option.starts_with("-p") || option.starts_with("-P");
}

/// What "-p" is set to among the options from `at` on, apart or attached.
Run password_behind(std::string_view text, std::size_t at, std::size_t bound) {
    constexpr int most_options = 6;
    for (int option = 0; option < most_options; ++option) {
        const auto from = past_gap(text, at, bound);
        if (byte_at(text, from) != '-') return {};
        const auto to = word_end(text, from, bound);
        const auto value = past_gap(text, to, bound);
        const auto end = word_end(text, value, bound);
        if (takes_password(text.substr(from, to - from))) {
            if (to - from == 2) return {value, end};
            if (is_mixed(text.substr(from + 2, to - from - 2))) return {from + 2, to};
        }
        at = byte_at(text, value) == '-' ? to : end;
    }
    return {};
}

/// The word that stands between "-p" and `at`.
Run password_before(std::string_view text, std::size_t at, std::size_t floor) {
    const auto before = text.substr(floor, at - floor);
    const auto option = std::max(before.rfind(" -p ") + 1, before.rfind(" -P ") + 1);
    if (option == 0) return {};
    const auto value = past_gap(text, floor + option + 2, at);
    const auto end = word_end(text, value, at);
    const bool last = past_gap(text, end, at) == at;
    return last && is_mixed(text.substr(value, end - value)) ? Run{value, end} : Run{};
}

/// A program's name that stands where a user would: "python -u probe.py".
bool is_script(std::string_view word) {
    return word.ends_with(".py") || word.ends_with(".sh") || word.ends_with(".js");
}

}  // namespace

bool take_pair(Reading& reading, std::size_t from, std::size_t to) {
    const auto word = reading.text.substr(from, to - from);
    const auto colon = word.find(':');
    if (colon == npos || colon == 0) return false;
    const auto user = word.substr(0, colon), password = word.substr(colon + 1);
    const char first = byte_at(password, 0);
    if (first == '/' || first == '\\' || first == '$' || first == ' ' || is_no_secret(password))
        return false;
    if (skip(user, user_bytes, 0, user.size()) != user.size() || !has_letter(user)) return false;
    if (is_label(user, password)) return false;
    reading.take(from, from + colon, Kind::user, Shape::url);
    reading.take(from + colon + 1, to, Kind::secret, Shape::url);
    return true;
}

bool is_mixed(std::string_view word) {
    const bool digit = std::any_of(word.begin(), word.end(), [](char c) { return in(digits, c); });
    return word.size() >= 5 && digit && has_letter(word);
}

void recognise_pair_before_host(Reading& reading, std::size_t sign) {
    const auto text = reading.text;
    if (!is_host_at(text, sign + 1)) return;
    const auto floor = sign > longest_pair ? sign - longest_pair : 0;
    auto from = sign;
    while (from > floor && !in(pair_ends, text[from - 1])) --from;
    from = behind_earlier_pair(text, from, sign);
    const auto run = text.substr(from, sign - from);
    const auto colon = run.find(':');
    if (colon == npos || run.find("//") != npos) return;
    auto user = from + colon;
    while (user > from && !in(openers, text[user - 1])) --user;
    if (!take_pair(reading, user, sign)) return;
    const auto end = host_end(text, sign + 1);
    if (is_taken_host(text.substr(sign + 1, end - sign - 1)))
        reading.take(sign + 1, end, Kind::host);
}

void recognise_auth_option(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // --auth admin:secret, --basic-auth=admin:secret
    const auto floor = from > 32 ? from - 32 : 0;
    auto option = from;
    while (option > floor && (in(alphanumerics, text[option - 1]) || text[option - 1] == '-'))
        --option;
    if (text[option] != '-') return;
    const auto at = past_gap(text, to, std::min(text.size(), to + 4));
    take_pair(reading, at, word_end(text, at, line_end(text, at, longest_pair)));
}

void recognise_user_option(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // probe.py -u admin -p secret
    if (text[from] == '-' && (from == 0 || text[from - 1] != '\0')) return;
    const auto bound = line_end(text, to, reach);
    const auto at = past_gap(text, to, bound);
    const auto end = word_end(text, at, bound);
    const auto user = text.substr(at, end - at);
    if (user.empty() || user.front() == '-' || is_script(user)) return;
    const auto start = line_start(text, from, reach);
    if (means_something_else(text.substr(start, from - start))) return;
    const auto colon = user.find(':');
    if (colon != npos && is_mixed(user.substr(colon + 1)) && take_pair(reading, at, end)) return;
    auto password = password_behind(text, end, bound);
    if (password.to == 0) password = password_before(text, from, start);
    if (looks_like_password(text.substr(password.from, password.to - password.from)))
        reading.take(password.from, password.to, Kind::secret);
}

void recognise_literal_option(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // kubectl create secret generic x --from-literal=key=secret
    const auto start = line_start(text, from, reach);
    if (text.substr(start, from - start).find("configmap") != npos) return;
    static constexpr Table gaps = table_of(" =\"'\\,", false);
    const auto bound = line_end(text, to, reach);
    const auto key = skip(text, gaps, to, std::min(bound, to + 8));
    const auto sign = skip(text, name_bytes, key, bound);
    if (sign == key || byte_at(text, sign) != '=') return;
    const char quote = text[key - 1] == '"' || text[key - 1] == '\'' ? text[key - 1] : '\0';
    const auto value = sign + 1 + quote_at(text, sign + 1).length;
    const char close = value > sign + 1 ? text[value - 1] : quote;
    const auto end = close == '\0' ? word_end(text, value, bound)
                                   : std::min(text.substr(0, bound).find(close, value), bound);
    if (byte_at(text, value) != '$' && !is_no_secret(text.substr(value, end - value)))
        reading.take(value, end, Kind::secret);
}

}  // namespace diag::redact
