// SPDX-License-Identifier: Apache-2.0
// Kinds of bytes of ASCII, and runs of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace diag::proof {

inline constexpr auto npos = std::string_view::npos;

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_letter(char c) { return is_lower(c) || is_upper(c); }
inline bool is_word(char c) { return is_letter(c) || is_digit(c); }
inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
inline bool is_base64(char c) { return is_word(c) || c == '+' || c == '/' || c == '='; }
inline bool is_token(char c) { return is_word(c) || c == '_' || c == '-'; }
inline char folded(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

inline char byte(std::string_view text, std::size_t at) {
    return at < text.size() ? text[at] : '\0';
}
inline char byte_before(std::string_view text, std::size_t at) {
    return at > 0 ? text[at - 1] : '\0';
}

template <class Test>
std::size_t run(std::string_view text, std::size_t from, std::size_t most, Test test) {
    auto to = from;
    while (to < text.size() && to - from < most && test(text[to])) ++to;
    return to - from;
}

inline bool same(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, folded, folded);
}

}  // namespace diag::proof
