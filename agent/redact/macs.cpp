// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/macs.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t pairs_of_address = 6;
constexpr std::size_t length_of_address = 17;
constexpr std::size_t most_pairs = 24;  ///< of what holds an address; fingerprints may have more

/// Pairs in a row.
struct Pairs {
    std::size_t count = 0;
    std::array<std::uint8_t, most_pairs> values{};

    bool begin_with(std::initializer_list<std::uint8_t> bytes, std::size_t at = 0) const {
        return std::equal(bytes.begin(), bytes.end(), values.begin() + at);
    }
};

unsigned value_of(char digit) {
    return static_cast<unsigned>(digit <= '9' ? digit - '0' : lower(digit) - 'a' + 10);
}

Pairs pairs_at(std::string_view text, std::size_t at, char separator) {
    Pairs pairs;
    for (; pairs.count < most_pairs; at += 3) {
        const char first = byte_at(text, at), second = byte_at(text, at + 1);
        const char after = byte_at(text, at + 2);
        if (!in(hex_digits, first) || !in(hex_digits, second)) break;
        if (after != separator && in(word_bytes, after)) break;
        pairs.values[pairs.count++] =
            static_cast<std::uint8_t>(value_of(first) << 4 | value_of(second));
        if (after != separator) break;
    }
    return pairs;
}

/// Whether the separator before `at` parts a group of digits from it: a pair, or a part of an IPv6
/// address. A name, "id:" or "node-", is none, though it may end in what could be a digit.
bool follows_group(std::string_view text, std::size_t at, char separator) {
    if (at < 2 || text[at - 1] != separator) return false;
    auto from = at - 1;
    while (from > 0 && at - from < 7 && in(hex_digits, text[from - 1])) --from;
    const auto length = at - 1 - from;
    return length > 0 && length <= 4 && (from == 0 || !in(word_bytes, text[from - 1]));
}

/// What netfilter logs as "MAC=": both addresses of a frame and what it carries (IEEE 802.3 3.1.1).
bool is_frame(std::string_view text, std::size_t from, const Pairs& pairs) {
    if (pairs.count < 2 * pairs_of_address) return false;
    if (from >= 4 && says(text, from - 4, "mac=")) return true;
    if (pairs.count != 2 * pairs_of_address + 2) return false;
    const auto carried = pairs.values[12] << 8 | pairs.values[13];
    return carried == 0x0800 || carried == 0x0806 || carried == 0x86dd;
}

/// Identifiers of DHCP clients that end with an address: of Ethernet (RFC 2132 9.14), DUIDs of time
/// and link or of the link alone (RFC 8415 11.2 and 11.4), and both behind "ff" and the number of
/// an interface (RFC 4361 6.1).
bool ends_with_address(const Pairs& pairs) {
    switch (pairs.count) {
        case 7:
            return pairs.begin_with({1});
        case 10:
            return pairs.begin_with({0, 3, 0, 1});
        case 14:
            return pairs.begin_with({0, 1, 0, 1});
        case 15:
            return pairs.begin_with({0xff}) && pairs.begin_with({0, 3, 0, 1}, 5);
        case 19:
            return pairs.begin_with({0xff}) && pairs.begin_with({0, 1, 0, 1}, 5);
        default:
            return false;
    }
}

/// Takes six of the pairs, unless they stand for nobody or for everybody.
void take_address(Reading& reading, std::size_t from, const Pairs& pairs, std::size_t first) {
    const auto begin = pairs.values.begin() + static_cast<std::ptrdiff_t>(first);
    const auto is_all = [&](std::uint8_t value) {
        return std::all_of(begin, begin + pairs_of_address,
                           [&](std::uint8_t each) { return each == value; });
    };
    if (is_all(0) || is_all(0xff)) return;
    const auto at = from + 3 * first;
    reading.take(at, at + length_of_address, Kind::mac);
}

}  // namespace

bool take_macs(Reading& reading, std::size_t from, char separator) {
    const auto text = reading.text;
    const bool begins = from == 0 || text[from - 1] == separator ||
                        !in(word_bytes, text[from - 1]) || follows_escape(text, from);
    if (!begins || follows_group(text, from, separator)) return false;
    const auto pairs = pairs_at(text, from, separator);
    if (pairs.count == pairs_of_address) {
        take_address(reading, from, pairs, 0);
    } else if (ends_with_address(pairs)) {
        take_address(reading, from, pairs, pairs.count - pairs_of_address);
    } else if (is_frame(text, from, pairs)) {
        take_address(reading, from, pairs, 0);
        take_address(reading, from, pairs, pairs_of_address);
    } else {
        return false;
    }
    return true;
}

void recognise_mac(Reading& reading, std::size_t dash) {
    if (dash >= 2) take_macs(reading, dash - 2, '-');
}

void recognise_underscored_mac(Reading& reading, std::size_t, std::size_t to) {
    take_macs(reading, to, '_');
}

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
        const char separator = byte_at(text, begin + 2);
        const bool spaced = end - begin == 2 && (separator == ' ' || separator == '_');
        if (spaced && take_macs(reading, begin, separator)) return;
    }
}

}  // namespace diag::redact
