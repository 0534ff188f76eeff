// SPDX-License-Identifier: Apache-2.0
// Each part is written into a story of nothing else, as both pages would have it: a leak may need
// the words that a page puts around a value.
#include "agent/collect/hold_back.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "agent/collect/content_writer.hpp"

namespace diag::collect {
namespace {

proof::Found found_in(const report::Story& alone, const proof::SecondLook& look,
                      report::Language language) {
    auto found = look.look(findings_page(alone).text());
    for (const auto& [family, count] : look.look(report_page(alone, language).text()))
        found[family] = std::max(found[family], count);
    return found;
}

/// One part of a chapter, and nothing beside it.
report::Story story_of(const report::Chapter& chapter, Judgement part) {
    report::Story alone{.agent_version = DIAG_VERSION};
    alone.chapters.push_back({.collector = chapter.collector, .judgement = std::move(part)});
    return alone;
}

exchange::ContentEntry held_back(const report::Chapter& chapter, std::string item,
                                 proof::Found found) {
    exchange::ContentEntry entry{.collector = chapter.collector, .item = std::move(item)};
    entry.failure = leaked(found);
    entry.leaks = std::move(found);
    entry.left_out = exchange::LeftOutBy::second_look;
    return entry;
}

void hold_back_findings(report::Chapter& chapter, const proof::SecondLook& look,
                        report::Language language, std::vector<exchange::ContentEntry>& all) {
    std::vector<Finding> kept;
    std::map<std::string, int> numbers;
    for (auto& finding : chapter.judgement.findings) {
        auto found = found_in(story_of(chapter, {.findings = {finding}}), look, language);
        if (found.empty()) {
            kept.push_back(std::move(finding));
            continue;
        }
        const auto number = ++numbers[finding.id];
        const auto item =
            "finding " + finding.id + (number > 1 ? "-" + std::to_string(number) : "");
        all.push_back(held_back(chapter, item, std::move(found)));
    }
    chapter.judgement.findings = std::move(kept);
}

}  // namespace

std::vector<exchange::ContentEntry> hold_back(report::Story& story, const proof::SecondLook& look,
                                              report::Language language) {
    std::vector<exchange::ContentEntry> all;
    for (auto& chapter : story.chapters) {
        hold_back_findings(chapter, look, language, all);
        auto& judgement = chapter.judgement;
        auto overview = story_of(chapter, {.facts = judgement.facts, .charts = judgement.charts});
        overview.chapters.front().outcome = chapter.outcome;
        auto found = found_in(overview, look, language);
        if (found.empty()) continue;
        all.push_back(held_back(chapter, "overview", std::move(found)));
        judgement.facts.clear();
        judgement.charts.clear();
        chapter.outcome.note.clear();
    }
    return all;
}

Result<> check_case(const report::CaseNotes& notes, const proof::SecondLook& look,
                    report::Language language) {
    using Notes = report::CaseNotes;
    static constexpr std::array<std::pair<std::string_view, std::string Notes::*>, 6> fields{
        {{"number", &Notes::number},
         {"severity", &Notes::severity},
         {"problem", &Notes::problem},
         {"impact", &Notes::impact},
         {"steps", &Notes::steps},
         {"contact", &Notes::contact}}};
    for (const auto& [name, field] : fields) {
        if ((notes.*field).empty()) continue;
        report::Story alone{.agent_version = DIAG_VERSION};
        alone.notes.*field = notes.*field;
        auto found = look.look(case_page(alone.notes).text());
        if (found.empty()) found = found_in(alone, look, language);
        if (found.empty()) continue;
        std::string families;
        for (const auto& [family, count] : found) families += ' ' + family;
        return Error{Fault::refused, "the field \"" + std::string(name) +
                                         "\" of case.json holds what may not leave (" +
                                         families.substr(1) +
                                         "): change it in the case and collect again; nothing "
                                         "was sealed"};
    }
    return {};
}

}  // namespace diag::collect
