// SPDX-License-Identifier: Apache-2.0
// The server in facts and plots.
#include "agent/report/chart.hpp"
#include "agent/report/page.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

/// A label with every value the collector gave under it; facts of one id follow each other.
void write_facts(const Page& page, const std::vector<Fact>& facts) {
    auto& out = page.out;
    const auto list = out.in("dl", {{"class", "facts"}});
    for (std::size_t at = 0; at < facts.size();) {
        const auto& id = facts[at].id;
        const auto row = out.in("div");
        out.leaf("dt", {}, page.voice.knowledge().fact_label(id, page.voice.language()));
        for (; at < facts.size() && facts[at].id == id; ++at) {
            const auto value = out.in("dd", {{"dir", "auto"}});
            write_text(out, trimmed(facts[at].value));
        }
    }
}

/// Those that no other section shows.
std::vector<Fact> facts_here(const Chapter& chapter) {
    auto facts = chapter.judgement.facts;
    std::erase_if(facts, [](const Fact& fact) { return fact.id.starts_with(rollback_facts); });
    return facts;
}

void write_overview(const Page& page) {
    const auto grid = page.out.in("div", {{"class", "panels"}});
    for (const auto& chapter : page.story.chapters) {
        const auto facts = facts_here(chapter);
        if (facts.empty()) continue;
        const auto panel = page.out.in("div", {{"class", "panel"}});
        page.out.leaf("h3", {}, page.voice.collector(chapter.collector));
        write_facts(page, facts);
    }
}

bool has_facts(const Story& story) {
    for (const auto& chapter : story.chapters)
        if (!facts_here(chapter).empty()) return true;
    return false;
}

void write_plots(const Page& page) {
    const auto grid = page.out.in("div", {{"class", "plots"}});
    std::size_t number = 0;
    for (const auto& chapter : page.story.chapters)
        for (const auto& chart : chapter.judgement.charts)
            write_chart(page.out, page.voice, chart, ++number);
}

bool has_plots(const Story& story) {
    for (const auto& chapter : story.chapters)
        if (!chapter.judgement.charts.empty()) return true;
    return false;
}

}  // namespace

const Part overview_part{"overview", has_facts, write_overview};
const Part plots_part{"plots", has_plots, write_plots};

}  // namespace diag::report
