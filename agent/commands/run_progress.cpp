// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/run_progress.hpp"

#include <unistd.h>

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

RunProgress::RunProgress()
    : progress_(STDERR_FILENO, Progress::mode_for(STDERR_FILENO), terminal_width(STDERR_FILENO)) {}

void RunProgress::doing(std::string_view collector, std::string_view what) {
    progress_.doing(collector, what);
}

void RunProgress::ended(const exchange::Outcome& outcome) {
    progress_.done(outcome.collector, in_short(outcome));
}

void RunProgress::passing(std::string_view name, std::uint64_t read, std::uint64_t of) {
    std::string text = bytes_text(read);
    if (of > 0) text += " of " + bytes_text(of);
    progress_.doing("reading", text + "  " + printable(name));
}

void RunProgress::finishing(std::string_view what) { progress_.doing("bundle", what); }

}  // namespace diag::commands
