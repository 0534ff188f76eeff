// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/run_progress.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "platform/json.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {

namespace {

std::string took(milliseconds wall) {
    if (wall.count() < 1000) return std::to_string(wall.count()) + " ms";
    return fixed(static_cast<double>(wall.count()) / 1000, 1) + " s";
}

}  // namespace

std::string in_short(const exchange::Outcome& outcome) {
    if (outcome.ending == exchange::Ending::complete) {
        std::string text =
            took(outcome.cost.wall) + ", " + std::to_string(outcome.items) + " items";
        if (outcome.attachments > 0)
            text += ", " + std::to_string(outcome.attachments) + " attachments";
        return text;
    }
    std::string text(exchange::name_of(outcome.ending));
    for (auto& letter : text)
        if (letter == '_') letter = ' ';
    if (outcome.overrun)
        text += ": " + std::to_string(outcome.overrun->measured) + " of " +
                std::to_string(outcome.overrun->limit) + " " + outcome.overrun->unit;
    if (!outcome.note.empty()) text += ": " + outcome.note;
    return text + "; kept " + std::to_string(outcome.items) + " items";
}

RunProgress::RunProgress(std::size_t collectors, int also_to)
    : progress_(STDERR_FILENO, Progress::mode_for(STDERR_FILENO), terminal_width(STDERR_FILENO)),
      collectors_(collectors),
      also_to_(also_to) {
    // Whoever reads it must not be able to hold us up.
    if (also_to_ >= 0) ::fcntl(also_to_, F_SETFL, ::fcntl(also_to_, F_GETFL) | O_NONBLOCK);
}

void RunProgress::tell(bool at_once) {
    constexpr milliseconds between{500};
    const auto now = system_clock().uptime();
    if (also_to_ < 0 || (!at_once && now - told_ < between)) return;
    told_ = now;
    const auto share = collectors_ == 0 ? 0.0
                                        : static_cast<double>(std::min(ended_, collectors_)) /
                                              static_cast<double>(collectors_);
    const auto line =
        json::write(json::object{{"collector", collector_}, {"share", share}, {"bytes", bytes_}}) +
        "\n";
    // A line is below PIPE_BUF: it goes whole or not at all.
    [[maybe_unused]] const auto written = ::write(also_to_, line.data(), line.size());
}

void RunProgress::doing(std::string_view collector, std::string_view what) {
    progress_.doing(collector, what);
    collector_ = collector;
    tell(false);
}

void RunProgress::ended(const exchange::Outcome& outcome) {
    progress_.done(outcome.collector, in_short(outcome));
    ++ended_;
    collector_ = outcome.collector;
    tell(true);
}

void RunProgress::passing(std::string_view name, std::uint64_t read, std::uint64_t of) {
    std::string text = bytes_text(read);
    if (of > 0) text += " of " + bytes_text(of);
    progress_.doing("reading", text + "  " + printable(name));
    bytes_ = read;
    tell(false);
}

void RunProgress::finishing(std::string_view what) { progress_.doing("bundle", what); }

}  // namespace diag::commands
