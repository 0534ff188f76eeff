// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/passing.hpp"

#include <algorithm>
#include <array>

#include "agent/collect/by_hand.hpp"
#include "agent/collect/reread.hpp"
#include "agent/collect/words.hpp"
#include "agent/run/pass.hpp"
#include "platform/temporary.hpp"

namespace diag::collect {
namespace {

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

}  // namespace

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

}  // namespace diag::collect
