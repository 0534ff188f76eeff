// SPDX-License-Identifier: Apache-2.0
// Licence keys, where a word or their form tells, and the words of snmpd.conf and its kin.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t longest = 128;
constexpr Table key_bytes = table_of("-_+/=", true);

std::size_t count_in(std::string_view text, const Table& table) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [&](char c) { return in(table, c); }));
}

/// Letters and at least three digits, in groups or long: no word, no date, no version.
bool looks_like_key(std::string_view value) {
    const auto numbers = count_in(value, digits);
    const auto letters = count_in(value, alphanumerics) - numbers;
    const auto dashes = static_cast<std::size_t>(std::count(value.begin(), value.end(), '-'));
    if (letters == 0) return numbers >= 16 && dashes >= 3 && numbers + dashes == value.size();
    return value.size() >= 12 && numbers >= 3 && letters >= 2 &&
           (dashes >= 2 || value.size() >= 16);
}

/// Takes the key at `at`, if there is one.
bool take_key(Reading& reading, std::size_t at) {
    const auto text = reading.text;
    at += quote_at(text, at).length;
    const auto end = skip(text, key_bytes, at, std::min(text.size(), at + longest));
    const char after = byte_at(text, end);
    if (after == '.' && in(alphanumerics, byte_at(text, end + 1))) return false;  // a file
    if (!looks_like_key(text.substr(at, end - at))) return false;
    reading.take(at, end, Kind::secret);
    return true;
}

/// Behind "key", "code" or "number" after a word of licences, or `at`.
std::size_t past_noun(std::string_view text, std::size_t at) {
    const auto next = skip(text, blanks, at, std::min(text.size(), at + 3));
    for (const std::string_view noun : {"key", "code", "number", "no.", "#"})
        if (says(text, next, noun)) return next + noun.size();
    return at;
}

/// Takes the word or quotation at `at`, whatever it is.
void take_next(Reading& reading, std::size_t at) {
    const auto text = reading.text;
    const auto word = word_at(text, at, line_end(text, at, longest),
                              [&](std::size_t place) { return in(spaces, text[place]); });
    if (!is_no_secret(text.substr(word.from, word.to - word.from)))
        reading.take(word.from, word.to, Kind::secret);
}

std::size_t next_word(std::string_view text, std::size_t at) {
    const auto bound = line_end(text, at, longest);
    while (at < bound && !in(spaces, text[at])) ++at;
    return skip(text, blanks, at, bound);
}

}  // namespace

void recognise_licence(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    auto name = name_around(text, from, to);
    name.to = past_noun(text, name.to);
    if (const auto opening = opening_after(text, name); opening && take_key(reading, opening->at))
        return;
    const auto at = skip(text, blanks, name.to, std::min(text.size(), name.to + 4));
    if (at > name.to) take_key(reading, at);
}

void recognise_grouped_key(Reading& reading, std::size_t dash) {
    // XXXXX-XXXXX-XXXXX-XXXXX and one group more, in capitals
    const auto text = reading.text;
    if (dash < 5) return;
    static constexpr Table group_bytes = table_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-", false);
    const auto from = dash - 5;
    if (from > 0 && in(base64_bytes, text[from - 1])) return;
    const auto end = skip(text, group_bytes, from, std::min(text.size(), from + 60));
    if (end - from < 23 || (end - from) % 6 != 5 || in(base64_bytes, byte_at(text, end))) return;
    for (auto at = from; at < end; ++at)
        if ((text[at] == '-') != ((at - from) % 6 == 5)) return;
    const auto word = text.substr(from, end - from);
    const auto numbers = count_in(word, digits);
    if (numbers >= 3 && numbers + 3 <= count_in(word, alphanumerics))
        reading.take(from, end, Kind::secret);
}

void recognise_community_word(Reading& reading, std::size_t from, std::size_t to) {
    // rocommunity WORD, com2sec [-Cn CONTEXT] NAME SOURCE WORD, trapsink HOST WORD
    const auto text = reading.text;
    if (from > 0 && in(word_bytes, text[from - 1])) return;
    auto at = skip(text, name_bytes, to, std::min(text.size(), to + 8));
    if (!in(blanks, byte_at(text, at))) return;
    at = skip(text, blanks, at, line_end(text, at, longest));
    if (lower(text[from]) == 'c')  // com2sec
        for (int words = says(text, at, "-cn") ? 4 : 2; words > 0; --words)
            at = next_word(text, at);
    else if (says(text, to - 4, "sink"))
        at = next_word(text, at);
    take_next(reading, at);
}

void recognise_snmp_server(Reading& reading, std::size_t, std::size_t to) {
    // snmp-server community WORD RO; snmp-server host H version 2c WORD
    const auto text = reading.text;
    const auto bound = line_end(text, to, longest);
    const auto line = text.substr(to, bound - to);
    for (const std::string_view before :
         {"community ", "version 2c ", "version 1 ", "auth md5 ", "auth sha ", "priv des ",
          "priv aes 128 ", "priv aes 256 "})
        if (const auto found = line.find(before); found != line.npos)
            take_next(reading, to + found + before.size());
}

void recognise_snmp_user(Reading& reading, std::size_t, std::size_t to) {
    // createUser NAME SHA "..." AES "..."
    const auto text = reading.text;
    const auto bound = line_end(text, to, 2 * longest);
    for (auto at = next_word(text, skip(text, blanks, to, bound)); at < bound;) {
        const auto following = next_word(text, at);
        for (const std::string_view scheme : {"md5 ", "sha ", "sha-", "des ", "aes ", "aes-"})
            if (says(text, at, scheme)) take_next(reading, following);
        if (following <= at) return;
        at = following;
    }
}

}  // namespace diag::redact
