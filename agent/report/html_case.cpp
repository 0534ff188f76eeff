// SPDX-License-Identifier: Apache-2.0
// What the escalating engineer wrote, the support agreement's clocks for it, and what is missing.
#include <algorithm>
#include <array>

#include "agent/report/case_words.hpp"
#include "agent/report/page.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

/// What people wrote, by the phrase that says what it is.
constexpr std::array<std::pair<std::string_view, std::string CaseNotes::*>, 9> told{
    {{"problem", &CaseNotes::problem},
     {"impact", &CaseNotes::impact},
     {"steps", &CaseNotes::steps},
     {"case.asked", &CaseNotes::asked},
     {"contact", &CaseNotes::contact},
     {"case.alternate", &CaseNotes::alternate},
     {"case.on_site", &CaseNotes::on_site},
     {"case.on_site_when", &CaseNotes::on_site_when},
     {"case.no_screenshots", &CaseNotes::no_screenshots}}};

std::string product_of(const CaseNotes& notes) {
    return notes.product + (notes.product.empty() || notes.version.empty() ? "" : " ") +
           notes.version;
}

bool is_shown(const exchange::ContentEntry& entry) {
    return !entry.picture.empty() && !entry.path.empty();
}

}  // namespace

bool has_screenshots(const Story& story) {
    return std::any_of(story.contents.entries.begin(), story.contents.entries.end(),
                       [](const auto& entry) { return is_shown(entry); });
}

namespace {

/// Each with its name below it, which leads to the file itself.
void write_screenshots(const Page& page) {
    for (const auto& entry : page.story.contents.entries) {
        const auto link = is_shown(entry) ? link_to(entry.path) : std::string();
        if (link.empty()) continue;
        const auto figure = page.out.in("figure", {{"class", "screenshot"}});
        page.out.empty("img", {{"src", link}, {"alt", entry.item}, {"loading", "lazy"}});
        const auto caption = page.out.in("figcaption");
        page.out.leaf("a", {{"href", link}, {"dir", "auto"}}, entry.item);
        page.out.text(", " + bytes_text(entry.size));
    }
}

/// What an escalation must hold by the support agreement and this one does not. The bundle is here.
std::string missing(const Page& page) {
    const cases::Along along{.bundle = true, .screenshots = has_screenshots(page.story)};
    std::string list;
    for (const auto what : cases::lacks(page.story.notes, along))
        list += (list.empty() ? "" : ", ") + page.voice("lack." + std::string(what));
    return list;
}

void write_note(const Page& page, std::string_view phrase, const std::string& text) {
    if (text.empty()) return;
    const auto row = page.out.in("div");
    page.out.leaf("dt", {}, page.voice(phrase));
    page.out.leaf("dd", {{"class", "written"}, {"dir", "auto"}}, text);
}

void write_severity(const Page& page) {
    const auto& written = page.story.notes.severity;
    const auto severity = cases::severity_named(written);
    if (!severity) return write_note(page, "case_severity", written);
    const auto number = std::to_string(static_cast<int>(*severity) + 1);
    const auto row = page.out.in("div");
    page.out.leaf("dt", {}, page.voice("case_severity"));
    const auto value = page.out.in("dd");
    page.out.leaf("p", {}, page.voice("agreed." + number));
    page.out.leaf("p", {{"class", "clock"}}, page.voice("clock." + number));
}

/// How each clock stood when this was written: what it is for and by when.
void write_clocks(const Page& page) {
    const auto& notes = page.story.notes;
    if (notes.opened) write_note(page, "case.opened", page.voice.date_and_time(*notes.opened));
    for (const auto& each : notes.clocks) {
        const auto row = page.out.in("div");
        page.out.leaf("dt", {}, page.voice("due." + std::string(name_of(each.clock))));
        page.out.leaf("dd", {{"class", "due"}}, in_words(each, page.voice));
    }
}

void write(const Page& page) {
    const auto& notes = page.story.notes;
    const auto card = page.out.in("div", {{"class", "panel"}});
    {
        const auto list = page.out.in("dl", {{"class", "notes"}});
        write_note(page, "case", notes.number);
        write_severity(page);
        write_clocks(page);
        write_note(page, "case.product", product_of(notes));
        for (const auto& [phrase, text] : told) write_note(page, phrase, notes.*text);
    }
    write_screenshots(page);
    if (const auto lacking = missing(page); !lacking.empty())
        page.out.leaf("p", {{"class", "lacking"}},
                      page.voice("still_missing", {{"what", lacking}}));
}

bool wanted(const Story& story) { return !cases::is_empty(story.notes) || has_screenshots(story); }

}  // namespace

const Part case_part{"case", wanted, write};

}  // namespace diag::report
