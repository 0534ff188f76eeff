// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/collect.hpp"

#include "agent/collect/canaries.hpp"
#include "agent/collect/examine.hpp"
#include "agent/collect/packing.hpp"
#include "agent/collect/review.hpp"
#include "agent/collect/withhold.hpp"
#include "agent/report/judging.hpp"
#include "agent/spool/spool.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"

namespace diag::collect {
namespace {

constexpr double logs_shrink = 8;  // zlib level 6 on real logs

std::vector<Clean> redact(std::vector<run::Gathered> gathered, const redact::Redactor& redactor) {
    std::vector<Clean> all;
    for (auto& each : gathered) all.push_back(redact_evidence(std::move(each), redactor));
    return all;
}

/// The case in the escalating engineer's words. Number and contact stay as they were given: without
/// them nobody could answer.
report::CaseNotes redact(report::CaseNotes notes, const redact::Redactor& redactor,
                         exchange::Redactions& counts) {
    for (auto* const words : {&notes.problem, &notes.impact, &notes.steps}) {
        const auto clean = redactor.redact(*words, counts);
        *words = clean ? clean->text() : "(withheld: its redaction failed)";
    }
    return notes;
}

std::vector<report::Chapter> judge(const std::vector<Clean>& all, const PassedByCollector& passed,
                                   const Thresholds& thresholds) {
    std::vector<report::Chapter> chapters;
    for (const auto& clean : all) {
        const auto found = passed.find(clean.collector->id);
        const std::span<const stream::Passed> of_this =
            found == passed.end() ? std::span<const stream::Passed>{} : found->second;
        chapters.push_back(
            judged(*clean.collector, evidence_of(clean), clean.outcome, of_this, thresholds));
    }
    return report::without_repeats(std::move(chapters));
}

/// Evidence and attachments, unless findings are all that may leave.
Result<Passing> pack_raw(ContentWriter& content, const std::vector<Clean>& clean,
                         const Order& order, const Parcel& parcel, const redact::Redactor& redactor,
                         const std::filesystem::path& workbench, const run::Deadline& deadline,
                         run::Watcher& watcher) {
    if (parcel.findings_only) return Passing{};
    for (const auto& each : clean)
        if (const auto packed = pack_evidence(content, each); !packed) return packed.error();
    return pack_attachments(content, clean, order, parcel, redactor, workbench, deadline,
                            watcher);
}

/// Gathers, redacts, passes, judges and packs everything into `output`; the story of it.
Result<report::Story> pack(const Order& order, const Parcel& parcel, const std::string& bundle_id,
                           const std::filesystem::path& workbench, const Output& output,
                           exchange::Manifest& manifest, run::Watcher& watcher) {
    const auto deadline = deadline_of(order);
    const auto redactor = redact::Redactor::create(parcel.key);
    if (!redactor) return redactor.error();
    if (const auto safe = check_canaries(*redactor); !safe) return safe.error();

    auto gathered =
        run::gather(order.collectors, order.scope, history_of(order), deadline, watcher);
    // What cannot be remembered costs the next run its history, not this one its bundle.
    if (own_directory(history_of(order))) [[maybe_unused]]
        const auto kept = run::remember(gathered, history_of(order));
    const auto clean = redact(std::move(gathered), *redactor);

    ContentWriter content(output);
    const auto passing =
        pack_raw(content, clean, order, parcel, *redactor, workbench, deadline, watcher);
    if (!passing) return passing.error();

    report::Story story{.bundle_id = bundle_id,
                        .agent_version = DIAG_VERSION,
                        .server = order.server,
                        .created = system_clock().now(),
                        .since = order.scope.since,
                        .until = order.scope.until};
    story.notes = redact(parcel.notes, *redactor, story.redactions);
    story.chapters = judge(clean, passing->passed, order.thresholds);
    story.thresholds = order.thresholds;
    if (parcel.findings_only) withhold_all_but_findings(story);
    for (const auto& entry : content.contents().entries)
        for (const auto& [kind, count] : entry.redactions) story.redactions[kind] += count;
    const auto told = pack_story(content, story, passing->passed, order.language);
    if (!told) return told.error();

    for (const auto& each : clean) {
        manifest.outcomes.push_back(each.outcome);
        manifest.dropped_items += each.dropped;
    }
    if (passing->outcome.attachments > 0) manifest.outcomes.push_back(passing->outcome);
    if (interrupted()) return Error{Fault::refused, "stopped before anything was sealed"};
    return story;
}

exchange::Manifest manifest_of(const Order& order, const Parcel& parcel, std::string bundle_id) {
    return {.bundle_id = std::move(bundle_id),
            .agent_version = DIAG_VERSION,
            .case_number = parcel.notes.number,
            .since = order.scope.since,
            .until = order.scope.until,
            .redaction_rules = std::string(redact::rules_version())};
}

/// Packs into a file without a name, shows it, and seals it once somebody agreed.
Result<report::Story> pack_after_review(const Order& order, const Parcel& parcel,
                                        const std::string& bundle_id,
                                        const std::filesystem::path& workbench,
                                        exchange::BundleWriter& writer,
                                        exchange::Manifest& manifest, run::Watcher& watcher) {
    auto unsealed = Unsealed::create(workbench);
    if (!unsealed) return unsealed.error();
    const auto story = pack(
        order, parcel, bundle_id, workbench,
        [&](std::string_view bytes) { return unsealed->write(bytes); }, manifest, watcher);
    if (!story) return story.error();
    const auto shown = unsealed->show(parcel.out.value_or(order.state) / ("review-" + bundle_id));
    if (!shown) return shown.error();
    const auto agreed = parcel.review(*shown, *story);
    if (!agreed) return agreed.error();
    if (!*agreed) return Error{Fault::refused, "not sealed: nothing has left this server"};
    const auto sealed =
        unsealed->read_back([&](std::string_view bytes) { return writer.write(bytes); });
    if (!sealed) return sealed.error();
    return story;
}

}  // namespace

Result<Receipt> collect(const Order& order, const Parcel& parcel, run::Watcher& watcher) {
    const auto identity = exchange::agent_identity(order.state);
    if (!identity) return identity.error();
    auto spool = Spool::open(order.state);
    if (!spool) return spool.error();
    const auto workbench = parcel.out.value_or(spool->workbench());
    auto writer = exchange::BundleWriter::create(workbench, parcel.recipients, parcel.limits);
    if (!writer) return writer.error();

    const auto bundle_id = uuid_v7(system_clock().now());
    auto manifest = manifest_of(order, parcel, bundle_id);
    const auto story =
        parcel.review
            ? pack_after_review(order, parcel, bundle_id, workbench, *writer, manifest, watcher)
            : pack(
                  order, parcel, bundle_id, workbench,
                  [&](std::string_view bytes) { return writer->write(bytes); }, manifest, watcher);
    if (!story) return story.error();
    manifest.created = story->created;
    manifest.redactions = story->redactions;

    if (interrupted()) return Error{Fault::refused, "stopped before it was sealed"};
    // Before there is a bundle: one whose request was revoked must be known as such for ever.
    if (!parcel.out && !parcel.request.empty())
        if (const auto kept = spool->owned_by(bundle_id, parcel.request); !kept)
            return kept.error();

    auto path = writer->finish(std::move(manifest), *identity);
    if (!path) return path.error();
    if (!parcel.out) path = spool->shelve(*path);
    if (!path) return path.error();
    std::error_code failure;
    const auto bytes = std::filesystem::file_size(*path, failure);
    return Receipt{*path, failure ? 0 : bytes, *story};
}

Estimate estimate(const Order& order, run::Watcher& watcher) {
    Estimate all;
    std::uint64_t raw = 0;
    for (const auto& gathered : run::gather(order.collectors, order.scope, history_of(order),
                                            deadline_of(order), watcher)) {
        Estimate::Part part{.collector = std::string(gathered.collector->id),
                            .outcome = gathered.outcome,
                            .evidence_bytes = gathered.outcome.bytes,
                            .attachments = gathered.attachments.size()};
        for (const auto& each : gathered.attachments)
            part.attachment_bytes += each.limit > 0 ? std::min(each.limit, each.bytes) : each.bytes;
        raw += part.evidence_bytes + part.attachment_bytes;
        all.parts.push_back(std::move(part));
    }
    all.bundle_bytes = static_cast<std::uint64_t>(static_cast<double>(raw) / logs_shrink);
    return all;
}

}  // namespace diag::collect
