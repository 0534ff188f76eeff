// SPDX-License-Identifier: Apache-2.0
#include "agent/report/triage/bench.hpp"

#include <algorithm>
#include <set>

#include "platform/text.hpp"

namespace diag::report {
namespace {

constexpr std::size_t subjects_seen = 32;
/// The most one finding counts: sums of a thousand of them stay far below the type's end.
constexpr std::uint64_t most_counted = 1'000'000'000;

/// For names that are not known or were withheld.
bool stands_for_none(std::string_view value) { return value == "-" || value == "…"; }

/// What a finding is about, if its collector told: of an export ("nas:/safr") the machine.
std::string_view subject_of(const Finding& finding, const Rule& rule) {
    for (const auto& name : rule.same) {
        const auto found = finding.parameters.find(name);
        if (found == finding.parameters.end()) continue;
        const std::string_view value = found->second;
        if (stands_for_none(value)) continue;
        return value.substr(0, value.find(":/"));
    }
    return {};
}

/// Whether it would tell its subject, had it one to tell.
bool withheld_in(const Finding& finding, const Rule& rule) {
    return std::ranges::any_of(rule.same, [&](const std::string& name) {
        const auto found = finding.parameters.find(name);
        return found != finding.parameters.end() && stands_for_none(found->second);
    });
}

std::uint64_t count_in(const Finding& finding) {
    const auto found = finding.parameters.find("count");
    if (found == finding.parameters.end()) return 1;
    return std::min(natural(found->second).value_or(1), most_counted);
}

bool names(const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
}

}  // namespace

Bench::Bench(const Rule& rule, const std::vector<Ranked>& findings)
    : rule_(rule), findings_(findings) {
    std::set<std::string_view> subjects;
    for (std::size_t number = 0; number < findings.size(); ++number) {
        const auto& finding = *findings[number].finding;
        if (names(rule.unless, finding.id)) ruled_out_ = true;
        const auto group = group_of(finding.id);
        if (group > rule.needs.size()) continue;
        const auto subject = subject_of(finding, rule);
        entries_.push_back({number, group, subject, subject.empty() && withheld_in(finding, rule)});
        if (group < rule.needs.size() && !subject.empty()) subjects.insert(subject);
    }
    for (const auto subject : subjects)
        if (subjects_.size() < subjects_seen) subjects_.push_back(subject);
    if (subjects_.empty()) subjects_.emplace_back();
}

/// One beyond the last is what is explained besides; two beyond, what the rule does not name.
std::size_t Bench::group_of(const std::string& id) const {
    for (std::size_t group = 0; group < rule_.needs.size(); ++group)
        if (names(rule_.needs[group], id)) return group;
    return rule_.needs.size() + (names(rule_.explains, id) ? 0 : 1);
}

std::optional<Fit> Bench::fit(std::string_view subject, const std::vector<bool>& taken) const {
    Fit fit{.rule = &rule_, .subject = subject, .findings = {}};
    std::vector<bool> met(rule_.needs.size(), false);
    for (const auto& entry : entries_) {
        if (taken[entry.finding]) continue;
        if (!entry.subject.empty() && entry.subject != subject) continue;
        if (entry.group < met.size()) met[entry.group] = true;
        if (entry.group == 0) fit.count += count_in(*findings_[entry.finding].finding);
        fit.unproven = fit.unproven || entry.withheld;
        fit.findings.push_back(entry.finding);
    }
    const bool all_met = std::ranges::find(met, false) == met.end();
    if (!all_met || fit.count < rule_.least || fit.count > rule_.most) return std::nullopt;
    return fit;
}

std::vector<Fit> Bench::fits(const std::vector<bool>& taken) const {
    std::vector<Fit> found;
    if (ruled_out_) return found;
    for (const auto subject : subjects_)
        if (auto one = fit(subject, taken)) found.push_back(std::move(*one));
    return found;
}

}  // namespace diag::report
