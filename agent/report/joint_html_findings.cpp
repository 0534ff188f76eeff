// SPDX-License-Identifier: Apache-2.0
// Findings of all nodes, a card each with the nodes that have it, and one timeline of them.
#include <algorithm>

#include "agent/report/card.hpp"
#include "agent/report/joint_page.hpp"

namespace diag::report {
namespace {

/// Nodes that have it in the same words.
struct Wording {
    Explained words;
    std::vector<const Seen*> seen;
};

std::vector<Wording> wordings_of(const JointPage& page, const Shared& shared) {
    std::vector<Wording> all;
    for (const auto& each : shared.seen) {
        auto words = page.voice.explain(*each.finding);
        const auto same = std::ranges::find_if(all, [&](const Wording& known) {
            return known.words.title == words.title && known.words.detail == words.detail;
        });
        if (same == all.end())
            all.push_back({std::move(words), {&each}});
        else
            same->seen.push_back(&each);
    }
    return all;
}

void write_nodes_of(const JointPage& page, const std::vector<const Seen*>& seen) {
    for (std::size_t node = 0; node < page.joint.nodes.size(); ++node)
        if (std::ranges::any_of(seen, [&](const Seen* each) { return each->node == node; }))
            write_letter(page.out, node);
}

/// In the heading of a card whose body is folded away.
void write_nodes_of(const JointPage& page, const Shared& shared) {
    const auto line = page.out.in("span", {{"class", "on"}});
    for (std::size_t node = 0; node < page.joint.nodes.size(); ++node)
        if (shared.on(node)) write_letter(page.out, node);
}

/// What each node says of it; one text where all say the same, and no title again that all share.
void write_details(const JointPage& page, const std::vector<Wording>& wordings) {
    auto& out = page.out;
    const bool titles_differ = std::ranges::any_of(wordings, [&](const Wording& each) {
        return each.words.title != wordings.front().words.title;
    });
    for (const auto& wording : wordings) {
        const auto detail = out.in("div", {{"class", "detail on-nodes"}});
        {
            const auto line = out.in("p");
            write_nodes_of(page, wording.seen);
            if (titles_differ) {
                const auto title = out.in("strong");
                write_text(out, wording.words.title);
            }
        }
        if (!wording.words.detail.empty()) write_prose(out, wording.words.detail);
    }
}

void write_card(const JointPage& page, const Shared& shared, std::size_t number, bool open) {
    const auto wordings = wordings_of(page, shared);
    write_card(page.out, page.voice,
               {shared.id, shared.severity, number, open, wordings.front().words,
                [&] { write_nodes_of(page, shared); }},
               [&] { write_details(page, wordings); });
}

/// In this report's own form, so that every time can be held against every other at a glance.
std::string moment_text(Time time, bool to_the_minute) { return clock_text(time, !to_the_minute); }

void write_when(const JointPage& page, const Event& event) {
    const auto& [out, voice, joint] = page;
    const auto place = cell(out, voice("timeline.when"), "number");
    if (event.corrected)
        out.leaf(
            "time", {{"datetime", to_text(*event.corrected)}},
            voice.day(*event.corrected) + " " + moment_text(*event.corrected, event.to_the_minute));
    else
        out.leaf("span", {{"class", "failure"}}, voice("timeline.not_known"));
}

void write_event(const JointPage& page, const Event& event) {
    const auto& [out, voice, joint] = page;
    const auto row = out.in("tr");
    write_when(page, event);
    {
        const auto place = cell(out, voice("joint.node"));
        write_letter(out, event.node);
    }
    {
        const auto kind = event.finding ? "is-" + std::string(name_of(event.finding->severity))
                                        : std::string("is-info");
        const auto place = cell(out, voice("timeline.what"), kind);
        const auto words = out.in("span");
        if (event.finding) {
            write_icon(out, name_of(event.finding->severity));
            out.text(" ");
            write_text(out, voice.explain(*event.finding).title);
        } else {
            write_text(out, voice("event." + event.what));
        }
    }
    const auto place = cell(out, voice("timeline.told"), "number");
    if (event.corrected == event.told)
        return write_text(out, event.by_desk ? voice("timeline.by_desk") : std::string("="));
    write_text(out, voice.day(event.told) + " " + moment_text(event.told, event.to_the_minute));
    if (event.by_desk) out.leaf("small", {}, voice("timeline.by_desk"));
}

}  // namespace

void write_shared(const JointPage& page) {
    const auto all = shared_findings(page.joint);
    if (all.empty()) {
        const auto block = page.out.in("div", {{"class", "empty"}});
        page.out.leaf("p", {}, page.voice("no_findings"));
        return;
    }
    std::size_t number = 0;
    OpenCards open;
    for (const auto& shared : all) write_card(page, shared, ++number, open.next(shared.severity));
}

void write_timeline(const JointPage& page) {
    const auto& [out, voice, joint] = page;
    const auto panel = out.in("div", {{"class", "panel wide"}});
    out.leaf("p", {{"class", "lead"}},
             voice("timeline.lead." + std::string(name_of(joint.reference))));
    const auto all = timeline(joint);
    if (all.left_out > 0)
        out.leaf("p", {}, voice("more_findings", {{"count", count_text(all.left_out)}}));
    const auto table = out.in("table", {{"class", "stacking timeline"}});
    write_columns(out, {voice("timeline.when"), voice("joint.node"), voice("timeline.what"),
                        voice("timeline.told")});
    const auto body = out.in("tbody");
    for (const auto& event : all.events) write_event(page, event);
}

}  // namespace diag::report
