// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/packing.hpp"

#include <algorithm>
#include <array>

#include "agent/collect/hold_back.hpp"
#include "agent/collect/words.hpp"
#include "platform/temporary.hpp"

namespace diag::collect {
namespace {

constexpr std::string_view by_hand = "attachments";

/// An attachment on its way, and whose it is.
struct Piece {
    std::string collector;  ///< or by_hand
    Attachment attachment;
};

std::string path_of(const Piece& piece, const std::string& item) {
    if (piece.collector == by_hand) return exchange::attachment_path(item);
    return exchange::content_path(piece.collector, "files/" + item);
}

std::vector<Piece> pieces_of(const std::vector<Clean>& all, const Parcel& parcel) {
    std::vector<Piece> pieces;
    for (const auto& clean : all)
        for (const auto& attachment : clean.attachments)
            pieces.push_back({std::string(clean.collector->id), attachment});
    for (const auto& file : parcel.attach)
        pieces.push_back({std::string(by_hand),
                          {.name = file.filename().native(),
                           .path = file.native(),
                           .gzip = file.extension() == ".gz",
                           .limit = parcel.limits.bundle_bytes}});
    return pieces;
}

exchange::ContentEntry entry_of(const Piece& piece, const stream::Passed& passed,
                                const Cleaning& with) {
    exchange::ContentEntry entry{.collector = piece.collector,
                                 .attachment = true,
                                 .redactions = passed.redactions,
                                 .dropped = passed.dropped,
                                 .failure = passed.failure};
    entry.item = redacted_words(piece.attachment.name, with, entry.redactions, entry.leaks);
    if (entry.failure)
        entry.failure->what =
            redacted_words(entry.failure->what, with, entry.redactions, entry.leaks);
    return entry;
}

/// Puts what comes back of the stream into the content.
struct Packer {
    ContentWriter& content;
    Cleaning with;
    int pack;
    Passing passing;
    std::uint64_t late = 0;  ///< of those whose second look did not end in time
    Result<> trouble;        ///< the first thing that went wrong; later ones follow from it

    void note(Result<> next) {
        if (trouble && !next) trouble = std::move(next);
    }

    void take(const Piece& piece, stream::Passed passed) {
        auto entry = entry_of(piece, passed, with);
        passed.name = entry.item;
        passed.failure = entry.failure;
        const auto path = path_of(piece, entry.item);
        if (passed.packed_size == 0 && entry.failure) {
            content.add_failure(std::move(entry));
        } else {
            const auto kept = content.add_packed(path, pack, passed, std::move(entry));
            if (!kept) note(kept.error());
            if (kept && !*kept) forget(passed);
        }
        passing.passed[piece.collector].push_back(std::move(passed));
    }

    /// Rules and times are told of what was left out, no line of it.
    void forget(stream::Passed& passed) {
        passed.failure = content.contents().entries.back().failure;
        late += passed.failure->fault == Fault::timed_out ? 1 : 0;
        for (auto& match : passed.matches) match.sample.clear();
        passed.size = 0;
    }

    void clean_note() {
        exchange::Redactions of_no_file;
        proof::Found found;
        auto& words = passing.outcome.note;
        words = redacted_words(words, with, of_no_file, found);
        if (!found.empty())
            content.leave_out({.collector = std::string(by_hand), .item = "note"}, found);
    }

    void take_canary(const StreamCanaries& canary, const stream::Passed& passed) {
        auto& count = passing.canaries;
        count.planted += canary.size();
        if (passed.failure) {
            // Time or room may run out; that a plain text cannot be redacted may not happen.
            const auto why = passed.failure->fault;
            if (why == Fault::bug || why == Fault::refused)
                return note(Error{Fault::bug, "planted secrets could not be redacted: " +
                                                  passed.failure->what + "; nothing was sealed"});
            count.lost += canary.size();
            return;
        }
        constexpr std::size_t most = std::size_t{16} << 20;
        const auto text = reread_text({pack, passed.packed_offset, passed.packed_size}, most);
        if (!text) return note(text.error());
        if (const auto gone = canary.check(*text); !gone) return note(gone.error());
        count.gone += canary.size();
    }
};

/// The screenshots of a case on their way.
struct Shots {
    const ContentWriter& content;
    stream::OffLimits off_limits;
    const run::Deadline& deadline;
    std::uint64_t late = 0;

    Result<pictures::Picture> picture_of(const Screenshot& screenshot) {
        if (screenshot.unfit) return *screenshot.unfit;
        if (!screenshot.agreed)
            return Error{Fault::refused, "nobody here agreed that this picture leaves"};
        pictures::Waiting waiting{.given_up = [this] { return content.stopped(); }};
        waiting.patience = std::min(waiting.patience, left());
        if (waiting.patience <= milliseconds{0}) return too_late();
        auto picture = collect::picture_of(screenshot, off_limits, waiting);
        if (!picture && picture.error().fault == Fault::timed_out && left() <= milliseconds{0})
            return too_late();
        return picture;
    }

private:
    milliseconds left() const { return deadline.at - system_clock().uptime(); }

    Error too_late() {
        ++late;
        return {Fault::timed_out, "the time of the run was over before it was packed"};
    }
};

/// Of a name that was redacted the ending may be gone.
std::string picture_path(const std::string& item, pictures::Form form) {
    const auto path = exchange::attachment_path(item);
    const auto told = pictures::form_named(path);
    if (told && *told == form) return path;
    return exchange::attachment_path(item + (form == pictures::Form::png ? ".png" : ".jpg"));
}

/// So that the manifest says it too, which names no file. `before` is what there was no time for.
void tell_late(std::uint64_t late, std::string_view before, exchange::Outcome& outcome) {
    if (late == 0) return;
    if (outcome.ending == exchange::Ending::complete) outcome.ending = exchange::Ending::timed_out;
    outcome.note += (outcome.note.empty() ? "" : "; ") + std::to_string(late) +
                    (late == 1 ? " file was" : " files were") +
                    " left out: the time of the run was over before " + std::string(before) +
                    (late == 1 ? " it" : " them");
}

}  // namespace

Result<> pack_evidence(ContentWriter& content, const Clean& clean) {
    const std::string collector(clean.collector->id);
    for (const auto& [name, item] : clean.items) {
        exchange::ContentEntry entry{
            .collector = collector, .item = name, .redactions = item.redactions};
        if (const auto leaks = clean.leaks.find(name); leaks != clean.leaks.end())
            entry.leaks = leaks->second;
        if (!item.text) {
            entry.failure = item.text.error();
            if (item.left_out) entry.left_out = exchange::LeftOutBy::second_look;
            content.add_failure(std::move(entry));
            continue;
        }
        const auto packed =
            content.add(exchange::content_path(collector, name), *item.text, std::move(entry));
        if (!packed) return packed.error();
    }
    return {};
}

Result<Passing> pack_attachments(ContentWriter& content, const std::vector<Clean>& all,
                                 const Order& order, const Parcel& parcel,
                                 const Redaction& redaction, const std::filesystem::path& workbench,
                                 const run::Deadline& deadline, run::Watcher& watcher) {
    const auto pieces = pieces_of(all, parcel);
    if (pieces.empty()) return Passing{};
    const auto pack = nameless_file(workbench);
    if (!pack) return pack.error();
    run::PassOrder wanted{.signatures = known_signatures(),
                          .key = redaction.key,
                          .rules = redaction.rules,
                          .observer = redaction.observer(),
                          .threads = order.cores,
                          .pack = pack->get(),
                          .off_limits = face_stores(order.scope)};
    const std::array<StreamCanaries, 2> canaries{StreamCanaries(redaction.canaries),
                                                 StreamCanaries(redaction.canaries)};
    if (wanted.observer)
        wanted.observer = [&canaries, told = wanted.observer](std::string_view kind,
                                                              std::string_view stand_in,
                                                              std::string_view original) {
            if (!canaries[0].holds(original) && !canaries[1].holds(original))
                told(kind, stand_in, original);
        };
    wanted.attachments.push_back(canaries.front().attachment());
    for (const auto& piece : pieces) wanted.attachments.push_back(piece.attachment);
    wanted.attachments.push_back(canaries.back().attachment());
    Packer packer{content, {redaction.redactor, content.look()}, pack->get()};
    const auto outcome =
        run::pass(wanted, deadline, watcher, [&](std::size_t place, stream::Passed passed) {
            if (place == 0 || place > pieces.size())
                packer.take_canary(canaries.at(place == 0 ? 0 : 1), passed);
            else
                packer.take(pieces[place - 1], std::move(passed));
        });
    if (!packer.trouble) return packer.trouble.error();
    packer.passing.outcome = outcome;
    packer.clean_note();
    tell_late(packer.late, "the second look at", packer.passing.outcome);
    packer.passing.outcome.collector = by_hand;
    packer.passing.outcome.attachments = pieces.size();
    return std::move(packer.passing);
}

Result<> pack_screenshots(ContentWriter& content, const Order& order, const Parcel& parcel,
                          const Redaction& redaction, const run::Deadline& deadline,
                          exchange::Outcome& outcome) {
    if (parcel.screenshots.empty()) return {};
    Shots shots{content, no_screenshots_below(order.scope), deadline};
    const Cleaning with{redaction.redactor, content.look()};
    for (const auto& each : parcel.screenshots) {
        exchange::ContentEntry entry{.collector = std::string(by_hand), .attachment = true};
        entry.item =
            redacted_words(each.file.filename().native(), with, entry.redactions, entry.leaks);
        const auto picture = shots.picture_of(each);
        if (content.stopped()) return Error{Fault::refused, "stopped before anything was sealed"};
        if (!picture) {
            entry.failure = Error{picture.error().fault,
                                  "left out: " + redacted_words(picture.error().what, with,
                                                                entry.redactions, entry.leaks)};
            content.add_failure(std::move(entry));
            continue;
        }
        const auto path = picture_path(entry.item, each.form);
        if (auto packed = content.add_picture(path, *picture, std::move(entry)); !packed)
            return packed;
    }
    if (shots.late == 0) return {};
    outcome.collector = by_hand;
    outcome.attachments += shots.late;
    tell_late(shots.late, "packing", outcome);
    return {};
}

Result<> pack_story(ContentWriter& content, report::Story& story, const PassedByCollector& passed,
                    report::Language language) {
    for (const auto& [collector, list] : passed) {
        const auto done =
            content.add(exchange::content_path(collector, passed_item), passed_page(list),
                        {.collector = collector, .item = std::string(passed_item)});
        if (!done) return done.error();
    }
    if (const auto fit = check_case(story.notes, content.look(), language); !fit)
        return fit.error();
    story.contents = content.contents();
    auto findings = findings_page(story);
    auto report = report_page(story, language);
    if (const auto& look = content.look();
        !look.look(findings.text()).empty() || !look.look(report.text()).empty()) {
        if (const auto held = hold_back(story, content, language); !held) return held.error();
        story.contents = content.contents();
        findings = findings_page(story);
        report = report_page(story, language);
    }
    if (const auto done = content.add("findings.json", findings, {}); !done) return done.error();
    if (const auto done = content.add("case.json", case_page(story.notes), {}); !done)
        return done.error();
    if (const auto done = content.add("report.html", report, {}); !done) return done.error();
    return content.finish();
}

}  // namespace diag::collect
