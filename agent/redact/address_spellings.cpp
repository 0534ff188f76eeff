// SPDX-License-Identifier: Apache-2.0
// Addresses in spellings that bit masks do not find: encoded, dotted, dashed, without separators.
#include <algorithm>
#include <string>

#include "agent/redact/addresses.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

bool stands_alone(std::string_view text, std::size_t from, std::size_t to, const Table& inside) {
    return (from == 0 || !in(inside, text[from - 1])) && !in(inside, byte_at(text, to));
}

/// `text` with its "%3A" as colons.
std::string with_colons(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool encoded = text[at] == '%';
        plain += encoded ? ':' : text[at];
        if (encoded) at += 2;
    }
    return plain;
}

/// Where the hexadecimal digits and "%3A" around `at` begin or end.
std::size_t encoded_start(std::string_view text, std::size_t at) {
    const auto floor = at > 80 ? at - 80 : 0;
    while (at > floor) {
        if (at >= 3 && says(text, at - 3, "%3a"))
            at -= 3;
        else if (in(hex_digits, text[at - 1]) && !follows_escape(text, at))
            --at;
        else
            break;
    }
    return at;
}
std::size_t encoded_end(std::string_view text, std::size_t at) {
    const auto bound = std::min(text.size(), at + 80);
    while (at < bound) {
        if (says(text, at, "%3a"))
            at += 3;
        else if (in(hex_digits, text[at]))
            ++at;
        else
            break;
    }
    return at;
}

bool is_mac(std::string_view plain) {
    if (plain.size() != 17) return false;
    for (std::size_t i = 0; i < plain.size(); ++i)
        if (i % 3 == 2 ? plain[i] != ':' : !in(hex_digits, plain[i])) return false;
    return true;
}

}  // namespace

void recognise_dotted_mac(Reading& reading, std::size_t dot) {
    const auto text = reading.text;
    if (dot < 4) return;
    const auto from = dot - 4, to = dot + 10;
    if (to > text.size() || !stands_alone(text, from, to, word_bytes)) return;
    if (from > 0 && text[from - 1] == '.') return;
    if (byte_at(text, to) == '.' && in(hex_digits, byte_at(text, to + 1))) return;
    bool letter = false, digit = false;
    for (auto at = from; at < to; ++at) {
        if ((at - from) % 5 == 4) continue;
        if (!in(hex_digits, text[at])) return;
        (in(digits, text[at]) ? digit : letter) = true;
    }
    if (letter && digit) reading.take(from, to, Kind::mac);
}

void recognise_mac_field(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (from > 0 && in(alphanumerics, text[from - 1])) return;
    static constexpr Table between = table_of("_addressADDRESS\"\\=: >", false);
    const auto at = skip(text, between, to, std::min(text.size(), to + 16));
    // "macAddress: add..." would lose its first letters to the name.
    for (auto begin = at; begin > to && at - begin < 8; --begin) {
        const auto end = skip(text, hex_digits, begin, std::min(text.size(), begin + 13));
        if (end - begin == 12 && stands_alone(text, begin, end, alphanumerics))
            return reading.take(begin, end, Kind::mac);
    }
}

void recognise_encoded_colons(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (from < reading.encoded_end) return;
    const auto begin = encoded_start(text, from), end = encoded_end(text, to);
    reading.encoded_end = end;
    const auto plain = with_colons(text.substr(begin, end - begin));
    if (is_mac(plain)) return reading.take(begin, end, Kind::mac);
    const auto groups = ipv6_of(plain);
    if (groups && !keeps_ipv6(*groups) && std::count(plain.begin(), plain.end(), ':') > 2)
        reading.take(begin, end, Kind::ipv6);
}

}  // namespace diag::redact
