// SPDX-License-Identifier: Apache-2.0
// Findings on a terminal: a block each, worst first, those of one cause together; as the last
// paragraph a summary and what most likely is wrong.
#include "agent/report/markup.hpp"
#include "agent/report/ranking.hpp"
#include "agent/report/screen.hpp"
#include "agent/report/triage/telling.hpp"
#include "agent/report/voice.hpp"

namespace diag::report {
namespace {

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

/// Above the findings that one cause explains.
void show_heading(Screen& screen, const Voice& voice, const Suspect& cause) {
    const auto style = style_of(cause.severity);
    const auto lead = voice("triage.one_cause") + ": ";
    screen.wrapped(screen.painted(lead, style.colour), columns(lead),
                   harmless(words_of(cause, voice).what), bold);
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
    const auto style = partly ? style_of(Severity::unknown) : good_style;
    screen.wrapped(screen.symbol(style) + " ", indent,
                   verdict + ". " + (counts.empty() ? "" : counts + ". ") + looked);
}

}  // namespace

std::string terminal_text(const Story& story, const Knowledge& knowledge, Language language,
                          bool colour, std::size_t width, bool whole) {
    const Voice voice(knowledge, language);
    Screen screen(colour, width);
    const auto triage = triaged(story, knowledge);
    for (const auto& block : blocks_of(triage)) {
        if (block.cause) show_heading(screen, voice, *block.cause);
        for (const auto& entry : block.findings) show_finding(screen, voice, *entry.finding, whole);
    }
    screen.gap();
    show_summary(screen, story, voice);
    show_triage(screen, voice, triage, story);
    return screen.take();
}

}  // namespace diag::report
