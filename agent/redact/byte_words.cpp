// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/byte_words.hpp"

#include <algorithm>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

std::size_t past_prefix(std::string_view text, std::size_t at, std::size_t end) {
    if (end - at > 2 && text[at] == '0' && lower(text[at + 1]) == 'x') return at + 2;
    return end - at > 1 && lower(text[at]) == 'x' ? at + 1 : at;
}

/// Adds the word as pairs of hexadecimal digits; false where it is none.
bool add_hex(ByteWords& all, std::string_view text, std::size_t from, std::size_t to) {
    const auto first = past_prefix(text, from, to);
    const auto size = to - first;
    if (size == 0 || size % 2 != 0 || size > 8) return false;
    if (skip(text, hex_digits, first, to) != to) return false;
    all.add(from, to);
    const auto value = [&](char digit) {
        return digit <= '9' ? digit - '0' : lower(digit) - 'a' + 10;
    };
    for (auto at = first; at < to; at += 2)
        all.bytes += static_cast<char>(value(text[at]) << 4 | value(text[at + 1]));
    return true;
}

/// Adds the word as a number of a byte, with or without a sign.
bool add_number(ByteWords& all, std::string_view text, std::size_t from, std::size_t to) {
    const bool negative = text[from] == '-';
    const auto first = from + (negative ? 1 : 0);
    if (first == to || to - from > 4 || skip(text, digits, first, to) != to) return false;
    int value = 0;
    for (auto at = first; at < to; ++at) value = value * 10 + (text[at] - '0');
    if (value > (negative ? 128 : 255)) return false;
    all.add(from, to);
    all.bytes += static_cast<char>((negative ? -value : value) & 255);
    return true;
}

/// Adds the word as a number of two bytes in hexadecimal, the lower first, as od -x has them.
bool add_swapped(ByteWords& all, std::string_view text, std::size_t from, std::size_t to) {
    if (to - from != 4 || skip(text, hex_digits, from, to) != to) return false;
    add_hex(all, text, from, to);
    std::swap(all.bytes.back(), all.bytes[all.bytes.size() - 2]);
    return true;
}

/// Adds the word as od has it where it is asked for nothing: an octal number of one or two bytes.
bool add_octal(ByteWords& all, std::string_view text, std::size_t from, std::size_t to) {
    if (to - from != 3 && to - from != 6) return false;
    unsigned value = 0;
    for (auto at = from; at < to; ++at) {
        if (text[at] < '0' || text[at] > '7') return false;
        value = value * 8 + static_cast<unsigned>(text[at] - '0');
    }
    if (value > (to - from == 3 ? 0xffU : 0xffffU)) return false;
    all.add(from, to);
    all.bytes += static_cast<char>(value & 255);
    if (to - from == 6) all.bytes += static_cast<char>(value >> 8);
    return true;
}

}  // namespace

const std::array<ByteWay, 4> byte_ways{{{add_hex, false, true},
                                        {add_number, true, false},
                                        {add_swapped, false, false},
                                        {add_octal, false, false}}};

}  // namespace diag::redact
