// SPDX-License-Identifier: Apache-2.0
// How the evidence came about: each collector's end and cost, what was masked, limits in force.
#include <cmath>

#include "agent/report/page.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

void write_header(Markup& out, const std::vector<std::string>& labels) {
    const auto head = out.in("thead");
    const auto row = out.in("tr");
    for (const auto& label : labels) out.leaf("th", {{"scope", "col"}}, label);
}

void write_ending(const Page& page, const exchange::Outcome& outcome) {
    auto& out = page.out;
    const bool complete = outcome.ending == exchange::Ending::complete;
    const auto place = cell(out, page.voice("ended"), complete ? "is-good" : "is-warning");
    {
        const auto state = out.in("span", {{"class", "state"}});
        write_icon(out, complete ? "good" : "warning");
        out.leaf("span", {}, page.voice.member("ending", exchange::name_of(outcome.ending)));
    }
    if (outcome.overrun) out.leaf("small", {}, page.voice.overrun(*outcome.overrun));
    if (!outcome.note.empty()) out.leaf("small", {}, outcome.note);
}

void write_outcome(const Page& page, const exchange::Outcome& outcome, const std::string& id) {
    auto& out = page.out;
    const auto row = out.in("tr");
    out.leaf("th", {{"scope", "row"}}, page.voice.collector(id));
    write_ending(page, outcome);
    const auto number = [&](std::string_view phrase, const std::string& text) {
        const auto place = cell(out, page.voice(phrase), "number");
        out.text(text);
    };
    auto items = count_text(outcome.items);
    if (outcome.failed_items > 0)
        items += " (" + page.voice.counted("failed", outcome.failed_items) + ")";
    number("items", items);
    number("attachments", count_text(outcome.attachments));
    number("wall", duration_text(outcome.cost.wall));
    number("cpu", fixed(outcome.cost.cpu_seconds, 2) + " s");
    number("memory", bytes_text(outcome.cost.peak_rss_bytes));
    number("bytes_read", bytes_text(outcome.cost.read_bytes));
}

void write_collectors(const Page& page) {
    auto& out = page.out;
    const auto& voice = page.voice;
    const auto scroll = out.in("div", {{"class", "panel wide"}});
    const auto table = out.in("table", {{"class", "collectors stacking"}});
    write_header(out,
                 {voice("collector_name"), voice("ended"), voice("items"), voice("attachments"),
                  voice("wall"), voice("cpu"), voice("memory"), voice("bytes_read")});
    const auto body = out.in("tbody");
    for (const auto& chapter : page.story.chapters)
        write_outcome(page, chapter.outcome, chapter.collector);
}

void write_redactions(const Page& page) {
    auto& out = page.out;
    const auto panel = out.in("div", {{"class", "panel"}});
    out.leaf("h3", {}, page.voice("redactions"));
    out.leaf("p", {{"class", "lead"}},
             page.voice(page.story.redactions.empty() ? "redactions_none" : "redactions_lead"));
    const auto list = out.in("dl", {{"class", "facts counts"}});
    for (const auto& [kind, count] : page.story.redactions) {
        const auto row = out.in("div");
        out.leaf("dt", {}, page.voice.member("kind", kind));
        out.leaf("dd", {}, count_text(count));
    }
}

void write_thresholds(const Page& page) {
    if (page.story.thresholds.empty()) return;
    auto& out = page.out;
    const auto panel = out.in("details", {{"class", "panel"}});
    out.leaf("summary", {}, page.voice("thresholds"));
    const auto list = out.in("dl", {{"class", "facts counts"}});
    for (const auto& [key, value] : page.story.thresholds) {
        const auto row = out.in("div");
        {
            const auto term = out.in("dt");
            out.leaf("code", {}, key);
        }
        out.leaf("dd", {}, fixed(value, value == std::floor(value) ? 0 : 2));
    }
}

void write(const Page& page) {
    if (!page.story.chapters.empty()) write_collectors(page);
    const auto grid = page.out.in("div", {{"class", "panels"}});
    write_redactions(page);
    write_thresholds(page);
}

}  // namespace

const Part collection_part{"collection", [](const Story&) { return true; }, write};

}  // namespace diag::report
