// SPDX-License-Identifier: Apache-2.0
// Lines on a terminal: wrapped, coloured where that is wanted, ASCII where nothing else can be
// shown.
#pragma once

#include <string>
#include <string_view>

#include "collectors/finding.hpp"

namespace diag::report {

/// The sign of a line and its colour.
struct Style {
    std::string_view symbol, ascii, colour;
};

Style style_of(Severity severity);

inline constexpr Style good_style{"\u2714", "ok", "\033[1;32m"};
inline constexpr std::string_view dim = "\033[2m";
inline constexpr std::string_view bold = "\033[1m";

/// Columns by which what belongs to a line stands further in.
inline constexpr std::size_t indent = 2;

/// Code points: what a terminal shows as a column, wide and combining characters aside.
std::size_t columns(std::string_view text);

class Screen {
public:
    /// `width` in columns; at least 40 and at most 110 are used.
    Screen(bool colour, std::size_t width);

    std::string symbol(const Style& style) const;
    std::string painted(std::string_view text, std::string_view colour) const;

    void line(const std::string& text) { out_ += text + "\n"; }

    /// An empty line, unless there is one already or nothing yet.
    void gap();

    /// `text` wrapped between words, behind `first` (its own width given) and then an indent.
    void wrapped(const std::string& first, std::size_t first_columns, std::string_view text,
                 std::string_view colour = {});

    std::string take() { return std::move(out_); }

private:
    void put(const std::string& lead, const std::string& row, std::string_view colour);

    bool colour_;
    bool utf8_;
    std::size_t width_;
    std::string out_;
};

}  // namespace diag::report
