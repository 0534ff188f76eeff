// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/collect.hpp"

#include "agent/collect/account.hpp"
#include "agent/collect/examine.hpp"
#include "agent/collect/hold_back.hpp"
#include "agent/collect/review.hpp"
#include "agent/collect/without.hpp"
#include "agent/spool/spool.hpp"
#include "platform/background.hpp"
#include "platform/digest.hpp"
#include "platform/interrupt.hpp"

namespace diag::collect {
namespace {

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
    const proof::SecondLook look(
        {.secrets = {}, .spared = order.rules.exceptions, .given = contacts_of(notes)});
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

/// Packs and seals as it goes. The receipt lacks what is known when the bundle is finished.
Result<Receipt> pack(const Bench& bench, const std::string& bundle_id,
                     exchange::BundleWriter& writer, exchange::Manifest& manifest) {
    proof::SecondLook look;
    ContentWriter content(into(writer), look, {.until = bench.deadline.at});
    const auto all = harvest(bench, look, content);
    if (!all) return all.error();
    auto story = tell(bench, bundle_id, *all, content);
    if (!story) return story.error();
    sum_up(*all, *story, content, manifest);
    return Receipt{.story = std::move(*story), .unexplained = all->redaction.unexplained()};
}

/// Packs into a file without a name, shows it, and seals what somebody agreed to. As pack().
Result<Receipt> pack_after_review(const Bench& bench, const std::string& bundle_id,
                                  exchange::BundleWriter& writer, exchange::Manifest& manifest) {
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
    return Receipt{.story = std::move(*story), .unexplained = all->redaction.unexplained()};
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
    auto receipt = parcel.review ? pack_after_review(bench, bundle_id, *writer, manifest)
                                 : pack(bench, bundle_id, *writer, manifest);
    if (!receipt) return receipt.error();
    manifest.created = receipt->story.created;
    manifest.redactions = receipt->story.redactions;

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
    receipt->path = std::move(*path);
    receipt->bytes = failure ? 0 : bytes;
    return receipt;
}

}  // namespace diag::collect
