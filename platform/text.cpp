// SPDX-License-Identifier: Apache-2.0
#include "platform/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace diag {
namespace {

template <class Number>
std::optional<Number> whole(std::string_view text) {
    Number number{};
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc{} || stop != end) return std::nullopt;
    return number;
}

/// Length of the well-formed UTF-8 sequence at the start of `bytes`, 0 if there is none (RFC 3629).
std::size_t sequence_length(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const auto first = at(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xC2 ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    if (length == 0 || length > bytes.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((at(i) & 0xC0) != 0x80) return 0;
    if (first == 0xE0 && at(1) < 0xA0) return 0;   // overlong
    if (first == 0xED && at(1) >= 0xA0) return 0;  // surrogates
    if (first == 0xF0 && at(1) < 0x90) return 0;   // overlong
    if (first == 0xF4 && at(1) >= 0x90) return 0;  // above U+10FFFF
    return length;
}

/// Of well-formed UTF-8: C0 but newline and tab, DEL, C1 (NEL and CSI are among them), U+2028 and
/// U+2029, and what embeds, overrides or isolates a direction (UAX 9).
bool commands_a_terminal(std::string_view sequence) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
    const auto first = at(0);
    if (first < 0x20) return first != '\n' && first != '\t';
    if (first == 0x7F) return true;
    if (first == 0xC2) return at(1) < 0xA0;
    if (first != 0xE2) return false;
    return at(1) == 0x80 && at(2) >= 0xA8 && at(2) <= 0xAE;
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0;;) {
        at = line.find_first_not_of(" \t", at);
        if (at == std::string_view::npos) return words;
        const auto end = line.find_first_of(" \t", at);
        words.push_back(line.substr(at, end - at));
        if (end == std::string_view::npos) return words;
        at = end;
    }
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view newest_lines(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    const auto from = text.find('\n', text.size() - limit - 1);
    return from == std::string_view::npos ? std::string_view{} : text.substr(from + 1);
}

std::string lowered(std::string_view text) {
    std::string result(text);
    for (auto& letter : result) letter = lower(letter);
    return result;
}

std::optional<std::int64_t> integer(std::string_view text) { return whole<std::int64_t>(text); }
std::optional<std::uint64_t> natural(std::string_view text) { return whole<std::uint64_t>(text); }

std::optional<double> real(std::string_view text) {
    const auto number = whole<double>(text);
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (bytes < 1024) return std::to_string(bytes) + " B";
    auto amount = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (amount >= 1023.95 && unit + 1 < units.size()) {
        amount /= 1024;
        ++unit;
    }
    return fixed(amount, 1) + " " + units.at(unit);
}

std::string fixed(double value, int decimals) {
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::optional<std::size_t> first_control_character(std::string_view text) {
    std::size_t line = 1;
    for (const char letter : text) {
        if (letter == '\n') ++line;
        const auto byte = static_cast<unsigned char>(letter);
        const bool allowed = letter == '\n' || letter == '\r' || letter == '\t';
        if ((byte < 0x20 && !allowed) || byte == 0x7f) return line;
    }
    return std::nullopt;
}

std::string printable(std::string_view bytes) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto length = sequence_length(bytes);
        if (length == 0 || commands_a_terminal(bytes.substr(0, length)))
            text += replacement;
        else
            text += bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return text;
}

std::string one_line(std::string_view bytes) {
    auto line = printable(bytes);
    for (auto& letter : line)
        if (letter == '\n' || letter == '\t') letter = ' ';
    return line;
}

}  // namespace diag
