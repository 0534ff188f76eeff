// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/conditions.hpp"

#include <algorithm>

#include "agent/upgrade/backup_condition.hpp"
#include "agent/upgrade/rules.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

/// Collectors of a rule that did not get to their end.
std::vector<std::string> unfinished(const Chapters& chapters, const Rule& rule) {
    std::vector<std::string> names;
    for (const auto name : rule.collectors) {
        const auto chapter = chapters.find(name);
        if (chapter == chapters.end() || !chapter->second.complete) names.emplace_back(name);
    }
    return names;
}

Condition judged(const Chapters& chapters, const Rule& rule) {
    Condition condition{.id = std::string(rule.id)};
    condition.findings = obstacles_in(chapters, rule);
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

/// "db1.example" of "db1.example:27017", "fd00::1" of "[fd00::1]:27017"; in lower case.
std::string host_of(std::string_view member) {
    auto host = member.substr(0, member.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return lowered(host);
}

/// By the whole name; where one of them is given without its domain, by what stands before that.
bool is_same_host(std::string_view one, std::string_view other) {
    if (one == other) return true;
    if (is_address(one) || is_address(other)) return false;
    const auto dot = one.find('.'), other_dot = other.find('.');
    return (dot == one.npos) != (other_dot == other.npos) &&
           one.substr(0, dot) == other.substr(0, other_dot);
}

/// Where this server is not SAFR's primary, the database's must be on the one that is: which that
/// is tell the services that only it has, and the names it answers by.
void judge_place_of_primary(const Chapters& chapters, Condition& condition) {
    if (condition.state != State::holds || is_found(chapters, "mongo.safr_primary_told")) return;
    const auto* primary = fact_of(chapters, "mongo.primary");
    const auto* safr = fact_of(chapters, "services.safr_primary");
    const auto untold = [&] {
        condition.state = State::not_told;
        condition.said.push_back({"upgrade.said.primary_unknown", {}});
    };
    if (!primary || !safr) return untold();
    const auto host = host_of(primary->value);
    bool comparable = false;  // an address tells nothing of a name
    for (const auto part : parts_of(safr->value, ',')) {
        const auto name = lowered(trimmed(part));
        if (is_same_host(host, name)) return;
        comparable = comparable || is_address(host) == is_address(name);
    }
    if (!comparable) return untold();
    condition.state = State::in_the_way;
    condition.said.push_back(
        {"upgrade.said.primary_elsewhere", {{"primary", primary->value}, {"safr", safr->value}}});
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

std::vector<Condition> conditions_of(const Chapters& chapters, const Wanted& wanted) {
    std::vector<Condition> all{backup_condition(chapters, wanted), images_condition(wanted),
                               direction(chapters, wanted)};
    for (const auto& rule : rules()) {
        all.push_back(judged(chapters, rule));
        if (rule.id == "room") judge_rollback_room(chapters, wanted, all.back());
        if (rule.id == "primary") judge_place_of_primary(chapters, all.back());
    }
    all.push_back(licence(chapters, wanted));
    return all;
}

std::vector<std::string_view> condition_names() {
    std::vector<std::string_view> names{"backup", "images", "direction"};
    for (const auto& rule : rules()) names.push_back(rule.id);
    names.push_back("licence");
    return names;
}

Result<> is_same_set(const Chapters& chapters, const Permit& permit) {
    const bool single = permit.replica_set.empty();
    const auto waiver = std::ranges::find(permit.set_aside, "replica_set", &SetAside::condition);
    if (single && waiver != permit.set_aside.end()) return {};
    const auto now = replica_set_of(chapters);
    const bool told = !now.empty() || (single && is_found(chapters, "mongo.standalone"));
    if (!told) return Error{Fault::denied, "The database does not tell of its replica set."};
    if (now == permit.replica_set) return {};
    return Error{Fault::denied, "The database's replica set has changed."};
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
