// SPDX-License-Identifier: Apache-2.0
#include "platform/layout.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag {
namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u; }

std::string spaces(std::size_t count) { return std::string(count, ' '); }

/// The lines of the last column, the first one beside what stands before it.
void append_wrapped(std::string& out, std::string_view text, std::size_t left, std::size_t width) {
    const auto room = width > left + 20 ? width - left : std::size_t{20};
    const auto lines = wrapped(text, room);
    for (std::size_t i = 0; i < lines.size(); ++i)
        out += (i == 0 ? "" : spaces(left)) + lines[i] + "\n";
    if (lines.empty()) out += "\n";
}

void trim_line_end(std::string& out) {
    while (!out.empty() && out.back() == ' ') out.pop_back();
}

}  // namespace

std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char byte) { return !continues(byte); }));
}

std::string cut_to(std::string_view text, std::size_t width) {
    if (columns_of(text) <= width) return std::string(text);
    if (width == 0) return {};
    std::size_t end = 0;
    std::size_t columns = 0;
    while (columns < width || continues(text[end])) {
        if (!continues(text[end]) && ++columns == width) break;
        ++end;
    }
    return std::string(text.substr(0, end)) + "…";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    for (const auto part : lines_of(text)) {
        std::string line;
        for (const auto word : words_of(part)) {
            if (!line.empty() && columns_of(line) + 1 + columns_of(word) > width) {
                lines.push_back(std::move(line));
                line.clear();
            }
            if (!line.empty()) line += ' ';
            line += word;
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string paragraph(std::string_view text, std::size_t indent, std::size_t width) {
    std::string out;
    for (const auto& line : wrapped(text, width > indent + 20 ? width - indent : 20))
        out += (line.empty() ? "" : spaces(indent) + line) + "\n";
    return out;
}

std::string table(std::span<const TableRow> rows, std::size_t indent, std::size_t width) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            if (widths.size() <= i) widths.push_back(0);
            widths[i] = std::max(widths[i], columns_of(row[i]));
        }
    std::string out;
    for (const auto& row : rows) {
        auto left = indent;
        out += spaces(indent);
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            out += row[i] + spaces(widths[i] + 2 - columns_of(row[i]));
            left += widths[i] + 2;
        }
        if (row.empty() || row.back().empty()) trim_line_end(out);
        append_wrapped(out, row.empty() ? "" : row.back(), left, width);
    }
    return out;
}

std::string glossary(std::span<const TableRow> rows, std::size_t term_width, std::size_t width) {
    std::size_t widest = 0;
    for (const auto& row : rows)
        if (columns_of(row[0]) <= term_width) widest = std::max(widest, columns_of(row[0]));
    const auto left = 2 + widest + 2;
    std::string out;
    for (const auto& row : rows) {
        const auto taken = columns_of(row[0]);
        out += "  " + row[0];
        out += taken > widest ? "\n" + spaces(left) : spaces(widest + 2 - taken);
        append_wrapped(out, row[1], left, width);
    }
    return out;
}

}  // namespace diag
