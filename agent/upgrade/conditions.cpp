// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/conditions.hpp"

#include <algorithm>

#include "agent/upgrade/rules.hpp"
#include "collectors/site.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::upgrade {
namespace {

bool is_meant(const Obstacle& obstacle, const Rule& rule, const Finding& finding) {
    if (finding.severity < obstacle.least) return false;
    if (!obstacle.finding.ends_with('.')) return finding.id == obstacle.finding;
    return finding.id.starts_with(obstacle.finding) &&
           std::ranges::find(rule.spared, finding.id) == rule.spared.end();
}

const Fact* fact_of(const Chapters& chapters, std::string_view id) {
    for (const auto& [name, chapter] : chapters)
        for (const auto& fact : chapter.judgement.facts)
            if (fact.id == id) return &fact;
    return nullptr;
}

bool is_found(const Chapters& chapters, std::string_view id) {
    for (const auto& [name, chapter] : chapters)
        for (const auto& finding : chapter.judgement.findings)
            if (finding.id == id) return true;
    return fact_of(chapters, id) != nullptr;
}

/// Collectors of a rule that did not get to their end.
std::vector<std::string> unfinished(const Chapters& chapters, const Rule& rule) {
    std::vector<std::string> names;
    for (const auto name : rule.collectors) {
        const auto chapter = chapters.find(name);
        if (chapter == chapters.end() || !chapter->second.complete) names.emplace_back(name);
    }
    return names;
}

void look_for_obstacles(const Chapters& chapters, const Rule& rule, Condition& condition) {
    for (const auto& [name, chapter] : chapters)
        for (const auto& finding : chapter.judgement.findings)
            if (std::ranges::any_of(rule.obstacles, [&](const Obstacle& obstacle) {
                    return is_meant(obstacle, rule, finding);
                }))
                condition.findings.push_back(finding);
}

Condition judged(const Chapters& chapters, const Rule& rule) {
    Condition condition{.id = std::string(rule.id)};
    look_for_obstacles(chapters, rule, condition);
    const auto missing = unfinished(chapters, rule);
    if (!condition.findings.empty()) {
        condition.state = rule.only_noted ? State::noted : State::in_the_way;
    } else if (!missing.empty()) {
        condition.said.push_back({"upgrade.said.unfinished", {{"collectors", joined(missing)}}});
    } else if (!rule.absent_by.empty() && is_found(chapters, rule.absent_by)) {
        condition.state = State::not_needed;
        condition.said.push_back({"upgrade.said.single", {}});
    } else if (!rule.told_by.empty() && !fact_of(chapters, rule.told_by)) {
        if (rule.only_noted) condition.state = State::not_needed;
        condition.said.push_back({"upgrade.said." + condition.id + "_unknown", {}});
    } else {
        condition.state = State::holds;
    }
    if (rule.only_noted) condition.must_be_told = false;
    return condition;
}

/// Whether what a rollback would bring back has room is told of the newest proven backup that was
/// found. Where there is none, nothing can be told, and the condition "backup" says so.
void judge_rollback_room(const Chapters& chapters, const Wanted& wanted, Condition& condition) {
    if (condition.state != State::holds || is_found(chapters, "backups.rollback_beside")) return;
    const auto* backup = fact_of(chapters, "backups.rollback_backup");
    const bool none = backup && backup->value == "none" && !(wanted.backup && wanted.backup->sound);
    if (none) return;
    condition.state = State::not_told;
    condition.said.push_back({"upgrade.said.room_unknown", {}});
}

/// No way back is documented (safr-facts 4.2): an older version is no upgrade.
Condition direction(const Chapters& chapters, const Wanted& wanted) {
    Condition condition{.id = "direction", .must_be_told = false};
    const auto here = version_here(chapters);
    if (here.empty()) {
        condition.said.push_back({"upgrade.said.versions_unknown", {}});
        return condition;
    }
    const Parameters versions{{"from", here.text()}, {"to", wanted.to.text()}};
    const auto order = wanted.to <=> here;
    condition.state = order > 0 ? State::holds : State::in_the_way;
    if (order == 0) condition.said.push_back({"upgrade.said.same_version", versions});
    if (order < 0) condition.said.push_back({"upgrade.said.older_version", versions});
    return condition;
}

std::string span_text(milliseconds span) {
    return whole_span_text(std::chrono::duration_cast<std::chrono::seconds>(span), SpanUnit::minute,
                           SpanUnit::day);
}

std::string day_and_minute(Time time) { return to_text(time).substr(0, 16) + "Z"; }

/// Health rule 6.5: begun after the last change of the configuration, and young.
void judge_age(const BackupProof& proof, const Wanted& wanted, Condition& condition) {
    if (proof.taken > wanted.now) {
        condition.state = State::in_the_way;
        condition.said.push_back(
            {"upgrade.said.backup_future", {{"taken", day_and_minute(proof.taken)}}});
    } else if (wanted.now - proof.taken > wanted.oldest_backup) {
        condition.state = State::in_the_way;
        condition.said.push_back({"upgrade.said.backup_old",
                                  {{"age", span_text(wanted.now - proof.taken)},
                                   {"most", span_text(wanted.oldest_backup)}}});
    }
    if (!wanted.configured) {
        if (condition.state == State::holds) condition.state = State::not_told;
        condition.said.push_back(
            {"upgrade.said.configuration_unknown", {{"why", wanted.configured.error().what}}});
    } else if (*wanted.configured > proof.taken) {
        condition.state = State::in_the_way;
        condition.said.push_back({"upgrade.said.backup_before_change",
                                  {{"changed", day_and_minute(*wanted.configured)},
                                   {"taken", day_and_minute(proof.taken)}}});
    }
}

Condition backup(const Wanted& wanted) {
    Condition condition{.id = "backup", .state = State::in_the_way};
    if (!wanted.backup) {
        condition.said.push_back({"upgrade.said.no_backup", {{"why", wanted.no_backup}}});
        return condition;
    }
    const auto& proof = *wanted.backup;
    const Parameters parameters{{"backup", proof.path},
                                {"taken", day_and_minute(proof.taken)},
                                {"level", proof.level},
                                {"wanted", proof.wanted}};
    if (!proof.sound) {
        condition.said.push_back(
            {proof.level.empty() ? "upgrade.said.backup_refuted" : "upgrade.said.backup_unproven",
             parameters});
        for (const auto& sentence : proof.wrong)
            condition.said.push_back({"upgrade.said.as_seen", {{"sentence", sentence}}});
    } else {
        condition.state = State::holds;
        condition.said.push_back({"upgrade.said.backup_proven", parameters});
        if (!proof.not_compared.empty())
            condition.said.push_back({"upgrade.said.not_compared", {{"why", proof.not_compared}}});
    }
    judge_age(proof, wanted, condition);
    return condition;
}

Condition licence(const Chapters& chapters, const Wanted& wanted) {
    Condition condition{.id = "licence", .must_be_told = false};
    for (const auto& [name, chapter] : chapters)
        for (const auto& finding : chapter.judgement.findings)
            if (finding.id == "logs.licence" || finding.id == "logs.licence_unreachable")
                condition.findings.push_back(finding);
    const Parameters parameters{{"host", wanted.licence.host}, {"why", wanted.licence.why}};
    if (wanted.licence.host.empty())
        condition.said.push_back({"upgrade.said.licence_unknown", {}});
    else if (wanted.licence.answered)
        condition.said.push_back({"upgrade.said.licence_answers", parameters});
    else
        condition.said.push_back({"upgrade.said.licence_silent", parameters});
    const bool silent = !wanted.licence.host.empty() && !wanted.licence.answered;
    if (!condition.findings.empty() || silent)
        condition.state = State::in_the_way;
    else if (wanted.licence.answered)
        condition.state = State::holds;
    return condition;
}

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::holds:
            return "holds";
        case State::in_the_way:
            return "in_the_way";
        case State::not_told:
            return "not_told";
        case State::not_needed:
            return "not_needed";
        case State::noted:
            return "noted";
        case State::set_aside:
            break;
    }
    return "set_aside";
}

Version version_here(const Chapters& chapters) {
    const auto services = chapters.find("services");
    if (services == chapters.end()) return {};
    const auto* first = service_named("covi");
    Version found;
    for (const auto& fact : services->second.judgement.facts) {
        if (fact.id != "services.version") continue;
        auto version = Version::from(fact.value.substr(fact.value.rfind(' ') + 1));
        if (!version) continue;
        const bool is_first = first && fact.value.starts_with(first->title);
        if (found.empty() || is_first) found = std::move(*version);
    }
    return found;
}

std::string replica_set_of(const Chapters& chapters) {
    const auto* fact = fact_of(chapters, "mongo.set_configuration");
    return fact ? fact->value : std::string{};
}

bool is_cluster(const Chapters& chapters) {
    return fact_of(chapters, "install.nodes") != nullptr ||
           fact_of(chapters, "mongo.member") != nullptr;
}

std::vector<Condition> conditions_of(const Chapters& chapters, const Wanted& wanted) {
    std::vector<Condition> all{backup(wanted), direction(chapters, wanted)};
    for (const auto& rule : rules()) {
        all.push_back(judged(chapters, rule));
        if (rule.id == "room") judge_rollback_room(chapters, wanted, all.back());
    }
    all.push_back(licence(chapters, wanted));
    return all;
}

std::vector<std::string_view> condition_names() {
    std::vector<std::string_view> names{"backup", "direction"};
    for (const auto& rule : rules()) names.push_back(rule.id);
    names.push_back("licence");
    return names;
}

std::vector<SetAside> set_aside(std::vector<Condition>& conditions,
                                const std::vector<SetAside>& waivers) {
    std::vector<SetAside> used;
    for (auto& condition : conditions) {
        if (!condition.stands_in_the_way()) continue;
        const auto waiver = std::ranges::find(waivers, condition.id, &SetAside::condition);
        if (waiver == waivers.end()) continue;
        condition.state = State::set_aside;
        condition.said.push_back(
            {"upgrade.said.set_aside", {{"by", waiver->by}, {"reason", waiver->reason}}});
        used.push_back(*waiver);
    }
    return used;
}

std::vector<std::string> collectors_needed() {
    return {"install", "services", "mongo", "disk", "nfs", "system", "backups", "logs"};
}

}  // namespace diag::upgrade
