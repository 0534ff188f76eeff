// SPDX-License-Identifier: Apache-2.0
// Who is who, how far each clock is off and how that is known, and what each node was examined for.
#include <algorithm>
#include <cmath>

#include "agent/report/joint_page.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

std::string in_words(const Voice& voice, const std::vector<std::string>& by) {
    std::string text;
    for (const auto& each : by) text += (text.empty() ? "" : "; ") + voice.member("clock.by", each);
    return text;
}

/// Every other clock is held against it.
bool is_reference(const ClockOffset& clock) {
    return clock.by.size() == 1 && clock.by.front() == "itself";
}

/// "between 2 s behind and 5 min ahead", where that is not what the offset already says.
std::string bounds_words(const Voice& voice, const ClockOffset& clock) {
    const auto side = [&](milliseconds ahead) {
        return voice(ahead.count() < 0 ? "clock.behind" : "clock.ahead",
                     {{"span", fine_text(milliseconds{std::abs(ahead.count())})}});
    };
    if (clock.least && clock.most)
        return voice("clock.between", {{"least", side(*clock.least)}, {"most", side(*clock.most)}});
    if (clock.least) return voice("clock.at_least", {{"least", side(*clock.least)}});
    if (clock.most) return voice("clock.at_most", {{"most", side(*clock.most)}});
    return {};
}

void write_clock(const JointPage& page, std::size_t node) {
    const auto& [out, voice, joint] = page;
    const auto& clock = joint.clocks[node];
    const bool odd = !clock.ahead || *clock.ahead != milliseconds{} || !clock.set_aside.empty();
    const auto place = cell(out, voice("clock.column"), odd ? "is-warning" : "is-good");
    {
        const auto state = out.in("span", {{"class", "state"}});
        write_icon(out, odd ? "warning" : "good");
        out.leaf("span", {}, clock_words(voice, clock));
    }
    if (!clock.by.empty() && !is_reference(clock)) {
        const auto bounds = bounds_words(voice, clock);
        if (!bounds.empty()) out.leaf("small", {}, bounds);
        if (!bounds.empty())
            out.leaf("small", {}, voice("clock.known_by", {{"what", in_words(voice, clock.by)}}));
    }
    if (!clock.set_aside.empty())
        out.leaf("small", {{"class", "failure"}},
                 voice("clock.set_aside", {{"what", in_words(voice, clock.set_aside)}}));
}

void write_name(const JointPage& page, std::size_t at) {
    const auto& [out, voice, joint] = page;
    const auto& node = joint.nodes[at];
    const auto place = out.in("th", {{"scope", "row"}});
    write_letter(out, at);
    const auto told = name_of(node);
    const auto name = told.empty() ? voice("joint.no_name") : told;
    out.text(" ");
    const auto link = node.page.empty() ? std::string() : link_to(node.page);
    if (link.empty())
        out.leaf("bdi", {}, name);
    else
        out.leaf("a", {{"href", link}}, name);
    for (const auto& also : {node.host, node.story.server})
        if (!also.empty() && also != told) out.leaf("small", {}, also);
    if (node.receipt.agent.empty()) out.leaf("small", {}, node.agent.substr(0, 16));
}

void write_role(const JointPage& page, const JointNode& node) {
    const auto& [out, voice, joint] = page;
    const auto place = cell(out, voice("joint.role"));
    const bool known = node.role == "primary" || node.role == "redundant" || node.role == "simple";
    out.text(known ? voice("role." + node.role) : voice("role.unknown"));
    if (!node.database.empty())
        out.leaf("small", {}, voice("joint.database", {{"state", node.database}}));
}

std::string reference_words(const JointPage& page) {
    return page.voice("clock.reference." + std::string(name_of(page.joint.reference))) +
           (page.joint.desk_asked ? "" : " " + page.voice("clock.desk_not_asked"));
}

const Chapter* chapter_of(const JointNode& node, const std::string& collector) {
    for (const auto& chapter : node.story.chapters)
        if (chapter.collector == collector) return &chapter;
    return nullptr;
}

void write_ending(const JointPage& page, std::size_t at, const std::string& collector) {
    const auto& [out, voice, joint] = page;
    const auto* chapter = chapter_of(joint.nodes[at], collector);
    const bool complete = chapter && chapter->outcome.ending == exchange::Ending::complete;
    const auto place = cell(out, letter_of(at), complete ? "is-good" : "is-warning");
    const auto state = out.in("span", {{"class", "state"}});
    write_icon(out, complete ? "good" : chapter ? "warning" : "unknown");
    out.leaf("span", {},
             chapter ? voice.member("ending", exchange::name_of(chapter->outcome.ending))
                     : voice("joint.not_run"));
}

}  // namespace

std::string fine_text(milliseconds span) {
    const auto count = std::abs(span.count());
    if (count < 1000) return std::to_string(count) + " ms";
    if (count < 60'000)
        return fixed(static_cast<double>(count) / 1000, count < 10'000 ? 2 : 1) + " s";
    return duration_text(milliseconds{count});
}

std::string clock_words(const Voice& voice, const ClockOffset& clock) {
    if (!clock.ahead) return voice("clock.unknown");
    if (is_reference(clock)) return voice("clock.by.itself");
    const Parameters doubt{{"doubt", fine_text(clock.doubt)}};
    if (clock.ahead->count() == 0) return voice("clock.right", doubt);
    auto parameters = doubt;
    parameters["span"] = fine_text(*clock.ahead);
    return voice(clock.ahead->count() < 0 ? "clock.behind_by" : "clock.ahead_by", parameters);
}

void write_nodes(const JointPage& page) {
    const auto& [out, voice, joint] = page;
    {
        const auto panel = out.in("div", {{"class", "panel wide"}});
        const auto table = out.in("table", {{"class", "stacking nodes"}});
        write_columns(out, {voice("joint.node"), voice("joint.role"), voice("joint.examined"),
                            voice("clock.column")});
        const auto body = out.in("tbody");
        for (std::size_t at = 0; at < joint.nodes.size(); ++at) {
            const auto row = out.in("tr");
            write_name(page, at);
            write_role(page, joint.nodes[at]);
            {
                const auto place = cell(out, voice("joint.examined"));
                write_text(out, voice.date_and_time(joint.nodes[at].story.created));
            }
            write_clock(page, at);
        }
    }
    const auto notes = out.in("div", {{"class", "panel"}});
    out.leaf("p", {{"class", "lead"}}, reference_words(page));
    out.leaf("p", {{"class", "lead"}}, voice("joint.stand_ins"));
}

void write_coverage(const JointPage& page) {
    const auto& [out, voice, joint] = page;
    std::vector<std::string> collectors, labels{voice("collector_name")};
    for (std::size_t at = 0; at < joint.nodes.size(); ++at) {
        labels.push_back(letter_of(at));
        for (const auto& chapter : joint.nodes[at].story.chapters)
            if (std::ranges::find(collectors, chapter.collector) == collectors.end())
                collectors.push_back(chapter.collector);
    }
    const auto panel = out.in("div", {{"class", "panel wide"}});
    const auto table = out.in("table", {{"class", "stacking"}});
    write_columns(out, labels);
    const auto body = out.in("tbody");
    for (const auto& collector : collectors) {
        const auto row = out.in("tr");
        out.leaf("th", {{"scope", "row"}}, voice.collector(collector));
        for (std::size_t at = 0; at < joint.nodes.size(); ++at) write_ending(page, at, collector);
    }
}

}  // namespace diag::report
