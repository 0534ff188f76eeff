// SPDX-License-Identifier: Apache-2.0
// What sync.log tells, in the light of the visits: whose fault is it that nothing is synced?
#include <algorithm>

#include "collectors/integrations/picture.hpp"
#include "platform/units.hpp"

namespace diag::integrations {
namespace {

/// A sync with one outside system, or with one whose address is not known.
struct Subject {
    std::string title;
    std::string server = "-";
    std::string host = "-";
    std::string product;
    bool is_known = false;  ///< the site or the log told where it is
    Outside outside = Outside::unknown;
    Syncs syncs;
};

bool is_failing(const Syncs& syncs, const Bench& bench) {
    if (!syncs.failing_since) return false;
    return syncs.trouble != Trouble::other ||
           static_cast<double>(syncs.failures_since) >= bench.limit("integrations.failures");
}

std::string age_text(const Picture& picture, Time since) {
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(picture.time - since);
    return whole_span_text(std::max(age, std::chrono::seconds{0}), SpanUnit::second, SpanUnit::day);
}

double hours_since(const Picture& picture, Time since) {
    return std::chrono::duration<double, std::ratio<3600>>(picture.time - since).count();
}

std::string minute_of(const std::optional<Time>& time) {
    return time ? to_text(*time).substr(0, 16) : "-";
}

void find(const Picture& picture, const Subject& subject, Bench& bench, std::string id,
          Severity severity) {
    const auto& syncs = subject.syncs;
    const auto since = syncs.failing_since ? syncs.failing_since : syncs.success;
    bench.find(std::move(id), severity,
               {{"system", subject.title},
                {"server", subject.server},
                {"host", subject.host},
                {"since", minute_of(since)},
                {"success", minute_of(syncs.success)},
                {"age", syncs.success ? age_text(picture, *syncs.success) : "-"},
                {"failures", std::to_string(syncs.failures_since)},
                {"trouble", std::string(name_of(syncs.trouble))}},
               "log");
}

/// What is wrong where the outside system itself was seen to be well, or was not asked.
const char* id_of(Trouble trouble, Outside outside) {
    switch (trouble) {
        case Trouble::login:
            return "integrations.sync_login";
        case Trouble::rights:
            return "integrations.sync_rights";
        case Trouble::licence:
            return "integrations.sync_licence";
        case Trouble::tls:
            return "integrations.sync_tls";
        case Trouble::name:
        case Trouble::connection:
        case Trouble::timeout:
            return outside == Outside::unknown ? "integrations.sync_cut_unseen"
                                               : "integrations.sync_cut";
        case Trouble::stale_export:
            return "integrations.export_stale";
        case Trouble::other:
            break;
    }
    return "integrations.sync_failing";
}

/// It is the outside system or the way to it that keeps a sync from going on.
bool explains(Outside outside, Trouble trouble) {
    return outside == Outside::broken && trouble != Trouble::login && trouble != Trouble::rights &&
           trouble != Trouble::licence && trouble != Trouble::stale_export;
}

/// AMAG's export: syncs succeed and bring nothing for days.
void judge_export(const Picture& picture, const Subject& subject, Bench& bench) {
    const auto& syncs = subject.syncs;
    if (subject.product != "amag" || !syncs.counts) return;
    const auto last = syncs.brought ? syncs.brought : picture.log->from;
    if (!last) return;
    if (hours_since(picture, *last) <= bench.limit("integrations.export_hours")) return;
    bench.find("integrations.nothing_new", Severity::info,
               {{"system", subject.title},
                {"server", subject.server},
                {"host", subject.host},
                {"age", age_text(picture, *last)}},
               "log");
}

void judge_age(const Picture& picture, const Subject& subject, Bench& bench) {
    const auto& success = subject.syncs.success;
    if (!subject.is_known || !success) return;
    if (hours_since(picture, *success) <= bench.limit("integrations.sync_hours"))
        return judge_export(picture, subject, bench);
    find(picture, subject, bench,
         subject.outside == Outside::broken ? "integrations.sync_held_up"
                                            : "integrations.sync_stale",
         Severity::warning);
}

/// Nothing is on record: no success, neither in the log nor of earlier runs, and no failure.
void judge_never(const Picture& picture, const Subject& subject, Bench& bench) {
    if (!subject.is_known || subject.syncs.success || subject.syncs.failure) return;
    if (subject.outside == Outside::broken) return;
    const auto& from = picture.log->from;
    if (from && hours_since(picture, *from) < bench.limit("integrations.sync_hours")) return;
    bench.find("integrations.sync_never", Severity::unknown,
               {{"system", subject.title},
                {"server", subject.server},
                {"host", subject.host},
                {"from", minute_of(picture.log->from)},
                {"until", minute_of(picture.log->until)}},
               "log");
}

void judge_subject(const Picture& picture, const Subject& subject, Bench& bench) {
    const auto& syncs = subject.syncs;
    if (syncs.success)
        bench.judgement.facts.push_back(
            {"integrations.synced", subject.title + ": " + minute_of(syncs.success)});
    if (!is_failing(syncs, bench)) {
        judge_age(picture, subject, bench);
        return judge_never(picture, subject, bench);
    }
    if (explains(subject.outside, syncs.trouble))
        return find(picture, subject, bench, "integrations.sync_held_up", Severity::warning);
    find(picture, subject, bench, id_of(syncs.trouble, subject.outside), Severity::critical);
}

std::optional<Time> later(const std::optional<Time>& one, const std::optional<Time>& other) {
    return std::max(one, other);  // none is before all
}

/// What lines that name the system and lines that name nobody tell together.
Syncs merged(const Syncs& named, const Syncs& nameless) {
    Syncs all{.product = named.product};
    all.success = later(named.success, nameless.success);
    all.failure = later(named.failure, nameless.failure);
    all.counts = named.counts || nameless.counts;
    all.brought = later(named.brought, nameless.brought);
    for (const auto* each : {&nameless, &named}) {
        if (!each->failure || (all.success && *each->failure <= *all.success)) continue;
        const auto since = std::max(each->failing_since, all.success);
        if (since && (!all.failing_since || *since < *all.failing_since)) all.failing_since = since;
        all.failures_since += each->failures_since;
        if (each->trouble != Trouble::other) all.trouble = each->trouble;
    }
    return all;
}

const Syncs* syncs_named(const SyncLog& log, std::string_view product) {
    const auto found = std::ranges::find(log.syncs, product, &Syncs::product);
    return found == log.syncs.end() ? nullptr : &*found;
}

bool is_syncing(const Visit& visit) { return product_of(visit.system.kind).syncs; }

/// The last success of earlier runs, where the log does not reach so far back.
void remember(const Picture& picture, std::string_view product, Syncs& syncs) {
    const auto past = picture.succeeded.find(product);
    if (past != picture.succeeded.end()) syncs.success = later(syncs.success, past->second);
}

/// One for each system that persons come from; its ports are taken together.
std::vector<Subject> subjects_of(const Picture& picture) {
    std::vector<Subject> subjects;
    for (const auto& visit : picture.visits) {
        if (!is_syncing(visit)) continue;
        const std::string product(product_of(visit.system.kind).id);
        const auto outside = outside_of(visit);
        const auto found = std::ranges::find_if(subjects, [&](const Subject& each) {
            return each.product == product && each.host == visit.system.host;
        });
        if (found == subjects.end())
            subjects.push_back({.title = title_of(visit.system),
                                .server = server_text(visit),
                                .host = visit.system.host,
                                .product = product,
                                .is_known = true,
                                .outside = outside});
        else if (outside == Outside::broken)
            found->outside = outside;
    }
    return subjects;
}

/// What else the log tells: of a directory, or of a system that nobody told the address of.
void add_others(const Picture& picture, std::vector<Subject>& subjects) {
    const auto syncing = subjects.size();
    for (const auto& syncs : picture.log->syncs) {
        const bool placed = std::ranges::any_of(
            subjects, [&](const Subject& each) { return each.product == syncs.product; });
        const bool belongs = syncs.product.empty() && syncing == 1;
        if (placed || belongs) continue;
        const auto* product = product_named(syncs.product);
        auto& subject = subjects.emplace_back(
            Subject{.title = product ? std::string(product->title) : "sync.log",
                    .product = syncs.product,
                    .syncs = syncs});
        for (const auto& visit : picture.visits) {
            if (product_of(visit.system.kind).id != syncs.product) continue;
            subject.title = title_of(visit.system);
            subject.server = server_text(visit);
            subject.host = visit.system.host;
            subject.outside = outside_of(visit);
            if (subject.outside == Outside::broken) break;
        }
    }
}

}  // namespace

void judge_syncs(const Picture& picture, Bench& bench) {
    auto subjects = subjects_of(picture);
    if (!picture.log) {
        if (subjects.empty() || !picture.no_log) return;
        const bool absent = picture.no_log->fault == Fault::absent;
        return bench.find(absent ? "integrations.log_absent" : "integrations.log_unreadable",
                          Severity::unknown, {{"reason", picture.no_log->what}}, "log");
    }
    // Lines that name nobody are of the one system there is.
    const bool alone = subjects.size() == 1;
    for (auto& each : subjects) {
        if (const auto* named = syncs_named(*picture.log, each.product)) each.syncs = *named;
        const auto* nameless = syncs_named(*picture.log, "");
        if (nameless && alone) each.syncs = merged(each.syncs, *nameless);
        remember(picture, each.product, each.syncs);
        if (alone) remember(picture, "", each.syncs);
    }
    add_others(picture, subjects);
    for (const auto& each : subjects) judge_subject(picture, each, bench);
}

}  // namespace diag::integrations
