// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/ledger_page.hpp"

#include <algorithm>

#include "agent/ledger/lines.hpp"
#include "agent/pages/entry_words.hpp"
#include "agent/pages/frame.hpp"
#include "agent/report/page.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::pages {
namespace {

using ledger::Kind;
using report::Markup;
using report::Voice;

/// More days are not listed at the head of the page.
constexpr std::size_t most_days_listed = 62;

/// What all of it comes to.
struct Sums {
    std::uint64_t entries = 0, requests = 0, granted = 0, turned_down = 0, bundles = 0, bytes = 0,
                  uploads = 0;
    std::optional<Time> first, last;
    std::vector<std::string> days;
};

std::string day_of(const Voice& voice, Time time) {
    const auto text = voice.date_and_time(time);
    return text.substr(0, text.rfind(' '));
}

void count(const ledger::Entry& entry, const Voice& voice, Sums& sums) {
    ++sums.entries;
    if (!sums.first) sums.first = entry.time;
    sums.last = entry.time;
    if (const auto day = day_of(voice, entry.time); sums.days.empty() || sums.days.back() != day)
        sums.days.push_back(day);
    sums.requests += entry.kind == Kind::request ? 1 : 0;
    sums.granted += entry.kind == Kind::grant ? 1 : 0;
    sums.turned_down +=
        entry.kind == Kind::refusal || entry.kind == Kind::decline || entry.kind == Kind::revoke
            ? 1
            : 0;
    const auto state = json::text_at(json::value(entry.data), "state").value_or("sent");
    sums.uploads += entry.kind == Kind::upload && (state == "sent" || state == "there") ? 1 : 0;
    if (entry.kind != Kind::bundle || state == "removed") return;
    ++sums.bundles;
    const auto bytes = json::integer_at(json::value(entry.data), "bytes");
    if (bytes && *bytes > 0) sums.bytes += static_cast<std::uint64_t>(*bytes);
}

/// Calls `each` with every line and what it holds.
template <class Each>
Result<> for_every_line(const ledger::Book& book, Each each) {
    auto lines = ledger::Lines::open(book);
    if (!lines) return lines.error();
    for (;;) {
        const auto line = lines->next();
        if (!line) return line.error();
        if (!*line) return {};
        if (const auto done = each(**line, ledger::entry_from((*line)->text)); !done) return done;
    }
}

void write_sums(Markup& out, const Voice& voice, const Sums& sums) {
    const auto list = out.in("dl", {{"class", "sums"}});
    const auto row = [&](std::string_view phrase, const std::string& value) {
        const auto pair = out.in("div");
        out.leaf("dt", {}, voice(phrase));
        out.leaf("dd", {}, value);
    };
    row("ledger.requests", report::count_text(sums.requests));
    row("ledger.granted", report::count_text(sums.granted));
    row("ledger.turned_down", report::count_text(sums.turned_down));
    row("ledger.bundles", report::count_text(sums.bundles));
    row("ledger.bytes", bytes_text(sums.bytes));
    row("ledger.uploads", report::count_text(sums.uploads));
}

void write_about(Markup& out, const Voice& voice, const Keeper& keeper, const Sums& sums) {
    const auto list = out.in("dl", {{"class", "about"}});
    write_fact(out, voice("ledger.site"), keeper.site);
    write_fact(out, voice("ledger.agent"), keeper.agent);
    if (sums.first)
        write_fact(out, voice("ledger.period"),
                   voice.date_and_time(*sums.first) + " \u2013 " + voice.date_and_time(*sums.last));
    write_fact(out, voice("ledger.written"), voice.date_and_time(keeper.now));
}

/// What the verdict rests on: who signed, and who else holds a copy.
void write_proofs(Markup& out, const Voice& voice, const ledger::Verdict& verdict) {
    const auto block = out.in("div", {{"class", "proofs"}});
    out.leaf("p", {}, voice.counted("ledger.checkpoints", verdict.checkpoints));
    out.leaf("p", {},
             verdict.countersignatures > 0
                 ? voice.counted("ledger.countersigned", verdict.countersignatures)
                 : voice("ledger.not_countersigned"));
    if (verdict.torn > 0) out.leaf("p", {}, voice.counted("ledger.torn", verdict.torn));
}

void write_banner(Markup& out, const Voice& voice, const ledger::Verdict& verdict,
                  const Keeper& keeper, const Sums& sums) {
    const auto sign = std::string(verdict.flaw ? "critical" : "good");
    const auto banner = out.in("header", {{"class", "verdict is-" + sign}});
    out.leaf("p", {{"class", "kicker"}}, voice("ledger.kicker"));
    {
        const auto line = out.in("h1");
        report::write_icon(out, sign);
        out.leaf("span", {}, voice(verdict.flaw ? "ledger.flawed" : "ledger.holds"));
    }
    if (verdict.flaw)
        out.leaf("p", {{"class", "said"}},
                 voice("ledger.flaw", {{"what", sentence_of(*verdict.flaw)}}));
    else
        out.leaf("p", {{"class", "said"}}, voice.counted("ledger.whole", verdict.entries));
    write_about(out, voice, keeper, sums);
    write_sums(out, voice, sums);
    write_proofs(out, voice, verdict);
}

void write_days(Markup& out, const Voice& voice, const Sums& sums) {
    if (sums.days.size() < 2 || sums.days.size() > most_days_listed) return;
    const auto navigation = out.in("nav", {{"aria-label", voice("ledger.days")}});
    for (std::size_t at = 0; at < sums.days.size(); ++at)
        out.leaf("a", {{"href", "#day-" + std::to_string(at + 1)}}, sums.days[at]);
}

/// Writes entries under their days, one after the other.
class Timeline {
public:
    Timeline(const Voice& voice, const ledger::Verdict& verdict)
        : voice_(voice), verdict_(verdict) {}

    std::string add(const ledger::Line& line, const Result<ledger::Entry>& entry) {
        if (entry) turn_to(day_of(voice_, entry->time));
        if (!entry && days_ == 0) turn_to("");
        const bool flawed = !entry || is_flawed(line);
        const auto told = entry ? in_words(*entry, voice_) : unreadable(line, entry.error());
        write(told, entry ? &*entry : nullptr, flawed);
        return out_.take();
    }

    std::string end() {
        if (days_ > 0) out_.verbatim("</ol></section>");
        return out_.take();
    }

private:
    bool is_flawed(const ledger::Line& line) const {
        return verdict_.flaw && verdict_.flaw->segment == line.segment &&
               verdict_.flaw->line == line.number;
    }

    Told unreadable(const ledger::Line& line, const Error& error) const {
        Told told;
        told.title = voice_("ledger.unreadable");
        told.sign = "critical";
        told.facts = {{voice_("entry.key.file"), line.segment + ", " + std::to_string(line.number)},
                      {voice_("entry.key.why"), error.what}};
        return told;
    }

    void turn_to(const std::string& day) {
        if (days_ > 0 && day == day_) return;
        if (days_ > 0) out_.verbatim("</ol></section>");
        day_ = day;
        const auto id = "day-" + std::to_string(++days_);
        out_.verbatim("<section class=\"day\" id=\"" + id + "\">");
        out_.leaf("h2", {}, day.empty() ? voice_("ledger.no_day") : day);
        out_.verbatim("<ol class=\"timeline\">");
    }

    void write(const Told& told, const ledger::Entry* entry, bool flawed) {
        const auto sign = flawed ? std::string_view("critical") : told.sign;
        const auto kind = "entry is-" + std::string(sign) + (told.minor ? " minor" : "") +
                          (flawed ? " flawed" : "");
        const auto row = out_.in("li", {{"class", kind}});
        out_.leaf("time", {}, entry ? report::clock_text(entry->time, true) : "");
        report::write_icon(out_, sign);
        const auto body = out_.in("div");
        {
            const auto line = out_.in("h3");
            if (entry) out_.leaf("span", {{"class", "number"}}, report::count_text(entry->n));
            out_.text(told.title);
        }
        if (told.facts.empty()) return;
        const auto list = out_.in("dl", {{"class", "facts"}});
        for (const auto& [label, value] : told.facts) write_fact(out_, label, value);
    }

    const Voice& voice_;
    const ledger::Verdict& verdict_;
    Markup out_;
    std::string day_;
    std::size_t days_ = 0;
};

}  // namespace

Result<> write_ledger_page(const std::filesystem::path& directory, const ledger::Verdict& verdict,
                           const Keeper& keeper, report::Language language, const Out& out) {
    const Voice voice(report::Knowledge::builtin(), language);
    const auto book = ledger::Book::at(directory);
    if (!book) return book.error();
    Sums sums;
    const auto counted = for_every_line(*book, [&](const auto&, const auto& entry) -> Result<> {
        if (entry) count(*entry, voice, sums);
        return {};
    });
    if (!counted) return counted;
    Markup head;
    head.verbatim(frame_begin(voice("ledger.kicker"), language, false));
    write_banner(head, voice, verdict, keeper, sums);
    write_days(head, voice, sums);
    head.verbatim("<main>");
    if (const auto put = out(head.take()); !put) return put;
    Timeline timeline(voice, verdict);
    const auto told = for_every_line(
        *book, [&](const auto& line, const auto& entry) { return out(timeline.add(line, entry)); });
    if (!told) return told;
    Markup foot;
    foot.verbatim(timeline.end() + "</main>");
    write_foot(foot, voice, keeper.now);
    foot.verbatim(frame_end());
    return out(foot.take());
}

}  // namespace diag::pages
