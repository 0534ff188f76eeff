// SPDX-License-Identifier: Apache-2.0
// What the escalating engineer wrote, the support agreement's clocks for it, and what is missing.
#include <algorithm>
#include <array>

#include "agent/report/page.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

/// "1", "2", "3" for the severities of the support agreement however they are written, or nothing.
std::string_view agreed_severity(std::string_view written) {
    const auto text = lowered(written);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 13> names{{
        {"1", "1"},
        {"high", "1"},
        {"alta", "1"},
        {"alto", "1"},
        {"critical", "1"},
        {"2", "2"},
        {"medium", "2"},
        {"media", "2"},
        {"m\u00E9dia", "2"},
        {"3", "3"},
        {"low", "3"},
        {"baja", "3"},
        {"baixa", "3"},
    }};
    for (const auto& [name, number] : names)
        if (name == text) return number;
    return {};
}

bool has_screenshots(const Story& story) {
    return std::any_of(story.contents.entries.begin(), story.contents.entries.end(),
                       [](const auto& entry) { return entry.path.starts_with("attachments/"); });
}

/// What an escalation must hold by the support agreement and this one does not.
std::string missing(const Page& page) {
    const auto& notes = page.story.notes;
    std::string list;
    const auto lack = [&](std::string_view phrase) {
        list += (list.empty() ? "" : ", ") + page.voice(phrase);
    };
    if (notes.problem.empty()) lack("problem");
    if (notes.impact.empty()) lack("impact");
    if (notes.steps.empty()) lack("steps");
    if (notes.contact.empty()) lack("contact");
    if (notes.severity.empty()) lack("case_severity");
    if (!has_screenshots(page.story)) lack("screenshots");
    return list;
}

void write_note(const Page& page, std::string_view phrase, const std::string& text) {
    if (text.empty()) return;
    const auto row = page.out.in("div");
    page.out.leaf("dt", {}, page.voice(phrase));
    page.out.leaf("dd", {{"class", "written"}, {"dir", "auto"}}, text);
}

void write_severity(const Page& page) {
    if (page.story.notes.severity.empty()) return;
    const auto number = std::string(agreed_severity(page.story.notes.severity));
    if (number.empty()) return write_note(page, "case_severity", page.story.notes.severity);
    const auto row = page.out.in("div");
    page.out.leaf("dt", {}, page.voice("case_severity"));
    const auto value = page.out.in("dd");
    page.out.leaf("p", {}, page.voice("agreed." + number));
    page.out.leaf("p", {{"class", "clock"}}, page.voice("clock." + number));
}

void write(const Page& page) {
    const auto& notes = page.story.notes;
    const auto card = page.out.in("div", {{"class", "panel"}});
    {
        const auto list = page.out.in("dl", {{"class", "notes"}});
        write_note(page, "case", notes.number);
        write_severity(page);
        write_note(page, "problem", notes.problem);
        write_note(page, "impact", notes.impact);
        write_note(page, "steps", notes.steps);
        write_note(page, "contact", notes.contact);
    }
    if (const auto lacking = missing(page); !lacking.empty())
        page.out.leaf("p", {{"class", "lacking"}},
                      page.voice("still_missing", {{"what", lacking}}));
}

bool wanted(const Story& story) {
    const auto& [number, problem, impact, steps, contact, severity] = story.notes;
    return !(number + problem + impact + steps + contact + severity).empty();
}

}  // namespace

const Part case_part{"case", wanted, write};

}  // namespace diag::report
