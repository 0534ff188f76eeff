// SPDX-License-Identifier: Apache-2.0
// Is there one primary, is every member in order, and do all nodes see the same set?
#include <algorithm>
#include <set>

#include "collectors/mongo/picture.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::int64_t default_election_timeout_ms = 10'000;  // manual, electionTimeoutMillis

std::int64_t seconds_between(Time from, Time to) { return (to - from).count() / 1000; }

std::vector<std::string> claimants(const Set& set) {
    std::vector<std::string> names;
    for (const auto* node : set.nodes)
        if (node->hello->writable) names.push_back(node->name);
    return names;
}

/// A primary somebody knows of, even if it could not be asked.
bool any_primary(const Set& set) {
    return std::ranges::any_of(set.nodes, [](const Node* node) {
        return node->hello->writable || !node->hello->primary.empty() ||
               (node->view && node->view->primary());
    });
}

void judge_primary(const Set& set, Bench& bench) {
    const auto primaries = claimants(set);
    std::vector<std::string> asked;
    std::vector<std::string> rests_on;
    std::vector<std::string> opinions;
    std::set<std::string> seen;
    for (const auto* node : set.nodes) {
        asked.push_back(node->name);
        rests_on.push_back(node->item("hello"));
        const auto& primary = node->hello->primary;
        seen.insert(primary);
        opinions.push_back(node->name + " -> " + (primary.empty() ? "-" : primary));
    }
    if (primaries.size() > 1)
        bench.find("mongo.two_primaries", Severity::critical,
                   {{"set", set.name}, {"primaries", joined(primaries)}}, rests_on);
    else if (!any_primary(set))
        bench.find("mongo.no_primary", Severity::critical,
                   {{"set", set.name}, {"nodes", joined(asked)}}, rests_on);
    else if (seen.size() > 1)
        bench.find("mongo.views_differ", Severity::warning,
                   {{"set", set.name}, {"views", joined(opinions)}}, rests_on);
}

/// Whether an earlier run, at least `span` ago, saw the member in the same state, and no run since
/// then in another.
bool long_in_state(const Picture& picture, const Set& set, const Member& member,
                   std::int64_t span) {
    bool long_enough = false;
    for (const auto& moment : picture.past) {
        if (moment.set != set.name) continue;
        const auto found = moment.members.find(member.name);
        const bool same = found != moment.members.end() &&
                          found->second.state == static_cast<std::int64_t>(*member.state);
        if (!same)
            long_enough = false;
        else if (seconds_between(moment.time, picture.now) >= span)
            long_enough = true;
    }
    return long_enough;
}

void judge_syncing(const Picture& picture, const Set& set, const Member& member, Bench& bench,
                   Parameters about) {
    const auto limit = static_cast<std::int64_t>(bench.limit("mongo.syncing") * 60);
    // An initial sync begins with its process.
    const bool old_copy = member.state == State::startup2 && member.uptime.value_or(0) > limit;
    const bool late = old_copy || long_in_state(picture, set, member, limit);
    about["uptime"] = member.uptime ? span_text(*member.uptime) : "-";
    about["limit"] = span_text(limit);
    bench.find("mongo.member_syncing", late ? Severity::warning : Severity::info, std::move(about),
               {set.basis(), "history"});
}

void judge_state(const Picture& picture, const Set& set, const Member& member, Bench& bench) {
    if (!member.state) return;
    const auto state = *member.state;
    const Parameters about{{"member", member.name},
                           {"state", std::string(name_of(state))},
                           {"reason", member.message.empty() ? "-" : member.message},
                           {"seen_by", set.witness->name}};
    const std::vector<std::string> rests_on{set.basis()};
    switch (state) {
        case State::down:
        case State::unknown:
            return bench.find("mongo.member_down", Severity::critical, about, rests_on);
        case State::rollback:
            return bench.find("mongo.member_rollback", Severity::critical, about, rests_on);
        case State::removed:
            return bench.find("mongo.member_removed", Severity::critical, about, rests_on);
        case State::startup:
        case State::startup2:
        case State::recovering:
            return judge_syncing(picture, set, member, bench, about);
        default:
            return;
    }
}

void judge_heartbeat(const Set& set, const Member& member, Bench& bench) {
    const auto& view = *set.view();
    if (member.self || !member.up) return;
    const std::vector<std::string> rests_on{set.basis()};
    const auto warning = bench.limit("mongo.ping_warning");
    const auto critical = bench.limit("mongo.ping_critical");
    if (member.ping_ms && *member.ping_ms > warning)
        bench.find("mongo.ping",
                   *member.ping_ms > critical ? Severity::critical : Severity::warning,
                   {{"member", member.name},
                    {"seen_by", set.witness->name},
                    {"ping", fixed(*member.ping_ms, 0) + " ms"},
                    {"limit", fixed(warning, 0) + " ms"}},
                   rests_on);
    if (!view.date || !member.heartbeat) return;
    const auto timeout = set.config && set.config->election_timeout_ms
                             ? *set.config->election_timeout_ms
                             : default_election_timeout_ms;
    const auto oldest =
        member.heard ? std::min(*member.heard, *member.heartbeat) : *member.heartbeat;
    const auto silence = (*view.date - oldest).count();
    if (silence > timeout)
        bench.find("mongo.heartbeat", Severity::warning,
                   {{"member", member.name},
                    {"seen_by", set.witness->name},
                    {"silence", span_text(silence / 1000)},
                    {"limit", span_text(timeout / 1000)}},
                   rests_on);
}

/// A chain of copying that runs in a circle, or that is longer than two steps in a set of three.
void judge_chain(const Set& set, Bench& bench) {
    const auto& view = *set.view();
    for (const auto& member : view.members) {
        std::vector<std::string> chain{member.name};
        const auto* at = &member;
        bool circle = false;
        while (at && !at->source.empty() && chain.size() <= view.members.size()) {
            circle = at->source == member.name;
            chain.push_back(at->source);
            if (circle) break;
            at = view.member(at->source);
        }
        if (!circle && (view.members.size() != 3 || chain.size() <= 3)) continue;
        std::string text;
        for (const auto& name : chain) text += (text.empty() ? "" : " -> ") + name;
        return bench.find("mongo.sync_chain", Severity::info, {{"set", set.name}, {"chain", text}},
                          {set.basis()});
    }
}

std::string versions_text(const View& view, std::set<std::int64_t>& versions) {
    std::vector<std::string> words;
    for (const auto& member : view.members)
        if (member.config_version) {
            versions.insert(*member.config_version);
            words.push_back(member.name + ": " + std::to_string(*member.config_version));
        }
    return joined(words);
}

/// Twice with `drift` between: at a reconfiguration the versions differ for a moment.
void judge_drift(const Picture& picture, const Set& set, Bench& bench) {
    std::set<std::int64_t> versions;
    const auto text = versions_text(*set.view(), versions);
    if (versions.size() < 2) return;
    const auto limit = bench.limit("mongo.drift");
    const auto* before = picture.lately(set.name);
    bool lasting = false;
    if (before && static_cast<double>(seconds_between(before->time, picture.now)) >= limit) {
        std::set<std::int64_t> earlier;
        for (const auto& [name, member] : before->members)
            if (member.config_version) earlier.insert(*member.config_version);
        lasting = earlier.size() > 1;
    }
    bench.find("mongo.config_drift", lasting ? Severity::warning : Severity::info,
               {{"set", set.name}, {"versions", text}}, {set.basis(), "history"});
}

/// Terms count elections: how many in the last hour, by the oldest run of the last two.
void judge_elections(const Picture& picture, const Set& set, Bench& bench) {
    const auto& view = *set.view();
    if (!view.term) return;
    const Moment* before = nullptr;
    for (const auto& moment : picture.past)
        if (!before && moment.set == set.name && moment.term &&
            seconds_between(moment.time, picture.now) <= 7200)
            before = &moment;
    if (!before || *before->term > *view.term) return;
    const auto span = std::max<std::int64_t>(3600, seconds_between(before->time, picture.now));
    const auto hourly =
        static_cast<double>(*view.term - *before->term) * 3600 / static_cast<double>(span);
    if (hourly <= bench.limit("mongo.elections_warning")) return;
    bench.find(
        "mongo.elections",
        hourly > bench.limit("mongo.elections_critical") ? Severity::critical : Severity::warning,
        {{"set", set.name},
         {"count", std::to_string(*view.term - *before->term)},
         {"span", span_text(seconds_between(before->time, picture.now))},
         {"reason", view.election_reason.empty() ? "-" : view.election_reason}},
        {set.basis(), "history"});
}

void note_members(const Set& set, Bench& bench) {
    for (const auto& member : set.view()->members)
        bench.note("mongo.member", member.name + ": " +
                                       std::string(name_of(member.state.value_or(State::unknown))));
}

}  // namespace

void judge_members(const Picture& picture, Bench& bench) {
    for (const auto& set : picture.sets) {
        judge_primary(set, bench);
        if (!set.view()) continue;
        for (const auto& member : set.view()->members) {
            judge_state(picture, set, member, bench);
            judge_heartbeat(set, member, bench);
        }
        judge_chain(set, bench);
        judge_drift(picture, set, bench);
        judge_elections(picture, set, bench);
        note_members(set, bench);
    }
}

}  // namespace diag::mongo
