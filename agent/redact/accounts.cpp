// SPDX-License-Identifier: Apache-2.0
// Users and passwords as programs take and keep them, without any name beside: "scott/tiger@orcl",
// "net use", .pgpass, hashes of passwords.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t reach = 512;
constexpr Table hash_bytes = table_of("./$=,+-_", true);
constexpr Table word_ends = table_of({" \t\r\n\"'`<>|\0", 10}, false);

/// The end of the word at `at`, before `bound`.
std::size_t word_end(std::string_view text, std::size_t at, std::size_t bound) {
    while (at < bound && !in(word_ends, text[at])) ++at;
    return at;
}

std::size_t next_word(std::string_view text, std::size_t at, std::size_t bound) {
    while (at < bound && (text[at] == ' ' || text[at] == '\t')) ++at;
    return at;
}

/// Takes the quotation or word at `at`; the place behind it.
std::size_t take_word(Reading& reading, std::size_t at, std::size_t bound) {
    const auto text = reading.text;
    const auto word =
        word_at(text, at, bound, [&](std::size_t place) { return in(word_ends, text[place]); });
    if (!is_no_secret(text.substr(word.from, word.to - word.from)))
        reading.take(word.from, word.to, Kind::secret);
    return word.next;
}

bool is_hex(std::string_view text) {
    return text.size() == 32 && skip(text, hex_digits, 0, text.size()) == text.size();
}

}  // namespace

void recognise_user_slash(Reading& reading, std::size_t, std::size_t to) {
    // sqlplus -S user/password@host
    const auto text = reading.text;
    const auto bound = line_end(text, to, reach);
    for (auto at = next_word(text, to, bound); at < bound;) {
        const auto end = word_end(text, at, bound);
        const auto word = text.substr(at, end - at);
        const auto slash = word.find('/');
        const auto sign = word.rfind('@');
        if (sign != npos && slash != npos && slash > 0 && slash < sign) {
            const auto host = word.find("@//");
            reading.take(at, at + slash, Kind::user);
            reading.take(at + slash + 1, at + std::min(host, sign), Kind::secret);
            return;
        }
        at = next_word(text, std::max(end, at + 1), bound);
    }
}

void recognise_net_use(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    const auto bound = line_end(text, to, reach);
    bool name_due = text[to - 2] == 'r' || text[to - 2] == 'R';  // net user NAME PASSWORD
    if (from > 0 && in(word_bytes, text[from - 1])) return;
    for (auto at = next_word(text, to, bound); at < bound;) {
        const auto end = std::max(word_end(text, at, bound), at + 1);
        const char first = text[at];
        if (end == at + 1 && !in(alphanumerics, first) && first != '*') return;
        const bool drive = end == at + 2 && text[at + 1] == ':';
        if (first != '/' && first != '\\' && first != '*' && !drive) {
            if (!name_due) return static_cast<void>(take_word(reading, at, bound));
            name_due = false;
        }
        at = next_word(text, end, bound);
    }
}

void recognise_last_word(Reading& reading, std::size_t, std::size_t to) {
    // htpasswd -b FILE NAME PASSWORD
    const auto text = reading.text;
    const auto bound = line_end(text, to, reach);
    auto at = next_word(text, to, bound);
    if (text.substr(at, 2).find('-') != 0 || text.substr(at, bound - at).find('b') == npos) return;
    for (int word = 0; word < 3; ++word) at = next_word(text, word_end(text, at, bound), bound);
    if (at < bound) take_word(reading, at, bound);
}

void recognise_word_after(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // radius-server key WORD, tacacs key 7 WORD
    const auto bound = line_end(text, to, reach);
    auto at = next_word(text, to, bound);
    if (in(digits, byte_at(text, at)) && byte_at(text, at + 1) == ' ') at += 2;
    if (at < bound) take_word(reading, at, bound);
}

void recognise_pair_after(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // HAProxy: stats auth USER:PASSWORD
    const auto bound = line_end(text, to, reach);
    const auto at = next_word(text, to, bound);
    const auto end = word_end(text, at, bound);
    const auto colon = text.substr(0, end).find(':', at);
    if (colon == npos || colon == at || is_no_secret(text.substr(colon + 1, end - colon - 1)))
        return;
    reading.take(at, colon, Kind::user);
    reading.take(colon + 1, end, Kind::secret);
}

void recognise_word_but_one(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;  // wpa_passphrase NETWORK PASSWORD
    const auto bound = line_end(text, to, reach);
    const auto first = next_word(text, to, bound);
    const auto end = word_at(text, first, bound, [&](std::size_t place) {
                         return in(word_ends, text[place]);
                     }).next;
    const auto at = next_word(text, end, bound);
    if (at < bound && at > end && text[at] != '<') take_word(reading, at, bound);
}

void recognise_piped(Reading& reading, std::size_t from, std::size_t) {
    // echo name:password | chpasswd
    const auto text = reading.text;
    const auto start = line_start(text, from, reach);
    const auto echo = text.substr(start, from - start).rfind("echo ");
    if (echo == npos) return;
    auto at = next_word(text, start + echo + 5, from);
    const auto colon = text.substr(at, from - at).find(':');
    if (colon != npos && text.substr(at, colon).find_first_of(" '\"") == npos) at += colon + 1;
    take_word(reading, at, from);
}

void recognise_pgpass(Reading& reading, std::size_t, std::size_t to) {
    // host:5432:database:user:password, and *:*:*:user:password
    const auto text = reading.text;
    const auto bound = line_end(text, to, reach);
    const auto end = word_end(text, to, bound);
    const auto word = text.substr(to, end - to);
    const auto first = word.find(':');
    if (first == npos || word.find('/') != npos) return;
    const auto second = word.find(':', first + 1);
    const auto from = second == npos ? (text[to - 2] == '*' ? first : npos) : second;
    if (from != npos && to + from + 1 < end) reading.take(to + from + 1, end, Kind::secret);
}

void recognise_hash(Reading& reading, std::size_t from, std::size_t) {
    // $6$salt$digest, as crypt(3) and its kin write them
    const auto text = reading.text;
    if (from < reading.run_end) return;
    const auto to = skip(text, hash_bytes, from, std::min(text.size(), from + reach));
    const auto word = text.substr(from, to - from);
    if (word.size() < 20 || std::count(word.begin(), word.end(), '$') < 3) return;
    reading.run_end = to;
    reading.take(from, to, Kind::secret);
}

void recognise_labelled_hash(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // {SSHA}base64 of LDAP (RFC 2307)
    const auto end = skip(text, base64_bytes, to, std::min(text.size(), to + reach));
    if (end - to >= 20) reading.take(from, end, Kind::secret);
}

void recognise_windows_hashes(Reading& reading, std::size_t from, std::size_t) {
    // name:500:LM hash:NT hash:::
    const auto text = reading.text;
    if (from < 65) return;
    if (text[from - 33] == ':' && is_hex(text.substr(from - 65, 32)) &&
        is_hex(text.substr(from - 32, 32)))
        reading.take(from - 65, from, Kind::secret);
}

}  // namespace diag::redact
