// SPDX-License-Identifier: Apache-2.0
#include "agent/report/screen.hpp"

#include <algorithm>

#include "agent/report/language.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 110;  ///< lines longer than this are hard to read
constexpr std::string_view plain = "\033[0m";

}  // namespace

Style style_of(Severity severity) {
    switch (severity) {
        case Severity::critical:
            return {"\u2716", "x", "\033[1;31m"};
        case Severity::warning:
            return {"\u25B2", "!", "\033[1;33m"};
        case Severity::unknown:
            return {"?", "?", "\033[1;35m"};
        case Severity::info:
            break;
    }
    return {"\u2022", "-", "\033[1;34m"};
}

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

Screen::Screen(bool colour, std::size_t width)
    : colour_(colour), utf8_(utf8_in_environment()), width_(std::clamp(width, narrowest, widest)) {}

std::string Screen::symbol(const Style& style) const {
    return painted(utf8_ ? style.symbol : style.ascii, style.colour);
}

std::string Screen::painted(std::string_view text, std::string_view colour) const {
    if (!colour_) return std::string(text);
    return std::string(colour) + std::string(text) + std::string(plain);
}

void Screen::gap() {
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
}

void Screen::wrapped(const std::string& first, std::size_t first_columns, std::string_view text,
                     std::string_view colour) {
    auto lead = first;
    auto left = first_columns;
    for (const auto source : lines_of(text)) {
        std::string row;
        for (const auto word : words_of(source)) {
            if (!row.empty() && left + columns(row) + 1 + columns(word) > width_) {
                put(lead, row, colour);
                lead.assign(first_columns, ' ');
                left = first_columns;
                row.clear();
            }
            row += (row.empty() ? "" : " ") + std::string(word);
        }
        if (row.empty()) continue;
        put(lead, row, colour);
        lead.assign(first_columns, ' ');
    }
}

void Screen::put(const std::string& lead, const std::string& row, std::string_view colour) {
    line(lead + (colour.empty() ? row : painted(row, colour)));
}

}  // namespace diag::report
