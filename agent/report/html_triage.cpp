// SPDX-License-Identifier: Apache-2.0
// What most likely is wrong, in whose domain, what the first line can do now, and what speaks for
// it.
#include <map>

#include "agent/report/page.hpp"
#include "agent/report/triage/telling.hpp"

namespace diag::report {
namespace {

/// Causes shown; the rest have their cards below.
constexpr std::size_t shown = 5;
/// Findings linked beneath one cause.
constexpr std::size_t linked = 12;

using Numbers = std::map<const Finding*, std::size_t>;

void write_badges(const Page& page, const Suspect& suspect, const SuspectWords& words) {
    auto& out = page.out;
    const auto line = out.in("p", {{"class", "badges"}});
    out.leaf("span", {{"class", "badge severity"}}, page.voice.severity(suspect.severity));
    out.leaf("span", {{"class", "badge"}}, page.voice("triage.where") + ": " + words.where);
    if (!words.who.empty()) out.leaf("span", {{"class", "badge"}}, words.who);
    if (suspect.rule) out.leaf("code", {{"class", "id"}}, suspect.rule->id);
}

void write_advice(const Page& page, const SuspectWords& words) {
    auto& out = page.out;
    const auto columns = out.in("div", {{"class", "advice"}});
    const auto block = [&](std::string_view phrase, const std::string& text) {
        const auto part = out.in("div");
        out.leaf("h4", {}, page.voice(phrase));
        write_prose(out, text);
    };
    block("triage.now", words.now);
    block("triage.beyond", words.beyond);
}

/// Links to the cards of findings, each with its title.
void write_links(const Page& page, std::string_view label, const std::vector<Ranked>& findings,
                 const Numbers& numbers) {
    auto& out = page.out;
    const auto line = out.in("div", {{"class", "evidence"}});
    out.leaf("h4", {}, label);
    const auto list = out.in("ul");
    for (std::size_t at = 0; at < findings.size() && at < linked; ++at) {
        const auto item = out.in("li");
        const auto number = std::to_string(numbers.at(findings[at].finding));
        const auto link = out.in("a", {{"href", "#finding-" + number}});
        write_text(out, page.voice.explain(*findings[at].finding).title);
    }
    if (findings.size() > linked)
        out.leaf("li", {},
                 page.voice("more_findings", {{"count", count_text(findings.size() - linked)}}));
}

void write_suspect(const Page& page, const Suspect& suspect, bool first, const Numbers& numbers) {
    auto& out = page.out;
    const auto words = words_of(suspect, page.voice);
    const auto name = std::string(name_of(suspect.severity));
    const auto card = out.in("div", {{"class", "card is-" + name}});
    out.leaf("p", {{"class", "kicker"}}, page.voice(first ? "triage.likely" : "triage.also"));
    {
        const auto heading = out.in("h3");
        write_icon(out, name);
        const auto title = out.in("span");
        write_text(out, words.what);
    }
    const auto body = out.in("div", {{"class", "body"}});
    write_badges(page, suspect, words);
    out.leaf("p", {{"class", "detail"}}, words.confidence);
    write_advice(page, words);
    write_links(page, page.voice("evidence"), suspect.findings, numbers);
}

void write_silence(const Page& page) {
    const auto words = words_of_silence(page.story, page.voice);
    const auto block = page.out.in("div", {{"class", "empty"}});
    page.out.leaf("p", {}, words.why);
    page.out.leaf("p", {}, page.voice("triage.now") + ": " + words.now);
}

void write(const Page& page) {
    const auto triage = triaged(page.story, page.voice.knowledge());
    if (triage.outcome == Triage::Outcome::could_not_tell) return write_silence(page);
    Numbers numbers;
    for (const auto& each : ranked(page.story)) numbers.emplace(each.finding, numbers.size() + 1);
    for (std::size_t at = 0; at < triage.causes.size() && at < shown; ++at)
        write_suspect(page, triage.causes[at], at == 0, numbers);
    if (triage.causes.size() > shown)
        page.out.leaf(
            "p", {},
            page.voice("more_findings", {{"count", count_text(triage.causes.size() - shown)}}));
    std::vector<Ranked> apart;
    for (const auto& each : triage.others)
        if (each.finding->severity >= Severity::warning) apart.push_back(each);
    if (!apart.empty()) write_links(page, page.voice("triage.apart"), apart, numbers);
}

/// Where nothing is wrong, the headline has said so.
bool wanted(const Story& story) {
    for (const auto& chapter : story.chapters) {
        if (chapter.outcome.ending != exchange::Ending::complete) return true;
        for (const auto& finding : chapter.judgement.findings)
            if (finding.severity != Severity::info) return true;
    }
    return false;
}

}  // namespace

const Part triage_part{"triage", wanted, write};

}  // namespace diag::report
