// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/harvest.hpp"

#include "agent/collect/examine.hpp"
#include "agent/collect/hold_back.hpp"
#include "agent/collect/learn.hpp"
#include "agent/collect/packing.hpp"
#include "agent/collect/screenshot_packing.hpp"
#include "agent/redact/host_names.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"

namespace diag::collect {
namespace {

std::vector<Clean> redact(std::vector<run::Gathered> gathered, const redact::Redactor& redactor,
                          const proof::SecondLook& look) {
    std::vector<Clean> all;
    for (auto& each : gathered) all.push_back(redact_evidence(std::move(each), redactor, look));
    return all;
}

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

/// Words of the rules, and of hosts the names that are replaced wherever they stand.
std::vector<std::string> words_of(const rules::Rules& rules) {
    auto words = rules.words;
    for (const auto& host : rules.hosts)
        for (auto& name : redact::forms_of(host).names) words.push_back(std::move(name));
    return words;
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

}  // namespace

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
    look.learn({.secrets = all.redaction.rules.secrets,
                .spared = all.redaction.rules.exceptions,
                .words = words_of(all.redaction.rules),
                .given = contacts_of(bench.parcel.notes)});
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

}  // namespace diag::collect
