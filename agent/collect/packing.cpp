// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/packing.hpp"

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
                                const redact::Redactor& redactor) {
    exchange::ContentEntry entry{.collector = piece.collector,
                                 .attachment = true,
                                 .redactions = passed.redactions,
                                 .dropped = passed.dropped,
                                 .failure = passed.failure};
    const auto name = redactor.redact(piece.attachment.name, entry.redactions);
    entry.item = name ? name->text() : "(name withheld)";
    if (!entry.failure) return entry;
    const auto words = redactor.redact(entry.failure->what, entry.redactions);
    entry.failure->what = words ? words->text() : "(withheld: its redaction failed)";
    return entry;
}

/// Remembers the first thing that went wrong with the disk; later ones follow from it.
void note(Result<>& first, Result<> next) {
    if (first && !next) first = std::move(next);
}

}  // namespace

Result<> pack_evidence(ContentWriter& content, const Clean& clean) {
    const std::string collector(clean.collector->id);
    for (const auto& [name, item] : clean.items) {
        exchange::ContentEntry entry{
            .collector = collector, .item = name, .redactions = item.redactions};
        if (!item.text) {
            entry.failure = item.text.error();
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
                                 const redact::Redactor& redactor,
                                 const std::filesystem::path& workbench,
                                 const run::Deadline& deadline, run::Watcher& watcher) {
    Passing passing;
    const auto pieces = pieces_of(all, parcel);
    if (pieces.empty()) return passing;
    const auto pack = nameless_file(workbench);
    if (!pack) return pack.error();
    run::PassOrder wanted{.signatures = known_signatures(),
                          .key = parcel.key,
                          .threads = order.cores,
                          .pack = pack->get(),
                          .off_limits = face_stores(order.scope)};
    for (const auto& piece : pieces) wanted.attachments.push_back(piece.attachment);
    Result<> disk;
    passing.outcome =
        run::pass(wanted, deadline, watcher, [&](std::size_t place, stream::Passed passed) {
            const auto& piece = pieces[place];
            auto entry = entry_of(piece, passed, redactor);
            passed.name = entry.item;
            passed.failure = entry.failure;
            const auto path = path_of(piece, entry.item);
            if (passed.packed_size == 0 && entry.failure)
                content.add_failure(std::move(entry));
            else
                note(disk, content.add_packed(path, pack->get(), passed, std::move(entry)));
            passing.passed[piece.collector].push_back(std::move(passed));
        });
    passing.outcome.collector = by_hand;
    passing.outcome.attachments = pieces.size();
    if (!disk) return disk.error();
    return passing;
}

Result<> pack_story(ContentWriter& content, report::Story& story, const PassedByCollector& passed,
                    report::Language language) {
    for (const auto& [collector, list] : passed) {
        const auto done =
            content.add(exchange::content_path(collector, passed_item), passed_page(list),
                        {.collector = collector, .item = std::string(passed_item)});
        if (!done) return done.error();
    }
    story.contents = content.contents();
    if (const auto done = content.add("findings.json", findings_page(story), {}); !done)
        return done.error();
    if (const auto done = content.add("case.json", case_page(story.notes), {}); !done)
        return done.error();
    if (const auto done = content.add("report.html", report_page(story, language), {}); !done)
        return done.error();
    return content.finish();
}

}  // namespace diag::collect
