// SPDX-License-Identifier: Apache-2.0
// Cutting and reading text. Views point into what they were given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace diag {

/// Lines without their newline; a last line without one counts, an empty last one does not.
std::vector<std::string_view> lines_of(std::string_view text);

/// Words between runs of spaces and tabs.
std::vector<std::string_view> words_of(std::string_view line);

/// Parts between single `separator`s, empty ones kept.
std::vector<std::string_view> parts_of(std::string_view text, char separator);

std::string_view trimmed(std::string_view text);

/// The end of `text`, at most `limit` bytes, beginning with a whole line.
std::string_view newest_lines(std::string_view text, std::size_t limit);

/// ASCII letters in lower case, every other byte as it is, whatever the locale.
constexpr char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}
std::string lowered(std::string_view text);

/// "a, b, c" of texts or whole numbers.
template <class Words>
std::string joined(const Words& words, std::string_view between = ", ") {
    std::string text;
    for (const auto& word : words) {
        if (!text.empty()) text += between;
        if constexpr (std::is_integral_v<std::remove_cvref_t<decltype(word)>>)
            text += std::to_string(word);
        else
            text += word;
    }
    return text;
}

/// The whole text as a decimal number, or nothing.
std::optional<std::int64_t> integer(std::string_view text);
std::optional<std::uint64_t> natural(std::string_view text);
std::optional<double> real(std::string_view text);

/// "3.2 GiB", "512 B": binary multiples, one decimal from KiB on.
std::string bytes_text(std::uint64_t bytes);

/// `value` with `decimals` after the point, no exponent.
std::string fixed(double value, int decimals);

/// The line, from 1, of the first control character other than newline, return and tab.
std::optional<std::size_t> first_control_character(std::string_view text);

/// Well-formed UTF-8, with U+FFFD for what was not, for control characters but newline and tab, and
/// for what separates lines or turns the direction of writing.
std::string printable(std::string_view bytes);

/// printable() on one line: nothing in a text from outside can look like a line of ours.
std::string one_line(std::string_view bytes);

}  // namespace diag
