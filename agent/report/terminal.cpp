// SPDX-License-Identifier: Apache-2.0
// Findings on a terminal: a block each, worst first, a summary as the last line.
#include <algorithm>

#include "agent/report/markup.hpp"
#include "agent/report/ranking.hpp"
#include "agent/report/voice.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 110;  ///< lines longer than this are hard to read
constexpr std::size_t indent = 2;

struct Style {
    std::string_view symbol, ascii, colour;
};

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

constexpr Style good{"\u2714", "ok", "\033[1;32m"};
constexpr std::string_view dim = "\033[2m";
constexpr std::string_view plain = "\033[0m";

/// Code points: what a terminal shows as a column, wide and combining characters aside.
std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

class Screen {
public:
    Screen(bool colour, std::size_t width)
        : colour_(colour),
          utf8_(utf8_in_environment()),
          width_(std::clamp(width, narrowest, widest)) {}

    std::string symbol(const Style& style) const {
        return painted(utf8_ ? style.symbol : style.ascii, style.colour);
    }
    std::string painted(std::string_view text, std::string_view colour) const {
        if (!colour_) return std::string(text);
        return std::string(colour) + std::string(text) + std::string(plain);
    }

    void line(const std::string& text) { out_ += text + "\n"; }

    /// An empty line, unless there is one already or nothing yet.
    void gap() {
        if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
    }

    /// `text` wrapped between words, behind `first` (its own width given) and then an indent.
    void wrapped(const std::string& first, std::size_t first_columns, std::string_view text,
                 std::string_view colour = {}) {
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

    std::string take() { return std::move(out_); }

private:
    void put(const std::string& lead, const std::string& row, std::string_view colour) {
        line(lead + (colour.empty() ? row : painted(row, colour)));
    }

    bool colour_;
    bool utf8_;
    std::size_t width_;
    std::string out_;
};

void show_finding(Screen& screen, const Voice& voice, const Finding& finding, bool whole) {
    const auto words = voice.knowledge().explain(finding, voice.language());
    const auto style = style_of(finding.severity);
    const auto severity = voice.severity(finding.severity) + ": ";
    screen.wrapped(screen.symbol(style) + " " + screen.painted(severity, style.colour),
                   indent + columns(severity), harmless(words.title));
    if (finding.severity == Severity::info && !whole) return;
    auto origin = finding.id;
    if (!words.level.empty())
        origin = voice("cause") + ": " +
                 voice.knowledge().cause_label(words.cause, voice.language()) + ", " + words.level +
                 " " + voice("level." + words.level) + ", " + finding.id;
    screen.wrapped(std::string(indent, ' '), indent, harmless(origin), dim);
    const std::string lead(indent, ' ');
    if (whole) screen.wrapped(lead, indent, harmless(words.detail));
    screen.wrapped(lead, indent, harmless(words.remedy));
    if (whole && !words.verify.empty())
        screen.wrapped(lead, indent, voice("verify") + ": " + harmless(words.verify));
    screen.gap();
}

/// What was examined; how it ended where it was cut short.
std::string names_of(const Story& story, const Voice& voice) {
    std::string names;
    for (const auto& chapter : story.chapters) {
        names += (names.empty() ? "" : ", ") + voice.collector(chapter.collector);
        if (chapter.outcome.ending != exchange::Ending::complete)
            names += " (" + voice.member("ending", exchange::name_of(chapter.outcome.ending)) + ")";
    }
    return harmless(names);
}

/// "2 critical, 3 warnings (disk, system, logs)", or that nothing is wrong.
void show_summary(Screen& screen, const Story& story, const Voice& voice) {
    std::string counts;
    for (const auto severity : worst_first)
        if (const auto count = count_of(story, severity); count > 0)
            counts += (counts.empty() ? "" : ", ") +
                      voice.counted("count." + std::string(name_of(severity)), count);
    const bool wrong = count_of(story, Severity::critical) + count_of(story, Severity::warning) > 0;
    const bool partly = !cut_short(story).empty() || count_of(story, Severity::unknown) > 0;
    const auto looked = voice("looked_at", {{"what", names_of(story, voice)}});
    if (story.chapters.empty()) return screen.line(voice("nothing_examined"));
    if (wrong) return screen.wrapped("", 0, counts + ". " + looked);
    const auto verdict = voice(partly ? "nothing_found_partly" : "nothing_found");
    const auto style = partly ? style_of(Severity::unknown) : good;
    screen.wrapped(screen.symbol(style) + " ", indent,
                   verdict + ". " + (counts.empty() ? "" : counts + ". ") + looked);
}

}  // namespace

std::string terminal_text(const Story& story, const Knowledge& knowledge, Language language,
                          bool colour, std::size_t width, bool whole) {
    const Voice voice(knowledge, language);
    Screen screen(colour, width);
    for (const auto& entry : ranked(story)) show_finding(screen, voice, *entry.finding, whole);
    screen.gap();
    show_summary(screen, story, voice);
    return screen.take();
}

}  // namespace diag::report
