// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/packing.hpp"

#include "agent/collect/hold_back.hpp"

namespace diag::collect {

Result<> pack_evidence(ContentWriter& content, const Clean& clean) {
    const std::string collector(clean.collector->id);
    for (const auto& [name, item] : clean.items) {
        exchange::ContentEntry entry{
            .collector = collector, .item = name, .redactions = item.redactions};
        if (const auto leaks = clean.leaks.find(name); leaks != clean.leaks.end())
            entry.leaks = leaks->second;
        if (!item.text) {
            entry.failure = item.text.error();
            if (item.left_out) entry.left_out = exchange::LeftOutBy::second_look;
            content.add_failure(std::move(entry));
            continue;
        }
        const auto packed =
            content.add(exchange::content_path(collector, name), *item.text, std::move(entry));
        if (!packed) return packed.error();
    }
    return {};
}

Result<> pack_story(ContentWriter& content, report::Story& story, const PassedByCollector& passed,
                    report::Language language) {
    for (const auto& [collector, list] : passed) {
        const auto done =
            content.add(exchange::content_path(collector, passed_item), passed_page(list),
                        {.collector = collector, .item = std::string(passed_item)});
        if (!done) return done.error();
    }
    if (const auto fit = check_case(story.notes, content.look(), language); !fit)
        return fit.error();
    story.contents = content.contents();
    auto findings = findings_page(story);
    auto report = report_page(story, language);
    if (const auto& look = content.look();
        !look.look(findings.text()).empty() || !look.look(report.text()).empty()) {
        if (const auto held = hold_back(story, content, language); !held) return held.error();
        story.contents = content.contents();
        findings = findings_page(story);
        report = report_page(story, language);
    }
    if (const auto done = content.add("findings.json", findings, {}); !done) return done.error();
    if (const auto done = content.add("case.json", case_page(story.notes), {}); !done)
        return done.error();
    if (const auto done = content.add("report.html", report, {}); !done) return done.error();
    return content.finish();
}

}  // namespace diag::collect
