// SPDX-License-Identifier: Apache-2.0
#include "agent/report/triage/triage.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "agent/report/triage/bench.hpp"

namespace diag::report {
namespace {

constexpr std::size_t findings_seen = 1000;
constexpr std::size_t causes_named = 16;

/// What others stand on comes first: between two findings as grave, the lower is the likelier
/// cause.
constexpr std::array from_the_ground{Cause::host,    Cause::storage,     Cause::network,
                                     Cause::cloud,   Cause::database,    Cause::configuration,
                                     Cause::product, Cause::integration, Cause::camera};

std::ptrdiff_t height_of(Cause cause) {
    return std::ranges::find(from_the_ground, cause) - from_the_ground.begin();
}

/// Worst first; what follows makes it an order that depends on nothing but the findings.
bool before(const Ranked& left, const Ranked& right) {
    if (left.finding->severity != right.finding->severity)
        return left.finding->severity > right.finding->severity;
    const auto key = [](const Ranked& each) {
        return std::tie(each.chapter->collector, each.finding->id, each.finding->parameters,
                        each.finding->evidence);
    };
    return key(left) < key(right);
}

std::vector<Ranked> in_order(const Story& story) {
    auto findings = ranked(story);
    std::ranges::stable_sort(findings, before);
    return findings;
}

bool serious(Severity severity) { return severity >= Severity::warning; }

std::size_t collectors_of(const std::vector<Ranked>& findings) {
    std::set<std::string_view> collectors;
    for (const auto& each : findings) collectors.insert(each.chapter->collector);
    return collectors.size();
}

/// Whether a collector whose findings the rule knows did not finish: it might have said more.
bool half_heard(const Rule& rule, const Story& story) {
    const auto knows = [&](const std::vector<std::string>& ids, const std::string& collector) {
        return std::ranges::any_of(ids,
                                   [&](const auto& id) { return id.starts_with(collector + "."); });
    };
    for (const auto* chapter : cut_short(story)) {
        if (knows(rule.explains, chapter->collector)) return true;
        for (const auto& group : rule.needs)
            if (knows(group, chapter->collector)) return true;
    }
    return false;
}

Suspect suspect_of(const Fit& fit, const std::vector<Ranked>& all, const Story& story) {
    Suspect suspect{.rule = fit.rule,
                    .subject = std::string(fit.subject),
                    .count = fit.count,
                    .cause = fit.rule->cause,
                    .level = fit.rule->level,
                    .findings = {}};
    for (const auto number : fit.findings) suspect.findings.push_back(all[number]);
    suspect.severity = suspect.findings.front().finding->severity;
    const bool firm =
        collectors_of(suspect.findings) > 1 && !fit.unproven && !half_heard(*fit.rule, story);
    suspect.confidence = firm ? Confidence::firm : Confidence::likely;
    return suspect;
}

/// Whether `left` is the better cause; the order the header tells.
bool better(const Suspect& left, const Suspect& right) {
    const auto merit = [](const Suspect& each) {
        return std::tuple(each.severity, each.findings.size(), each.rule->needs.size(),
                          !each.subject.empty(), collectors_of(each.findings));
    };
    if (merit(left) != merit(right)) return merit(left) > merit(right);
    return std::tie(left.rule->id, left.subject) < std::tie(right.rule->id, right.subject);
}

/// What rules explain; marks what they take.
std::vector<Suspect> by_rules(const Rules& rules, const std::vector<Ranked>& findings,
                              const Story& story, std::vector<bool>& taken) {
    std::vector<Bench> benches;
    for (const auto& rule : rules.all()) benches.emplace_back(rule, findings);
    std::vector<Suspect> causes;
    while (causes.size() < causes_named) {
        std::optional<Suspect> best;
        Fit chosen;
        for (const auto& bench : benches)
            for (auto& fit : bench.fits(taken)) {
                auto suspect = suspect_of(fit, findings, story);
                if (!serious(suspect.severity) || (best && !better(suspect, *best))) continue;
                best = std::move(suspect);
                chosen = std::move(fit);
            }
        if (!best) break;
        for (const auto number : chosen.findings) taken[number] = true;
        causes.push_back(std::move(*best));
    }
    return causes;
}

Suspect alone(const Ranked& ranked, const Knowledge& knowledge) {
    const auto words = knowledge.explain(*ranked.finding, Language::en);
    return {.cause = words.cause,
            .level = words.level,
            .severity = ranked.finding->severity,
            .findings = {ranked}};
}

/// Takes from `others` what is a cause of its own, into `causes`.
void add_single(std::vector<Suspect>& causes, std::vector<Ranked>& others,
                const Knowledge& knowledge) {
    std::vector<std::pair<Suspect, std::size_t>> single;
    for (std::size_t at = 0; at < others.size() && at < findings_seen; ++at)
        if (serious(others[at].finding->severity))
            single.emplace_back(alone(others[at], knowledge), at);
    std::ranges::stable_sort(single, [](const auto& left, const auto& right) {
        return std::pair(-static_cast<int>(left.first.severity), height_of(left.first.cause)) <
               std::pair(-static_cast<int>(right.first.severity), height_of(right.first.cause));
    });
    std::set<std::size_t> gone;
    for (auto& [suspect, at] : single) {
        if (suspect.severity != Severity::critical && !causes.empty()) break;
        if (causes.size() >= causes_named) break;
        causes.push_back(std::move(suspect));
        gone.insert(at);
    }
    std::vector<Ranked> rest;
    for (std::size_t at = 0; at < others.size(); ++at)
        if (!gone.contains(at)) rest.push_back(others[at]);
    others = std::move(rest);
}

Triage::Outcome outcome_of(const Story& story, const Triage& triage) {
    using enum Triage::Outcome;
    if (story.chapters.empty()) return nothing_examined;
    if (!triage.causes.empty()) return cause;
    const bool partly = !cut_short(story).empty() || count_of(story, Severity::unknown) > 0;
    return partly ? could_not_tell : nothing_wrong;
}

}  // namespace

std::string_view name_of(Confidence confidence) {
    switch (confidence) {
        case Confidence::firm:
            return "firm";
        case Confidence::likely:
            return "likely";
        case Confidence::single:
            break;
    }
    return "single";
}

std::string_view name_of(Triage::Outcome outcome) {
    switch (outcome) {
        case Triage::Outcome::cause:
            return "cause";
        case Triage::Outcome::nothing_wrong:
            return "nothing_wrong";
        case Triage::Outcome::could_not_tell:
            return "could_not_tell";
        case Triage::Outcome::nothing_examined:
            break;
    }
    return "nothing_examined";
}

Triage triaged(const Story& story, const Knowledge& knowledge, const Rules& rules) {
    const auto all = in_order(story);
    const std::vector<Ranked> seen(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                  all.size(), findings_seen)));
    std::vector<bool> taken(all.size(), false);
    Triage triage;
    triage.causes = by_rules(rules, seen, story, taken);
    for (std::size_t number = 0; number < all.size(); ++number)
        if (!taken[number]) triage.others.push_back(all[number]);
    add_single(triage.causes, triage.others, knowledge);
    std::ranges::stable_sort(triage.causes, std::greater{}, &Suspect::severity);
    triage.outcome = outcome_of(story, triage);
    return triage;
}

std::vector<Block> blocks_of(const Triage& triage) {
    std::vector<Block> blocks;
    for (const auto& cause : triage.causes)
        blocks.push_back({cause.findings.size() > 1 ? &cause : nullptr, cause.findings});
    for (const auto& finding : triage.others) blocks.push_back({nullptr, {finding}});
    std::ranges::stable_sort(blocks, std::greater{}, [](const Block& block) {
        return block.findings.front().finding->severity;
    });
    return blocks;
}

}  // namespace diag::report
