// SPDX-License-Identifier: Apache-2.0
// Digits of base64 and hexadecimal as they stand in texts: escaped, and in lines.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "agent/redact/bytes.hpp"
#include "agent/redact/masks.hpp"

namespace diag::redact {

/// Digits of base64 in both alphabets, those of hexadecimal among them.
inline constexpr Table digit_run_bytes = table_of("+/_-", true);
inline constexpr ByteSet digit_run_set = set_of(digit_run_bytes);

/// The value of each digit of base64 in both alphabets (RFC 4648), 64 for none.
inline constexpr auto sextets = [] {
    std::array<unsigned char, 256> table{};
    for (auto& each : table) each = 64;
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < letters.size(); ++i)
        table[static_cast<unsigned char>(letters[i])] = static_cast<unsigned char>(i);
    table['-'] = 62;
    table['_'] = 63;
    return table;
}();

inline unsigned nibble(char digit) {
    return static_cast<unsigned>(digit <= '9' ? digit - '0' : lower(digit) - 'a' + 10);
}

/// A digit that is written as "\/", "\u002b" or "%2B"; `length` 0 where there is none.
struct Escape {
    std::size_t length = 0;
    char digit = '\0';
};

Escape escape_at(std::string_view text, std::size_t at);

/// Where the next line begins if `at` is a line's end, raw or escaped; else `at`.
std::size_t past_line_end(std::string_view text, std::size_t at);

}  // namespace diag::redact
