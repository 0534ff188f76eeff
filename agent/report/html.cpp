// SPDX-License-Identifier: Apache-2.0
// The page as a whole: head, verdict, sections, foot.
//
// No script and no reference to the outside, so the file opens anywhere, for years, and the content
// security policy in its head can forbid everything but its own style sheet.
#include <algorithm>
#include <array>

#include "agent/report/banner.hpp"
#include "agent/report/page.hpp"
#include "agent/report/ranking.hpp"

namespace diag::report {
namespace {

Gravity gravity_of(const Story& story) {
    Gravity gravity{.examined = !story.chapters.empty(), .whole = cut_short(story).empty()};
    for (const auto severity : {Severity::critical, Severity::warning, Severity::unknown})
        gravity.findings[severity] = count_of(story, severity);
    return gravity;
}

std::string window_text(const Story& story, const Voice& voice) {
    return voice.date_and_time(story.since) + " \u2013 " + voice.date_and_time(story.until) + " (" +
           duration_text(story.until - story.since) + ")";
}

void write_data(const Page& page) {
    auto& out = page.out;
    const auto& voice = page.voice;
    const auto& story = page.story;
    const auto list = out.in("dl", {{"class", "about"}});
    write_about(out, voice("server"), story.server);
    write_about(out, voice("case"), story.notes.number);
    write_about(out, voice("created"),
                voice.date_and_time(story.created) + " " + offset_text(story.created));
    if (story.until > story.since) write_about(out, voice("window"), window_text(story, voice));
}

/// The serious findings in a line each, so that the first screen tells all that matters.
void write_glance(const Page& page) {
    constexpr std::size_t lines = 8;
    auto& out = page.out;
    const auto order = ranked(page.story);
    const auto serious =
        count_of(page.story, Severity::critical) + count_of(page.story, Severity::warning);
    if (serious == 0) return;
    const auto list = out.in("ol", {{"class", "glance"}});
    for (std::size_t i = 0; i < std::min(serious, lines); ++i) {
        const auto& finding = *order[i].finding;
        const auto name = std::string(name_of(finding.severity));
        const auto entry = out.in("li", {{"class", "is-" + name}});
        write_icon(out, name);
        const auto link = out.in("a", {{"href", "#finding-" + std::to_string(i + 1)}});
        write_text(out, page.voice.explain(finding).title);
    }
    if (serious <= lines) return;
    const auto entry = out.in("li", {{"class", "more"}});
    out.leaf("a", {{"href", "#finding-" + std::to_string(lines + 1)}},
             page.voice("more_findings", {{"count", count_text(serious - lines)}}));
}

/// What the headline does not count.
void write_tallies(const Page& page) {
    const auto list = page.out.in("ul", {{"class", "tallies"}});
    for (const auto severity : {Severity::unknown, Severity::info}) {
        const auto count = count_of(page.story, severity);
        if (count == 0) continue;
        const auto name = std::string(name_of(severity));
        const auto entry = page.out.in("li", {{"class", "is-" + name}});
        write_icon(page.out, name);
        page.out.leaf("span", {}, page.voice.counted("count." + name, count));
    }
}

/// What was looked at and what was not: an empty list of findings means little without it.
void write_reach(const Page& page) {
    const auto& [out, voice, story] = page;
    std::string looked, missed;
    std::uint64_t failed = 0;
    for (const auto& chapter : story.chapters) {
        auto& list = chapter.outcome.ending == exchange::Ending::complete ? looked : missed;
        list += (list.empty() ? "" : ", ") + voice.collector(chapter.collector);
        if (&list == &missed)
            list += " (" + voice.member("ending", exchange::name_of(chapter.outcome.ending)) + ")";
        failed += chapter.outcome.failed_items;
    }
    const auto block = out.in("div", {{"class", "reach"}});
    if (!looked.empty()) out.leaf("p", {}, voice("looked_at", {{"what", looked}}));
    if (!missed.empty())
        out.leaf("p", {{"class", "missed"}}, voice("not_finished", {{"what", missed}}));
    if (failed > 0) {
        const auto line = out.in("p");
        const auto text = voice.counted("unreadable_items", failed);
        if (first_unread(story))
            out.leaf("a", {{"href", "#" + std::string(unread_id)}}, text);
        else
            out.text(text);
    }
    write_tallies(page);
}

void write_banner(const Page& page, const std::string& title) {
    const auto& [out, voice, story] = page;
    const auto verdict = std::string(verdict_of(gravity_of(story)));
    const auto banner = out.in("header", {{"class", "verdict is-" + verdict}});
    write_verdict(out, voice("report_title"), verdict, title);
    write_data(page);
    write_glance(page);
    write_reach(page);
}

constexpr std::array parts{&triage_part,   &findings_part, &case_part,       &rollback_part,
                           &overview_part, &plots_part,    &collection_part, &contents_part};

void write_navigation(const Page& page) {
    const auto navigation = page.out.in("nav", {{"aria-label", page.voice("sections")}});
    for (const auto* part : parts)
        if (part->wanted(page.story))
            page.out.leaf("a", {{"href", "#" + std::string(part->id)}},
                          page.voice("section." + std::string(part->id)));
}

void write_part(const Page& page, const Part& part) {
    const auto id = std::string(part.id);
    const auto section = page.out.in("section", {{"id", id}, {"aria-labelledby", "heading-" + id}});
    page.out.leaf("h2", {{"id", "heading-" + id}}, page.voice("section." + id));
    part.write(page);
}

void write_foot(const Page& page) {
    const auto foot = page.out.in("footer");
    page.out.leaf("p", {},
                  page.voice("made_by", {{"version", page.story.agent_version},
                                         {"offset", offset_text(page.story.created)}}));
    if (!page.story.bundle_id.empty())
        page.out.leaf("p", {}, page.voice("bundle", {{"id", page.story.bundle_id}}));
}

}  // namespace

std::string html(const Story& story, const Knowledge& knowledge, Language language) {
    Markup out;
    const Voice voice(knowledge, language);
    const Page page{out, voice, story};
    const auto title = headline(gravity_of(story), voice);
    out.verbatim("<!DOCTYPE html>\n");
    {
        const auto root = out.in("html", {{"lang", name_of(language)}});
        write_head(out, story.server.empty() ? title : title + " \u2013 " + story.server,
                   has_screenshots(story) ? report_policy_with_pictures : report_policy,
                   style_sheet());
        const auto body = out.in("body");
        write_symbols(out);
        write_banner(page, title);
        write_navigation(page);
        {
            const auto main = out.in("main");
            for (const auto* part : parts)
                if (part->wanted(story)) write_part(page, *part);
        }
        write_foot(page);
    }
    out.verbatim("\n");
    return out.take();
}

}  // namespace diag::report
