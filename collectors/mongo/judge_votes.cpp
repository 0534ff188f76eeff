// SPDX-License-Identifier: Apache-2.0
// Can the set still elect a primary, and could it after the next failure? Counted from real votes,
// never from the number of servers.
#include <algorithm>
#include <set>

#include "collectors/mongo/picture.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::int64_t most_voters = 7;   // manual, "Replica Set Limits"
constexpr std::size_t most_members = 50;  // the same
constexpr std::int64_t safr_voters = 3;   // safr-facts 3: more replicate and do not vote

bool can_vote(const Member& member) {
    return member.up && member.state && *member.state != State::startup &&
           *member.state != State::unknown && *member.state != State::down &&
           *member.state != State::removed;
}

/// Votes of members that are up; nothing when the configuration is not known.
std::optional<std::int64_t> votes_up(const Set& set) {
    if (!set.config || !set.view()) return {};
    return std::ranges::count_if(set.view()->members, [&](const Member& member) {
        const auto* seat = set.config->seat(member.name);
        return seat && seat->votes > 0 && can_vote(member);
    });
}

std::vector<std::string> configuration_of(const Set& set) {
    for (const auto* node : set.nodes)
        if (node->config && &*node->config == set.config) return {node->item("config")};
    return {};
}

void judge_majority(const Set& set, Bench& bench) {
    const auto up = votes_up(set);
    if (!up) return;
    const auto votes = set.config->votes();
    const auto majority = set.view()->majority.value_or(votes / 2 + 1);
    const Parameters about{{"set", set.name},
                           {"up", std::to_string(*up)},
                           {"votes", std::to_string(votes)},
                           {"majority", std::to_string(majority)}};
    auto rests_on = configuration_of(set);
    rests_on.push_back(set.basis());
    if (*up < majority)
        bench.find("mongo.majority_lost", Severity::critical, about, rests_on);
    else if (*up == majority && votes > 2)
        bench.find("mongo.no_spare", Severity::warning, about, rests_on);
}

void judge_count(const Set& set, Bench& bench) {
    const auto votes = set.config->votes();
    const auto rests_on = configuration_of(set);
    const Parameters about{{"set", set.name},
                           {"votes", std::to_string(votes)},
                           {"members", std::to_string(set.config->seats.size())}};
    if (votes > most_voters || set.config->seats.size() > most_members)
        bench.find("mongo.votes_limit", Severity::critical, about, rests_on);
    if (votes == 2)
        bench.find("mongo.no_failover", Severity::warning, about, rests_on);
    else if (votes > 2 && votes % 2 == 0)
        bench.find("mongo.votes_even", Severity::warning, about, rests_on);
    if (votes > safr_voters) bench.find("mongo.safr_voters", Severity::info, about, rests_on);
}

/// It holds data, and clients can go on with it.
bool may_take_over(const Seat& seat) {
    return !seat.arbiter && !seat.hidden && seat.delay == 0 && seat.votes > 0;
}

void judge_arbiters(const Set& set, Bench& bench) {
    std::vector<std::string> arbiters;
    for (const auto& seat : set.config->seats)
        if (seat.arbiter) arbiters.push_back(seat.host);
    const auto keeping = std::ranges::count_if(set.config->seats, may_take_over);
    if (arbiters.empty() || keeping >= 3) return;
    // Primary, secondary, arbiter: the first failure leaves writes that no majority can confirm.
    bench.find(
        "mongo.arbiter", Severity::critical,
        {{"set", set.name}, {"arbiters", joined(arbiters)}, {"data", std::to_string(keeping)}},
        configuration_of(set));
}

void judge_priorities(const Set& set, Bench& bench) {
    const auto& seats = set.config->seats;
    std::vector<std::string> wrong;
    std::vector<std::string> electable;
    std::size_t keeping = 0;
    for (const auto& seat : seats) {
        const bool apart = seat.hidden || seat.delay > 0;
        if (apart && (seat.priority > 0 || (seat.votes > 0 && seats.size() <= 3)))
            wrong.push_back(seat.host);
        if (seat.arbiter) continue;
        ++keeping;
        if (seat.priority > 0 && seat.votes > 0) electable.push_back(seat.host);
    }
    if (!wrong.empty())
        bench.find("mongo.priorities", Severity::warning,
                   {{"set", set.name}, {"members", joined(wrong)}}, configuration_of(set));
    if (keeping > 1 && electable.size() == 1)
        bench.find("mongo.priority_single", Severity::warning,
                   {{"set", set.name}, {"member", electable.front()}}, configuration_of(set));
}

/// Members' names: from the configuration, else as announced.
std::set<std::string> names_in(const Set& set) {
    std::set<std::string> names;
    if (set.config)
        for (const auto& seat : set.config->seats) names.insert(seat.host);
    for (const auto* node : set.nodes)
        names.insert(node->hello->hosts.begin(), node->hello->hosts.end());
    return names;
}

void judge_names(const Picture& picture, const Set& set, Bench& bench) {
    std::vector<std::string> fragile;
    bool loopback = false;
    const auto names = names_in(set);
    for (const auto& name : names) {
        const auto kind = picture.kinds.find(name);
        if (kind == picture.kinds.end() || kind->second == "name") continue;
        fragile.push_back(name);
        loopback = loopback || kind->second == "loopback";
    }
    if (fragile.empty()) return;
    // On a single server it harms nobody until a second one is to join.
    const bool warn = names.size() > 1;
    bench.find(loopback ? "mongo.host_loopback" : "mongo.host_address",
               warn ? Severity::warning : Severity::info,
               {{"set", set.name}, {"members", joined(fragile)}}, {"hosts"});
}

}  // namespace

void judge_votes(const Picture& picture, Bench& bench) {
    for (const auto& set : picture.sets) {
        judge_names(picture, set, bench);
        if (!set.config || set.config->seats.empty()) continue;
        judge_majority(set, bench);
        judge_count(set, bench);
        judge_arbiters(set, bench);
        judge_priorities(set, bench);
        bench.note("mongo.votes", std::to_string(set.config->votes()) + " / " +
                                      std::to_string(set.config->seats.size()));
    }
}

}  // namespace diag::mongo
