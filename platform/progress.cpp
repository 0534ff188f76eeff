// SPDX-License-Identifier: Apache-2.0
#include "platform/progress.hpp"

#include <algorithm>
#include <cstdlib>

#include "platform/layout.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag {
namespace {

constexpr milliseconds redraw_interval{100};

/// Progress is a courtesy: when it cannot be written the work goes on.
void show(int descriptor, std::string_view text) { (void)write_text(descriptor, text).has_value(); }

}  // namespace

Progress::Mode Progress::mode_for(int descriptor) {
    if (log::level() == log::Level::quiet) return Mode::none;
    const char* term = std::getenv("TERM");
    const bool moves = term && *term && std::string_view(term) != "dumb";
    return is_terminal(descriptor) && moves ? Mode::live : Mode::lines;
}

Progress::Progress(int descriptor, Mode mode, std::size_t width, Clock& clock)
    : descriptor_(descriptor), mode_(mode), width_(width), clock_(clock) {}

Progress::~Progress() {
    if (stale_) draw();
}

Progress::Row& Progress::row_of(std::string_view name) {
    for (auto& row : rows_)
        if (row.name == name) return row;
    rows_.push_back({std::string(name), {}, false});
    return rows_.back();
}

void Progress::doing(std::string_view name, std::string_view what) {
    if (mode_ == Mode::none) return;
    auto& row = row_of(name);
    const bool begins = row.text.empty();
    row.text = one_line(what);
    if (mode_ == Mode::lines) {
        if (begins) show(descriptor_, one_line(name) + ": " + row.text + "\n");
        return;
    }
    stale_ = true;
    if (begins || clock_.uptime() - drawn_at_ >= redraw_interval) draw();
}

void Progress::done(std::string_view name, std::string_view how) {
    if (mode_ == Mode::none) return;
    auto& row = row_of(name);
    row.text = one_line(how);
    row.ended = true;
    if (mode_ == Mode::lines)
        show(descriptor_, one_line(name) + ": " + row.text + "\n");
    else
        draw();
}

/// Up to the first row, then each row followed by "erase to end of line" (ECMA-48 CUU and EL). One
/// write, so that nothing flickers; cut to the width, as a wrapped row would break the counting.
void Progress::draw() {
    std::string screen = drawn_ > 0 ? "\x1b[" + std::to_string(drawn_) + "A\r" : "\r";
    std::size_t widest = 0;
    for (const auto& row : rows_) widest = std::max(widest, columns_of(row.name));
    for (const auto& row : rows_) {
        const std::string gap(widest - columns_of(row.name) + 2, ' ');
        const auto line =
            std::string(row.ended ? "✓ " : "· ") + one_line(row.name) + gap + row.text;
        screen += cut_to(line, width_ - 1) + "\x1b[K\n";
    }
    show(descriptor_, screen);
    drawn_ = rows_.size();
    drawn_at_ = clock_.uptime();
    stale_ = false;
}

}  // namespace diag
