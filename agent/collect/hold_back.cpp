// SPDX-License-Identifier: Apache-2.0
// Each part is written into a story of nothing else, as both pages would have it: a leak may need
// the words that a page puts around a value.
#include "agent/collect/hold_back.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agent/collect/words.hpp"

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

/// One chapter, of which parts are looked at alone until what leaks is one thing.
class Sifting {
public:
    Sifting(report::Chapter& chapter, ContentWriter& content, report::Language language)
        : chapter_(chapter), content_(content), language_(language) {}

    void sift() {
        auto& judgement = chapter_.judgement;
        if (const auto whole = look(judgement, chapter_.outcome); whole && whole->empty()) return;
        std::vector<Finding> kept;
        sift_findings(judgement.findings, kept);
        judgement.findings = std::move(kept);
        const auto overview =
            look({.facts = judgement.facts, .charts = judgement.charts}, chapter_.outcome);
        if (overview && overview->empty()) return;
        hold_back("overview", overview);
        judgement.facts.clear();
        judgement.charts.clear();
        chapter_.outcome.note.clear();
    }

private:
    /// Nothing once the time is over.
    std::optional<proof::Found> look(Judgement part, exchange::Outcome outcome = {}) const {
        if (content_.stopped() || !content_.in_time()) return std::nullopt;
        auto alone = story_of(chapter_, std::move(part));
        alone.chapters.front().outcome = std::move(outcome);
        return found_in(alone, content_.look(), language_);
    }

    /// Halves them, so that of many the few that leak are found soon.
    void sift_findings(std::span<Finding> part, std::vector<Finding>& kept) {
        if (part.empty()) return;
        const auto found = look({.findings = {part.begin(), part.end()}});
        if (found && found->empty()) {
            kept.insert(kept.end(), std::make_move_iterator(part.begin()),
                        std::make_move_iterator(part.end()));
        } else if (found && part.size() > 1) {
            sift_findings(part.first(part.size() / 2), kept);
            sift_findings(part.subspan(part.size() / 2), kept);
        } else {
            for (const auto& finding : part) hold_back(name_of(finding), found);
        }
    }

    std::string name_of(const Finding& finding) {
        const auto number = ++numbers_[finding.id];
        return "finding " + finding.id + (number > 1 ? "-" + std::to_string(number) : "");
    }

    void hold_back(std::string item, const std::optional<proof::Found>& found) {
        exchange::ContentEntry entry{.collector = chapter_.collector, .item = std::move(item)};
        if (found) return content_.leave_out(std::move(entry), *found);
        entry.failure = Error{Fault::timed_out,
                              "left out: the time of the run was over before it was looked at "
                              "alone, and something leaked in all of it"};
        content_.add_failure(std::move(entry));
    }

    report::Chapter& chapter_;
    ContentWriter& content_;
    report::Language language_;
    std::map<std::string, int> numbers_;
};

}  // namespace

Result<> hold_back(report::Story& story, ContentWriter& content, report::Language language) {
    for (auto& chapter : story.chapters) {
        Sifting(chapter, content, language).sift();
        if (content.stopped()) return Error{Fault::refused, "stopped before anything was sealed"};
    }
    return {};
}

std::vector<std::string> contacts_of(const report::CaseNotes& notes) {
    return {notes.contact, notes.alternate, notes.on_site, notes.on_site_when};
}

Result<> check_case(const report::CaseNotes& notes, const proof::SecondLook& look,
                    report::Language language) {
    for (const auto& [name, field] : cases::texts) {
        if ((notes.*field).empty()) continue;
        report::Story alone{.agent_version = DIAG_VERSION};
        alone.notes.*field = notes.*field;
        auto found = look.look(case_page(alone.notes).text());
        if (found.empty()) found = found_in(alone, look, language);
        if (found.empty()) continue;
        return Error{Fault::denied, "the field \"" + std::string(name) +
                                        "\" of case.json holds what may not leave (" +
                                        families(found) +
                                        "): change it in the case and collect again; nothing "
                                        "was sealed"};
    }
    return {};
}

}  // namespace diag::collect
