// SPDX-License-Identifier: Apache-2.0
// The joint report as a whole: head, verdict, sections, foot.
#include <algorithm>
#include <array>

#include "agent/report/banner.hpp"
#include "agent/report/joint_page.hpp"
#include "agent/report/ranking.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

bool all_whole(const Joint& joint) {
    return std::ranges::all_of(joint.nodes, [](const JointNode& node) {
        return !node.story.chapters.empty() && cut_short(node.story).empty();
    });
}

Gravity gravity_of(const Joint& joint, const std::vector<Shared>& all) {
    Gravity gravity{.whole = all_whole(joint)};
    for (const auto& shared : all) ++gravity.findings[shared.severity];
    return gravity;
}

void write_data(const JointPage& page) {
    const auto& [out, voice, joint] = page;
    const auto list = out.in("dl", {{"class", "about"}});
    std::string sites;
    Time since = joint.nodes.front().story.since, until = joint.nodes.front().story.until;
    for (const auto& node : joint.nodes) {
        const auto& site = node.receipt.site;
        if (!site.empty() && (", " + sites + ", ").find(", " + site + ", ") == std::string::npos)
            sites += (sites.empty() ? "" : ", ") + site;
        since = std::min(since, node.story.since);
        until = std::max(until, node.story.until);
    }
    write_about(out, voice("joint.site"), sites);
    write_about(out, voice("case"), joint.nodes.front().story.notes.number);
    write_about(out, voice("joint.nodes"), std::to_string(joint.nodes.size()));
    write_about(out, voice("created"),
                voice.date_and_time(joint.made) + " " + offset_text(joint.made));
    write_about(out, voice("window"),
                voice.date_and_time(since) + " \u2013 " + voice.date_and_time(until));
}

void write_glance(const JointPage& page, const std::vector<Shared>& all) {
    constexpr std::size_t lines = 8;
    const auto& [out, voice, joint] = page;
    const auto is_serious = [](const Shared& shared) {
        return shared.severity == Severity::critical || shared.severity == Severity::warning;
    };
    const auto serious = static_cast<std::size_t>(std::ranges::count_if(all, is_serious));
    if (serious == 0) return;
    const auto list = out.in("ol", {{"class", "glance"}});
    for (std::size_t i = 0; i < std::min(serious, lines); ++i) {
        const auto name = std::string(name_of(all[i].severity));
        const auto entry = out.in("li", {{"class", "is-" + name}});
        write_icon(out, name);
        {
            const auto link = out.in("a", {{"href", "#finding-" + std::to_string(i + 1)}});
            write_text(out, voice.explain(*all[i].seen.front().finding).title);
        }
        for (std::size_t node = 0; node < joint.nodes.size(); ++node)
            if (all[i].on(node)) write_letter(out, node);
    }
    if (serious <= lines) return;
    const auto entry = out.in("li", {{"class", "more"}});
    out.leaf("a", {{"href", "#finding-" + std::to_string(lines + 1)}},
             voice("more_findings", {{"count", count_text(serious - lines)}}));
}

struct Section {
    std::string_view id;
    void (*write)(const JointPage&);
};
constexpr std::array sections{Section{"nodes", write_nodes}, Section{"findings", write_shared},
                              Section{"timeline", write_timeline},
                              Section{"coverage", write_coverage}};

void write_section(const JointPage& page, const Section& section) {
    const auto id = std::string(section.id);
    const auto block = page.out.in("section", {{"id", id}, {"aria-labelledby", "heading-" + id}});
    page.out.leaf("h2", {{"id", "heading-" + id}}, page.voice("section." + id));
    section.write(page);
}

void write_banner(const JointPage& page, const std::vector<Shared>& all, const std::string& title) {
    const auto verdict = std::string(verdict_of(gravity_of(page.joint, all)));
    const auto banner = page.out.in("header", {{"class", "verdict is-" + verdict}});
    write_verdict(page.out, page.voice("joint.title"), verdict, title);
    write_data(page);
    write_glance(page, all);
}

void write_body(const JointPage& page, const std::vector<Shared>& all, const std::string& title) {
    const auto body = page.out.in("body");
    write_symbols(page.out);
    write_banner(page, all, title);
    {
        const auto navigation = page.out.in("nav", {{"aria-label", page.voice("sections")}});
        for (const auto& section : sections)
            page.out.leaf("a", {{"href", "#" + std::string(section.id)}},
                          page.voice("section." + std::string(section.id)));
    }
    {
        const auto main = page.out.in("main");
        for (const auto& section : sections) write_section(page, section);
    }
    const auto foot = page.out.in("footer");
    page.out.leaf("p", {},
                  page.voice("joint.made_by", {{"version", page.joint.made_by},
                                               {"offset", offset_text(page.joint.made)}}));
}

}  // namespace

void write_letter(Markup& out, std::size_t node) {
    out.leaf("b", {{"class", "node s" + std::to_string(node % 6)}}, letter_of(node));
}

void write_columns(Markup& out, const std::vector<std::string>& labels) {
    const auto head = out.in("thead");
    const auto row = out.in("tr");
    for (const auto& label : labels) out.leaf("th", {{"scope", "col"}}, label);
}

std::string joint_html(const Joint& joint, const Knowledge& knowledge, Language language) {
    Markup out;
    const Voice voice(knowledge, language);
    const JointPage page{out, voice, joint};
    const auto all = shared_findings(joint);
    const auto title = headline(gravity_of(joint, all), voice);
    out.verbatim("<!DOCTYPE html>\n");
    {
        const auto root = out.in("html", {{"lang", name_of(language)}});
        write_head(out, title, report_policy, style_sheet());
        write_body(page, all, title);
    }
    out.verbatim("\n");
    return out.take();
}

}  // namespace diag::report
