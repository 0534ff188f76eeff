// SPDX-License-Identifier: Apache-2.0
// Everything the bundle holds, and everything that could not be had.
#include "agent/report/page.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

void write_path(const Page& page, const exchange::ContentEntry& entry) {
    const auto row = page.out.in("th", {{"scope", "row"}});
    const auto link = link_to(entry.path);
    if (link.empty())
        page.out.leaf("bdi", {}, entry.item.empty() ? entry.path : entry.item);
    else
        page.out.leaf("a", {{"href", link}}, entry.path);
}

/// Why there is no file, and which bytes of the original were left out.
void write_remarks(const Page& page, const exchange::ContentEntry& entry) {
    auto& out = page.out;
    const auto place = cell(out, page.voice("remarks"), "remarks");
    if (entry.failure) out.leaf("span", {{"class", "failure"}}, entry.failure->what);
    for (const auto& range : entry.dropped)
        out.leaf("span", {},
                 page.voice("left_out", {{"size", bytes_text(range.to - range.from)},
                                         {"from", bytes_text(range.from)}}));
}

void write_entry(const Page& page, const exchange::ContentEntry& entry) {
    const bool first = &entry == first_unread(page.story);
    const auto row = first ? page.out.in("tr", {{"id", unread_id}}) : page.out.in("tr");
    write_path(page, entry);
    {
        const auto place = cell(page.out, page.voice("size"), "number");
        page.out.text(entry.path.empty() ? "\u2013" : bytes_text(entry.size));
    }
    std::uint64_t masked = 0;
    for (const auto& [kind, count] : entry.redactions) masked += count;
    {
        const auto place = cell(page.out, page.voice("masked"), "number");
        page.out.text(masked == 0 ? "\u2013" : count_text(masked));
    }
    write_remarks(page, entry);
}

void write(const Page& page) {
    auto& out = page.out;
    const auto& entries = page.story.contents.entries;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    for (const auto& entry : entries) {
        files += entry.path.empty() ? 0 : 1;
        bytes += entry.size;
    }
    const auto panel = out.in("details", {{"class", "panel wide"}});
    out.leaf("summary", {}, page.voice.counted("files", files) + ", " + bytes_text(bytes));
    const auto table = out.in("table", {{"class", "contents stacking"}});
    {
        const auto head = out.in("thead");
        const auto row = out.in("tr");
        for (const std::string_view phrase : {"path", "size", "masked", "remarks"})
            out.leaf("th", {{"scope", "col"}}, page.voice(phrase));
    }
    const auto body = out.in("tbody");
    for (const auto& entry : entries) write_entry(page, entry);
}

bool wanted(const Story& story) { return !story.contents.entries.empty(); }

}  // namespace

const Part contents_part{"contents", wanted, write};

}  // namespace diag::report
