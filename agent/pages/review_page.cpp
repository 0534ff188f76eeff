// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/review_page.hpp"

#include <algorithm>

#include "agent/pages/frame.hpp"
#include "agent/report/page.hpp"
#include "platform/text.hpp"

namespace diag::pages {
namespace {

using exchange::ContentEntry;
using report::Markup;
using report::Voice;

std::uint64_t total(const exchange::Redactions& redactions) {
    std::uint64_t sum = 0;
    for (const auto& [kind, count] : redactions) sum += count;
    return sum;
}

/// The sections in the order they come, with their entries.
struct Section {
    std::string name;  ///< a collector, or empty: what is told of the rest
    std::vector<std::size_t> entries;
};

std::vector<Section> sections_of(const Reviewed& reviewed) {
    std::vector<Section> all;
    for (std::size_t i = 0; i < reviewed.contents.entries.size(); ++i) {
        const auto name = i < reviewed.removable ? reviewed.contents.entries[i].collector : "";
        auto at = std::ranges::find(all, name, &Section::name);
        if (at == all.end()) at = all.insert(all.end(), {name, {}});
        at->entries.push_back(i);
    }
    return all;
}

std::string link_to(std::size_t entry, std::string_view kind, std::uint64_t page) {
    auto link = "?file=" + std::to_string(entry);
    if (!kind.empty()) link += "&kind=" + std::string(kind);
    if (page > 0) link += "&page=" + std::to_string(page + 1);
    return link;
}

std::string name_of(const Voice& voice, const ContentEntry& entry) {
    if (!entry.item.empty()) return entry.item;
    return entry.path.empty() ? voice("review.no_name") : entry.path;
}

void write_button(Markup& out, std::string_view name, std::string_view value,
                  std::string_view words, std::string_view look) {
    out.leaf("button", {{"type", "submit"}, {"name", name}, {"value", value}, {"class", look}},
             words);
}

void write_token(Markup& out, const Reviewed& reviewed) {
    out.empty("input", {{"type", "hidden"}, {"name", "token"}, {"value", reviewed.token}});
}

void write_kinds(Markup& out, const Voice& voice, const ContentEntry& entry, std::size_t number) {
    const auto list = out.in("p", {{"class", "kinds"}});
    for (const auto& [kind, count] : entry.redactions) {
        out.leaf("a", {{"href", link_to(number, kind, 0)}},
                 voice.member("kind", kind) + " " + report::count_text(count));
        out.text(" ");
    }
    if (entry.redactions.empty()) out.leaf("small", {}, voice("review.none"));
}

/// A screenshot as it would leave, and the same in full behind it.
void write_picture(Markup& out, const Voice& voice, const ContentEntry& entry, std::size_t number) {
    const auto source = "?" + std::string(review_picture) + "=" + std::to_string(number);
    out.leaf("p", {{"class", "why"}}, voice("review.picture"));
    const auto link = out.in("a", {{"href", source}, {"class", "picture"}});
    out.empty("img", {{"src", source}, {"alt", name_of(voice, entry)}});
}

void write_file(Markup& out, const Voice& voice, const Reviewed& reviewed, std::size_t number) {
    const auto& entry = reviewed.contents.entries[number];
    const bool out_now = reviewed.left_out.contains(number);
    const auto row = out.in("li", {{"class", out_now ? "file gone" : "file"}});
    {
        const auto words = out.in("div");
        const auto name = name_of(voice, entry);
        if (entry.path.empty() || !entry.picture.empty())
            out.leaf("strong", {{"dir", "auto"}}, name);
        else
            out.leaf("a", {{"href", link_to(number, "", 0)}, {"dir", "auto"}}, name);
        out.text(" ");
        if (!entry.path.empty()) out.leaf("small", {}, bytes_text(entry.size));
        if (entry.failure) out.leaf("p", {{"class", "why"}, {"dir", "auto"}}, entry.failure->what);
        if (out_now) out.leaf("p", {{"class", "why"}}, voice("review.will_stay"));
        if (!entry.path.empty() && !entry.picture.empty())
            write_picture(out, voice, entry, number);
        else if (!entry.path.empty() && !out_now)
            write_kinds(out, voice, entry, number);
    }
    if (entry.path.empty() || number >= reviewed.removable) return;
    write_button(out, out_now ? review_take_in : review_leave_out, std::to_string(number),
                 voice(out_now ? "review.take_in" : "review.leave_out"), "small");
}

void write_section(Markup& out, const Voice& voice, const Reviewed& reviewed,
                   const Section& section) {
    std::uint64_t replaced = 0;
    std::size_t files = 0, gone = 0;
    for (const auto i : section.entries) {
        const auto& entry = reviewed.contents.entries[i];
        replaced += total(entry.redactions);
        files += entry.path.empty() ? 0 : 1;
        gone += reviewed.left_out.contains(i) ? 1 : 0;
    }
    const bool unfolded = reviewed.open == section.name && !section.name.empty();
    // Of a boolean attribute the presence counts, so there are two ways to open it.
    const auto folded = unfolded ? out.in("details", {{"class", "card section"}, {"open", "open"}})
                                 : out.in("details", {{"class", "card section"}});
    {
        const auto line = out.in("summary");
        out.leaf("strong", {},
                 section.name.empty()            ? voice("review.told")
                 : section.name == "attachments" ? voice("review.by_hand")
                                                 : voice.collector(section.name));
        out.text(" ");
        out.leaf("small", {},
                 voice("review.sums", {{"files", report::count_text(files)},
                                       {"count", report::count_text(replaced)}}));
        if (gone > 0)
            out.leaf("small", {{"class", "why"}}, " " + voice.counted("review.gone", gone));
    }
    const auto form = out.in("form", {{"method", "post"}, {"action", reviewed.path}});
    write_token(out, reviewed);
    if (!section.name.empty() && files > 0)
        write_button(out, gone == files ? review_take_section : review_leave_section, section.name,
                     voice(gone == files ? "review.take_section" : "review.leave_section"),
                     "small");
    const auto list = out.in("ul", {{"class", "files"}});
    for (const auto i : section.entries) write_file(out, voice, reviewed, i);
}

void write_banner(Markup& out, const Voice& voice, const Reviewed& reviewed) {
    std::uint64_t replaced = 0;
    for (const auto& entry : reviewed.contents.entries) replaced += total(entry.redactions);
    const auto banner = out.in("header", {{"class", "verdict is-info"}});
    out.leaf("p", {{"class", "kicker"}}, voice("review.kicker"));
    {
        const auto line = out.in("h1");
        report::write_icon(out, "info");
        out.leaf("span", {}, voice("review.title"));
    }
    out.leaf("p", {{"class", "said"}},
             voice("review.promise", {{"count", report::count_text(replaced)}}));
}

void write_answer(Markup& out, const Voice& voice, const Reviewed& reviewed) {
    const auto card = out.in("article", {{"class", "card answer"}});
    const auto form = out.in("form", {{"method", "post"}, {"action", reviewed.path}});
    write_token(out, reviewed);
    const auto gone = reviewed.left_out.size();
    out.leaf("p", {},
             gone == 0 ? voice("review.all_leaves") : voice.counted("review.without", gone));
    const auto row = out.in("div", {{"class", "buttons"}});
    write_button(out, review_seal, "yes", voice("review.seal"), "yes");
    write_button(out, review_decline, "yes", voice("review.decline"), "no");
}

void write_cut(Markup& out, const Voice& voice, std::uint64_t characters) {
    if (characters > 0)
        out.leaf("small", {{"class", "cut"}}, voice.counted("review.cut", characters));
}

void write_row(Markup& out, const Voice& voice, const Replacement& each) {
    const auto row = out.in("li");
    {
        const auto head = out.in("p", {{"class", "place"}});
        out.leaf("span", {}, voice("review.line", {{"number", report::count_text(each.line)}}));
        out.text(" ");
        out.leaf("small", {}, voice.member("kind", each.kind));
    }
    const auto line = out.in("code", {{"class", "around"}, {"dir", "auto"}});
    write_cut(out, voice, each.left_before);
    out.text(each.before);
    if (each.original)
        out.leaf("del", {}, *each.original);
    else
        out.leaf("small", {}, voice("review.not_kept"));
    out.text(" ");
    out.leaf("ins", {}, each.stand_in);
    out.text(each.after);
    write_cut(out, voice, each.left_after);
}

void write_tabs(Markup& out, const Voice& voice, const ContentEntry& entry,
                const ReviewedFile& file) {
    const auto tabs = out.in("nav", {{"class", "kinds"}});
    const auto tab = [&](std::string_view kind, const std::string& words) {
        if (file.kind == kind)
            out.leaf("strong", {}, words);
        else
            out.leaf("a", {{"href", link_to(file.entry, kind, 0)}}, words);
        out.text(" ");
    };
    tab("", voice("review.every_kind") + " " + report::count_text(total(entry.redactions)));
    for (const auto& [kind, count] : entry.redactions)
        tab(kind, voice.member("kind", kind) + " " + report::count_text(count));
}

/// What the list does not hold, at its end: fewer may have been met than were made.
void write_not_listed(Markup& out, const Voice& voice, const ContentEntry& entry,
                      const ReviewedFile& file) {
    if (file.unread > 0)
        out.leaf("p", {{"class", "lacking"}}, voice.counted("review.unread", file.unread));
    const auto of_kind = entry.redactions.find(file.kind);
    const auto made = file.kind.empty()                   ? total(entry.redactions)
                      : of_kind == entry.redactions.end() ? 0
                                                          : of_kind->second;
    if (file.more || file.seen >= made) return;
    out.leaf("p", {{"class", "lacking"}},
             voice("review.not_all", {{"shown", report::count_text(file.seen)},
                                      {"count", report::count_text(made)}}));
}

void write_turning(Markup& out, const Voice& voice, const ReviewedFile& file) {
    if (file.page == 0 && !file.more) return;
    const auto turning = out.in("nav", {{"class", "turning"}});
    if (file.page > 0)
        out.leaf("a", {{"href", link_to(file.entry, file.kind, file.page - 1)}},
                 voice("review.before"));
    out.text(" ");
    out.leaf("span", {}, voice("review.page", {{"number", report::count_text(file.page + 1)}}));
    out.text(" ");
    if (file.more)
        out.leaf("a", {{"href", link_to(file.entry, file.kind, file.page + 1)}},
                 voice("review.after"));
}

}  // namespace

std::string review_page(const Reviewed& reviewed, std::string_view remark, Time now,
                        report::Language language) {
    const Voice voice(report::Knowledge::builtin(), language);
    return framed(voice("review.title"), language, true, [&](Markup& out) {
        write_banner(out, voice, reviewed);
        if (!remark.empty()) out.leaf("p", {{"class", "lacking"}, {"role", "alert"}}, remark);
        {
            const auto main = out.in("main");
            for (const auto& section : sections_of(reviewed))
                write_section(out, voice, reviewed, section);
            write_answer(out, voice, reviewed);
        }
        write_foot(out, voice, now);
    });
}

std::string review_file_page(const Reviewed& reviewed, const ReviewedFile& file, Time now,
                             report::Language language) {
    const Voice voice(report::Knowledge::builtin(), language);
    const auto& entry = reviewed.contents.entries.at(file.entry);
    const auto title = name_of(voice, entry);
    return framed(title, language, true, [&](Markup& out) {
        {
            const auto banner = out.in("header", {{"class", "verdict is-info"}});
            {
                const auto kicker = out.in("p", {{"class", "kicker"}});
                out.leaf("a", {{"href", reviewed.path}}, voice("review.back"));
            }
            out.leaf("h1", {{"dir", "auto"}}, title);
            out.leaf("p", {{"class", "said"}}, voice("review.how"));
        }
        {
            const auto main = out.in("main");
            write_tabs(out, voice, entry, file);
            {
                const auto list = out.in("ul", {{"class", "replaced"}});
                for (const auto& each : file.replacements) write_row(out, voice, each);
            }
            if (file.replacements.empty() && entry.redactions.empty())
                out.leaf("p", {}, voice("review.none"));
            write_not_listed(out, voice, entry, file);
            write_turning(out, voice, file);
            if (file.entry < reviewed.removable) {
                const bool gone = reviewed.left_out.contains(file.entry);
                const auto form = out.in(
                    "form", {{"method", "post"}, {"action", reviewed.path}, {"class", "bare"}});
                write_token(out, reviewed);
                write_button(out, gone ? review_take_in : review_leave_out,
                             std::to_string(file.entry),
                             voice(gone ? "review.take_in" : "review.leave_out"), "small");
            }
        }
        write_foot(out, voice, now);
    });
}

}  // namespace diag::pages
