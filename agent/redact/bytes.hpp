// SPDX-License-Identifier: Apache-2.0
// Kinds of bytes, by table: locale-free, and the same on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "platform/text.hpp"

namespace diag::redact {

using Table = std::array<bool, 256>;

/// Bytes of one kind that stand in a row.
struct Run {
    std::size_t from = 0;
    std::size_t to = 0;
};

consteval Table table_of(std::string_view members, bool alphanumeric, bool beyond_ascii = false) {
    Table table{};
    for (const char c : members) table[static_cast<unsigned char>(c)] = true;
    for (unsigned c = 0; c < 256; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (alphanumeric && (letter || (c >= '0' && c <= '9'))) table[c] = true;
        if (beyond_ascii && c >= 0x80) table[c] = true;
    }
    return table;
}

inline constexpr Table alphanumerics = table_of("", true);
inline constexpr Table word_bytes = table_of("_", true, true);
/// Of a key's name: "spring.datasource.password", "user-password", "contraseña".
inline constexpr Table name_bytes = table_of("_-.", true, true);
inline constexpr Table hex_digits = table_of("0123456789abcdefABCDEF", false);
inline constexpr Table digits = table_of("0123456789", false);
inline constexpr Table blanks = table_of(" \t", false);
inline constexpr Table spaces = table_of(" \t\r\n\v\f", false);
inline constexpr Table base64_bytes = table_of("+/=_-", true);
/// Without the letters that stand for two of it in URLs (RFC 4648 5).
inline constexpr Table base64_only = table_of("+/=", true);

inline bool in(const Table& table, char c) { return table[static_cast<unsigned char>(c)]; }

/// The byte at `at`, or NUL outside the text.
inline char byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? text[at] : '\0';
}

/// The first byte from `at` on, before `bound`, that is not in `table`.
inline std::size_t skip(std::string_view text, const Table& table, std::size_t at,
                        std::size_t bound) {
    while (at < bound && in(table, text[at])) ++at;
    return at;
}

/// Past blanks and tabs.
inline std::size_t skip_blanks(std::string_view text, std::size_t at) {
    return skip(text, blanks, at, text.size());
}

/// Whether `text` begins with `words` (given in lower case) at `at`, in either case.
inline bool says(std::string_view text, std::size_t at, std::string_view words) {
    if (at > text.size() || text.size() - at < words.size()) return false;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (lower(text[at + i]) != words[i]) return false;
    return true;
}

/// Whether no byte of `inside` stands beside [from, to).
inline bool stands_alone(std::string_view text, std::size_t from, std::size_t to,
                         const Table& inside) {
    return (from == 0 || !in(inside, text[from - 1])) && !in(inside, byte_at(text, to));
}

/// Whether all of `text` is `words` (given in lower case), in either case.
inline bool same_words(std::string_view text, std::string_view words) {
    return text.size() == words.size() && says(text, 0, words);
}

/// Whether an escape ends before `at`: %2F, \n, \u0026. A word begins behind it as behind a gap.
bool follows_escape(std::string_view text, std::size_t at);

/// Where the line that holds `at` ends: its newline, or `bound` bytes on, or the end of the text.
std::size_t line_end(std::string_view text, std::size_t at, std::size_t bound);

/// Where the line that holds `at` begins, looking back no further than `bound` bytes.
std::size_t line_start(std::string_view text, std::size_t at, std::size_t bound);

}  // namespace diag::redact
