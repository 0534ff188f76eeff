// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/collect.hpp"

#include "agent/collect/canaries.hpp"
#include "agent/collect/examine.hpp"
#include "agent/collect/hold_back.hpp"
#include "agent/collect/learn.hpp"
#include "agent/collect/packing.hpp"
#include "agent/collect/review.hpp"
#include "agent/collect/withhold.hpp"
#include "agent/collect/without.hpp"
#include "agent/report/judging.hpp"
#include "agent/spool/spool.hpp"
#include "platform/background.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"

namespace diag::collect {
namespace {

constexpr double logs_shrink = 8;  // zlib level 6 on real logs

std::vector<Clean> redact(std::vector<run::Gathered> gathered, const redact::Redactor& redactor,
                          const proof::SecondLook& look) {
    std::vector<Clean> all;
    for (auto& each : gathered) all.push_back(redact_evidence(std::move(each), redactor, look));
    return all;
}

/// The case in the escalating engineer's words. Number and contacts stay as they were given:
/// without them nobody could answer.
report::CaseNotes redact(report::CaseNotes notes, const redact::Redactor& redactor,
                         exchange::Redactions& counts) {
    for (auto* const words : {&notes.problem, &notes.impact, &notes.steps, &notes.asked,
                              &notes.product, &notes.version}) {
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

/// The site's name, of which nothing stays where it cannot be redacted or leaks, which is told.
std::string redact(const std::string& name, const redact::Redactor& redactor,
                   ContentWriter& content) {
    exchange::Redactions counts;
    const auto clean = redactor.redact(name, counts);
    if (!clean) return {};
    const auto found = content.look().look(clean->text());
    if (found.empty()) return clean->text();
    content.leave_out({.item = "server"}, found);
    return {};
}

/// What is needed to tell the story, and to tell it again without some of it.
struct Harvest {
    Redaction redaction;
    std::vector<Clean> clean;
    Passing passing;
    exchange::CanaryCount canaries;
    redact::NotLearned not_learned;
};

/// Where, with what and until when it is packed.
struct Bench {
    const Order& order;
    const Parcel& parcel;
    std::filesystem::path workbench;
    run::Watcher& watcher;
    run::Deadline deadline;
    Originals* originals = nullptr;
};

/// Evidence and attachments, unless findings are all that may leave.
Result<Passing> pack_raw(ContentWriter& content, const std::vector<Clean>& clean,
                         const Bench& bench, const Redaction& redaction) {
    if (bench.parcel.findings_only) return Passing{};
    for (const auto& each : clean)
        if (const auto packed = pack_evidence(content, each); !packed) return packed.error();
    auto passing = pack_attachments(content, clean, bench.order, bench.parcel, redaction,
                                    bench.workbench, bench.deadline, bench.watcher);
    if (!passing) return passing;
    const auto shots = pack_screenshots(content, bench.order, bench.parcel, redaction,
                                        bench.deadline, passing->outcome);
    if (!shots) return shots.error();
    return passing;
}

/// With all that was learned by now.
Result<Redaction> learned_redaction(const Bench& bench, redact::Learner& learner,
                                    const std::vector<run::Gathered>& gathered) {
    learn_of_evidence(learner, gathered);
    const auto learned = learner.learned();
    if (!learned) return learned.error();
    const auto& parcel = bench.parcel;
    return redaction_with(parcel.key, parcel.case_name, bench.order.state,
                          rules::joined(bench.order.rules, *learned), bench.originals);
}

/// Gathers, redacts, passes and packs everything but what is told of it.
Result<Harvest> harvest(const Bench& bench, proof::SecondLook& look, ContentWriter& content) {
    const auto& order = bench.order;
    redact::Learner learner(order.rules);
    learn_of_site(learner, order.scope);
    auto gathered = run::gather(order.collectors, order.scope, history_of(order), bench.deadline,
                                bench.watcher);
    // What cannot be remembered costs the next run its history, not this one its bundle.
    if (own_directory(history_of(order))) [[maybe_unused]]
        const auto kept = run::remember(gathered, history_of(order));
    auto redaction = learned_redaction(bench, learner, gathered);
    if (!redaction) return redaction.error();
    Harvest all{.redaction = std::move(*redaction), .not_learned = learner.not_learned()};
    const auto& redactor = all.redaction.redactor;
    look.learn({.secrets = all.redaction.rules.secrets, .spared = all.redaction.rules.exceptions});
    // One of its own, as nobody need remember what stands for canaries.
    const auto unheard = redact::Redactor::create(all.redaction.key, all.redaction.rules);
    if (!unheard) return unheard.error();
    const auto& own = all.redaction.canaries;
    if (const auto safe = check_documents(*unheard, look, own, all.canaries); !safe)
        return safe.error();
    all.clean = redact(std::move(gathered), redactor, look);
    auto passing = pack_raw(content, all.clean, bench, all.redaction);
    if (!passing) return passing.error();
    all.passing = std::move(*passing);
    all.canaries.planted += all.passing.canaries.planted;
    all.canaries.gone += all.passing.canaries.gone;
    all.canaries.lost += all.passing.canaries.lost;
    if (interrupted()) return Error{Fault::refused, "stopped before anything was sealed"};
    return all;
}

/// Judges what was harvested, and packs what is told of it.
Result<report::Story> tell(const Bench& bench, const std::string& bundle_id, const Harvest& harvest,
                           ContentWriter& content) {
    const auto& order = bench.order;
    const auto& redactor = harvest.redaction.redactor;
    report::Story story{.bundle_id = bundle_id,
                        .agent_version = DIAG_VERSION,
                        .server = redact(order.server, redactor, content),
                        .created = system_clock().now(),
                        .since = order.scope.since,
                        .until = order.scope.until};
    for (const auto& each : harvest.clean)
        if (!each.note_leaks.empty())
            content.leave_out({.collector = std::string(each.collector->id), .item = "note"},
                              each.note_leaks);
    story.notes = redact(bench.parcel.notes, redactor, story.redactions);
    story.chapters = judge(harvest.clean, harvest.passing.passed, order.thresholds);
    story.thresholds = order.thresholds;
    if (bench.parcel.findings_only) withhold_all_but_findings(story);
    for (const auto& entry : content.contents().entries)
        for (const auto& [kind, count] : entry.redactions) story.redactions[kind] += count;
    const auto told = pack_story(content, story, harvest.passing.passed, order.language);
    if (!told) return told.error();
    return story;
}

/// What the manifest says of it: of a note that may not be told in the report, nothing either.
void sum_up(const Harvest& harvest, const report::Story& story, const ContentWriter& content,
            exchange::Manifest& manifest) {
    for (const auto& chapter : story.chapters) manifest.outcomes.push_back(chapter.outcome);
    for (const auto& each : harvest.clean) manifest.dropped_items += each.dropped;
    if (harvest.passing.outcome.attachments > 0)
        manifest.outcomes.push_back(harvest.passing.outcome);
    exchange::Proof proof{.canaries = harvest.canaries,
                          .engine = std::string(proof::engine_version()),
                          .files = content.looked_files(),
                          .bytes = content.looked_bytes(),
                          .not_learned = harvest.not_learned};
    exchange::tell_files(content.contents(), proof);
    manifest.proof = std::move(proof);
}

exchange::Manifest manifest_of(const Order& order, const Parcel& parcel, std::string bundle_id) {
    return {.bundle_id = std::move(bundle_id),
            .agent_version = DIAG_VERSION,
            .case_number = parcel.notes.number,
            .since = order.scope.since,
            .until = order.scope.until,
            .redaction_rules = redact::rules_version(order.rules)};
}

/// What of the case is never redacted, before minutes of work: with what was learned meanwhile all
/// of it is looked at once more.
Result<> check_as_given(const Order& order, const Parcel& parcel) {
    const auto& notes = parcel.notes;
    const proof::SecondLook look({.secrets = {}, .spared = order.rules.exceptions});
    report::CaseNotes as_given{
        .number = notes.number, .contact = notes.contact, .severity = notes.severity};
    as_given.alternate = notes.alternate;
    as_given.on_site = notes.on_site;
    as_given.on_site_when = notes.on_site_when;
    return check_case(as_given, look, order.language);
}

Output into(exchange::BundleWriter& writer) {
    return unless_interrupted([&](std::string_view bytes) { return writer.write(bytes); });
}

/// Packs and seals as it goes.
Result<report::Story> pack(const Bench& bench, const std::string& bundle_id,
                           exchange::BundleWriter& writer, exchange::Manifest& manifest) {
    proof::SecondLook look;
    ContentWriter content(into(writer), look, {.until = bench.deadline.at});
    const auto all = harvest(bench, look, content);
    if (!all) return all.error();
    auto story = tell(bench, bundle_id, *all, content);
    if (story) sum_up(*all, *story, content, manifest);
    return story;
}

/// Packs into a file without a name, shows it, and seals what somebody agreed to.
Result<report::Story> pack_after_review(const Bench& bench, const std::string& bundle_id,
                                        exchange::BundleWriter& writer,
                                        exchange::Manifest& manifest) {
    proof::SecondLook look;
    auto unsealed = Unsealed::create(bench.workbench);
    if (!unsealed) return unsealed.error();
    ContentWriter content(
        unless_interrupted([&](std::string_view bytes) { return unsealed->write(bytes); }), look,
        {.until = bench.deadline.at});
    auto all = harvest(bench, look, content);
    if (!all) return all.error();
    const auto removable = content.contents().entries.size();
    auto story = tell(bench, bundle_id, *all, content);
    if (!story) return story.error();
    const auto shown =
        unsealed->show(bench.parcel.out.value_or(bench.order.state) / ("review-" + bundle_id));
    if (!shown) return shown.error();
    const auto decided = bench.parcel.review(
        {*shown, *story, content.contents(), removable, *bench.originals,
         [&](std::size_t entry, const std::function<bool(std::string_view)>& take) {
             return unsealed->read(content.extents().at(entry),
                                   content.contents().entries.at(entry).size, take);
         }});
    if (!decided) return decided.error();
    if (!decided->seal) return Error{Fault::refused, "not sealed: nothing has left this server"};
    const auto seal = into(writer);
    if (decided->left_out.empty()) {
        if (const auto sealed = unsealed->read_back(seal); !sealed) return sealed.error();
        sum_up(*all, *story, content, manifest);
    } else {
        ContentWriter rest(seal, look);
        const Packed before{unsealed->file(), content, removable};
        const auto kept = pack_without(before, decided->left_out, all->clean, all->passing, rest);
        if (!kept) return kept.error();
        story = tell(bench, bundle_id, *all, rest);
        if (!story) return story.error();
        sum_up(*all, *story, rest, manifest);
    }
    manifest.proof->reviewed = true;
    return story;
}

}  // namespace

Result<Receipt> collect(const Order& order, const Parcel& parcel, run::Watcher& watcher) {
    give_way();
    const auto deadline = deadline_of(order);
    if (const auto fit = check_as_given(order, parcel); !fit) return fit.error();
    const auto identity = exchange::agent_identity(order.state);
    if (!identity) return identity.error();
    auto spool = Spool::open(order.state);
    if (!spool) return spool.error();
    const auto workbench = parcel.out.value_or(spool->workbench());
    auto writer = exchange::BundleWriter::create(workbench, parcel.recipients, parcel.limits);
    if (!writer) return writer.error();

    const auto bundle_id = uuid_v7(system_clock().now());
    auto manifest = manifest_of(order, parcel, bundle_id);
    Originals originals;
    const Bench bench{order,   parcel,   workbench,
                      watcher, deadline, parcel.review ? &originals : nullptr};
    const auto story = parcel.review ? pack_after_review(bench, bundle_id, *writer, manifest)
                                     : pack(bench, bundle_id, *writer, manifest);
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
