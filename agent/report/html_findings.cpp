// SPDX-License-Identifier: Apache-2.0
// What is wrong, worst first, a card each: what it means, what to do, how to see that it worked.
// The cards of one cause stand together.
#include <map>

#include "agent/report/page.hpp"
#include "agent/report/ranking.hpp"
#include "agent/report/triage/telling.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

/// Cards of a severity that stand open; those after can be opened. Three screens are as much as
/// anybody reads before acting.
constexpr std::size_t open_cards = 24;

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

void write_badges(const Page& page, const Ranked& ranked, const Explained& words) {
    auto& out = page.out;
    const auto line = out.in("p", {{"class", "badges"}});
    const auto name = std::string(name_of(ranked.finding->severity));
    out.leaf("span", {{"class", "badge severity"}}, page.voice.severity(ranked.finding->severity));
    if (!words.level.empty()) {
        out.leaf("span", {{"class", "badge"}},
                 page.voice("cause") + ": " +
                     page.voice.knowledge().cause_label(words.cause, page.voice.language()));
        out.leaf("span", {{"class", "badge"}},
                 words.level + " \u00B7 " + page.voice("level." + words.level));
    }
    out.leaf("code", {{"class", "id"}}, ranked.finding->id);
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

void write_body(const Page& page, const Ranked& ranked, const Explained& words) {
    auto& out = page.out;
    const auto body = out.in("div", {{"class", "body"}});
    write_badges(page, ranked, words);
    if (words.level.empty()) write_parameters(page, *ranked.finding);
    if (!words.detail.empty()) {
        const auto detail = out.in("div", {{"class", "detail"}});
        write_prose(out, words.detail);
    }
    const auto advice = [&](std::string_view kind, const std::string& text) {
        if (text.empty()) return;
        const auto block = out.in("div", {{"class", kind}});
        out.leaf("h4", {}, page.voice(kind));
        write_prose(out, text);
    };
    if (!words.remedy.empty() || !words.verify.empty()) {
        const auto columns = out.in("div", {{"class", "advice"}});
        advice("remedy", words.remedy);
        advice("verify", words.verify);
    }
    write_evidence(page, ranked);
}

void write_card(const Page& page, const Ranked& ranked, std::size_t number, bool open) {
    auto& out = page.out;
    const auto words = page.voice.explain(*ranked.finding);
    const auto name = std::string(name_of(ranked.finding->severity));
    const auto card = out.in(
        "article", {{"class", "card is-" + name}, {"id", "finding-" + std::to_string(number)}});
    const auto heading = [&] {
        const auto line = out.in("h3");
        write_icon(out, name);
        const auto title = out.in("span");
        write_text(out, words.title);
    };
    if (open) {
        heading();
        return write_body(page, ranked, words);
    }
    const auto fold = out.in("details");
    {
        const auto summary = out.in("summary");
        heading();
    }
    write_body(page, ranked, words);
}

void write_nothing(const Page& page) {
    const auto block = page.out.in("div", {{"class", "empty"}});
    page.out.leaf("p", {}, page.voice("no_findings"));
}

/// Cards of serious findings stand open until there are enough of them.
class Cards {
public:
    explicit Cards(const Page& page) : page_(page) {
        for (const auto& each : ranked(page.story)) numbers_.emplace(each.finding, ++last_);
    }

    void write(const Ranked& ranked) {
        const auto severity = ranked.finding->severity;
        const bool serious = severity == Severity::critical || severity == Severity::warning;
        const bool open = serious && written_[severity]++ < open_cards;
        write_card(page_, ranked, numbers_.at(ranked.finding), open);
    }

private:
    const Page& page_;
    std::size_t last_ = 0;
    std::map<const Finding*, std::size_t> numbers_;
    std::map<Severity, std::size_t> written_;
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
