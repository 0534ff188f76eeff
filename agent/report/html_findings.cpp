// SPDX-License-Identifier: Apache-2.0
// What is wrong, worst first, a card each: what it means, what to do, how to see that it worked.
// The cards of one cause stand together.
#include <map>

#include "agent/report/card.hpp"
#include "agent/report/page.hpp"
#include "agent/report/ranking.hpp"
#include "agent/report/triage/telling.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

const exchange::ContentEntry* entry_of(const Story& story, std::string_view collector,
                                       std::string_view item) {
    for (const auto& entry : story.contents.entries)
        if (entry.collector == collector && entry.item == item) return &entry;
    return nullptr;
}

void write_evidence(const Page& page, const Ranked& ranked) {
    const auto& names = ranked.finding->evidence;
    if (names.empty()) return;
    auto& out = page.out;
    const auto line = out.in("div", {{"class", "evidence"}});
    out.leaf("h4", {}, page.voice("evidence"));
    const auto list = out.in("ul");
    for (const auto& name : names) {
        const auto* entry = entry_of(page.story, ranked.chapter->collector, name);
        const auto item = out.in("li");
        // An empty file is no reading: that it is empty stands beside its name.
        const auto link = entry && entry->size > 0 ? link_to(entry->path) : std::string();
        if (link.empty())
            out.leaf("bdi", {}, name);
        else
            out.leaf("a", {{"href", link}}, name);
        if (entry && entry->failure)
            out.leaf("small", {}, entry->failure->what);
        else if (entry)
            out.leaf("small", {}, bytes_text(entry->size));
    }
}

/// Parameters are shown only where no text uses them: the finding of a newer collector.
void write_parameters(const Page& page, const Finding& finding) {
    const auto list = page.out.in("dl", {{"class", "facts"}});
    for (const auto& [name, value] : finding.parameters) {
        const auto row = page.out.in("div");
        page.out.leaf("dt", {}, name);
        page.out.leaf("dd", {}, value);
    }
}

/// What this server says of it: the words, or what is known where no words are.
void write_details(const Page& page, const Finding& finding, const Explained& words) {
    if (words.level.empty()) write_parameters(page, finding);
    if (words.detail.empty()) return;
    const auto detail = page.out.in("div", {{"class", "detail"}});
    write_prose(page.out, words.detail);
}

void write_nothing(const Page& page) {
    const auto block = page.out.in("div", {{"class", "empty"}});
    page.out.leaf("p", {}, page.voice("no_findings"));
}

/// The cards of all findings, numbered by rank.
class Cards {
public:
    explicit Cards(const Page& page) : page_(page) {
        for (const auto& each : ranked(page.story)) numbers_.emplace(each.finding, ++last_);
    }

    void write(const Ranked& ranked) {
        const auto& finding = *ranked.finding;
        const auto words = page_.voice.explain(finding);
        write_card(
            page_.out, page_.voice,
            {finding.id, finding.severity, numbers_.at(&finding), open_.next(finding.severity),
             words},
            [&] { write_details(page_, finding, words); }, [&] { write_evidence(page_, ranked); });
    }

private:
    const Page& page_;
    std::size_t last_ = 0;
    std::map<const Finding*, std::size_t> numbers_;
    OpenCards open_;
};

/// Those that one cause explains, under its name.
void write_group(const Page& page, const Block& block, Cards& cards) {
    auto& out = page.out;
    const auto group =
        out.in("div", {{"class", "group is-" + std::string(name_of(block.cause->severity))}});
    {
        const auto line = out.in("p", {{"class", "group-lead"}});
        out.leaf("b", {}, page.voice("triage.one_cause") + ": ");
        write_text(out, words_of(*block.cause, page.voice).what);
        out.leaf("small", {}, page.voice.counted("triage.findings", block.findings.size()));
    }
    for (const auto& entry : block.findings) cards.write(entry);
}

void write(const Page& page) {
    const auto triage = triaged(page.story, page.voice.knowledge());
    const auto blocks = blocks_of(triage);
    if (blocks.empty()) return write_nothing(page);
    Cards cards(page);
    for (const auto& block : blocks)
        if (block.cause)
            write_group(page, block, cards);
        else
            cards.write(block.findings.front());
}

}  // namespace

const Part findings_part{"findings", [](const Story&) { return true; }, write};

}  // namespace diag::report
