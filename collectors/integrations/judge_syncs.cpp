// SPDX-License-Identifier: Apache-2.0
// What sync.log tells, in the light of the visits: whose fault is it that nothing is synced?
#include <algorithm>

#include "collectors/integrations/subjects.hpp"
#include "platform/units.hpp"

namespace diag::integrations {
namespace {

bool is_failing(const Syncs& syncs, const Bench& bench) {
    if (!syncs.failing_since) return false;
    return syncs.trouble != Trouble::other ||
           static_cast<double>(syncs.failures_since) >= bench.limit("integrations.failures");
}

/// Which of several the lines mean that tell of a failure, or of the success after it.
bool is_undecided(const Subject& subject, const Bench& bench) {
    if (!is_failing(subject.syncs, bench)) return false;
    return subject.is_shared || (subject.is_doubtful && subject.at_best > subject.syncs.failure);
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
    bench.find(std::move(id), bounded(severity, subject.is_configured),
               {{"system", subject.title},
                {"server", subject.server},
                {"host", subject.host},
                {"since", minute_of(since)},
                {"success", minute_of(syncs.success)},
                {"age", syncs.success ? age_text(picture, *syncs.success) : "-"},
                {"failures", std::to_string(syncs.failures_since)},
                {"trouble", std::string(name_of(syncs.trouble))}},
               {"log"});
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
               {"log"});
}

void judge_age(const Picture& picture, const Subject& subject, Bench& bench) {
    if (!subject.is_known || !subject.at_best) return;
    if (hours_since(picture, *subject.at_best) <= bench.limit("integrations.sync_hours"))
        return judge_export(picture, subject, bench);
    auto at_best = subject;
    at_best.syncs.success = subject.at_best;
    find(picture, at_best, bench,
         subject.outside == Outside::broken ? "integrations.sync_held_up"
                                            : "integrations.sync_stale",
         Severity::warning);
}

/// Nothing is on record: no success, neither in the log nor of earlier runs, and no failure.
void judge_never(const Picture& picture, const Subject& subject, Bench& bench) {
    if (!subject.is_known || subject.at_best || subject.syncs.failure) return;
    if (subject.is_doubtful) return;
    if (subject.outside == Outside::broken) return;
    const auto& from = picture.log->from;
    if (from && hours_since(picture, *from) < bench.limit("integrations.sync_hours")) return;
    bench.find("integrations.sync_never", Severity::unknown,
               {{"system", subject.title},
                {"server", subject.server},
                {"host", subject.host},
                {"from", minute_of(picture.log->from)},
                {"until", minute_of(picture.log->until)}},
               {"log"});
}

void judge_subject(const Picture& picture, const Subject& subject, Bench& bench) {
    const auto& syncs = subject.syncs;
    if (syncs.success)
        bench.note("integrations.synced", subject.title + ": " + minute_of(syncs.success));
    if (!is_failing(syncs, bench)) {
        judge_age(picture, subject, bench);
        return judge_never(picture, subject, bench);
    }
    if (is_undecided(subject, bench) && !subject.is_shared) return;
    if (explains(subject.outside, syncs.trouble))
        return find(picture, subject, bench, "integrations.sync_held_up", Severity::warning);
    find(picture, subject, bench, id_of(syncs.trouble, subject.outside), Severity::critical);
}

/// Once for each product of which that matters.
void judge_attribution(const std::vector<Subject>& subjects, Bench& bench) {
    for (const auto& shared : subjects) {
        const auto is_of_it = [&](const Subject& each) {
            return each.product == shared.product && is_undecided(each, bench);
        };
        if (shared.is_shared && std::ranges::any_of(subjects, is_of_it))
            bench.find("integrations.sync_unattributed", Severity::unknown,
                       {{"system", std::string(product_named(shared.product)->title)},
                        {"servers", shared.server},
                        {"host", shared.host}},
                       {"log"});
    }
}

}  // namespace

void judge_syncs(const Picture& picture, Bench& bench) {
    if (!picture.log) {
        if (!std::ranges::any_of(picture.visits, is_syncing) || !picture.no_log) return;
        const bool absent = picture.no_log->fault == Fault::absent;
        return bench.find(absent ? "integrations.log_absent" : "integrations.log_unreadable",
                          Severity::unknown, {{"reason", picture.no_log->what}}, {"log"});
    }
    const auto subjects = subjects_of(picture);
    for (const auto& each : subjects) judge_subject(picture, each, bench);
    judge_attribution(subjects, bench);
}

}  // namespace diag::integrations
