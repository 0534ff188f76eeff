// SPDX-License-Identifier: Apache-2.0
// The paragraph that a check ends with.
#include "agent/report/markup.hpp"
#include "agent/report/triage/telling.hpp"

namespace diag::report {
namespace {

/// Causes told in full, then in a line each: who reads at a terminal acts on the first.
constexpr std::size_t in_full = 2;
constexpr std::size_t in_short = 5;

void labelled(Screen& screen, const Voice& voice, std::string_view phrase,
              const std::string& text) {
    if (text.empty()) return;
    const auto label = voice(phrase) + ": ";
    screen.wrapped(std::string(indent, ' '), indent, harmless(label + text));
}

void show_suspect(Screen& screen, const Voice& voice, const Suspect& suspect, bool first) {
    const auto words = words_of(suspect, voice);
    const auto style = style_of(suspect.severity);
    const auto lead = screen.symbol(style) + " ";
    const auto label = voice(first ? "triage.likely" : "triage.also") + ": ";
    screen.wrapped(lead, indent, harmless(label + words.what), bold);
    auto who = words.where + (words.who.empty() ? "" : ", " + words.who);
    labelled(screen, voice, "triage.where", who + ". " + words.confidence);
    labelled(screen, voice, "triage.now", words.now);
    labelled(screen, voice, "triage.beyond", words.beyond);
    labelled(screen, voice, "evidence", evidence_of(suspect.findings, voice));
}

void show_briefly(Screen& screen, const Voice& voice, const Suspect& suspect) {
    const auto words = words_of(suspect, voice);
    const auto where = words.where + (suspect.level.empty() ? "" : ", " + suspect.level);
    screen.wrapped(screen.symbol(style_of(suspect.severity)) + " ", indent,
                   harmless(voice("triage.also") + ": " + words.what + " (" + where + ")"));
}

void show_silence(Screen& screen, const Voice& voice, const Story& story) {
    const auto words = words_of_silence(story, voice);
    screen.wrapped(std::string(indent, ' '), indent, harmless(words.why));
    labelled(screen, voice, "triage.now", words.now);
}

std::vector<Ranked> serious_of(const std::vector<Ranked>& findings) {
    std::vector<Ranked> serious;
    for (const auto& each : findings)
        if (each.finding->severity >= Severity::warning) serious.push_back(each);
    return serious;
}

}  // namespace

void show_triage(Screen& screen, const Voice& voice, const Triage& triage, const Story& story) {
    if (triage.outcome == Triage::Outcome::could_not_tell)
        return show_silence(screen, voice, story);
    std::size_t told = 0;
    for (const auto& suspect : triage.causes) {
        if (told < in_full) show_suspect(screen, voice, suspect, told == 0);
        if (told >= in_full && told < in_short) show_briefly(screen, voice, suspect);
        ++told;
    }
    const std::string lead(indent, ' ');
    if (told > in_short)
        screen.wrapped(lead, indent,
                       voice("more_findings", {{"count", count_text(told - in_short)}}));
    const auto alone = serious_of(triage.others);
    if (!triage.causes.empty() && !alone.empty())
        labelled(screen, voice, "triage.apart", evidence_of(alone, voice));
}

std::string triage_text(const Story& story, const Knowledge& knowledge, Language language,
                        bool colour, std::size_t width) {
    const Voice voice(knowledge, language);
    Screen screen(colour, width);
    show_triage(screen, voice, triaged(story, knowledge), story);
    return screen.take();
}

}  // namespace diag::report
