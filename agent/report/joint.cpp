// SPDX-License-Identifier: Apache-2.0
#include "agent/report/joint.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <utility>

#include "agent/report/moments.hpp"
#include "agent/report/ranking.hpp"

namespace diag::report {
namespace {

/// Around the windows: what happened just before may be why.
constexpr std::chrono::hours around{1};
/// A page of more lines is not read; the JSON has as many. How many are left out is told in both.
constexpr std::size_t most_events = 400;

bool bounds_one_of(const std::vector<ClockOffset>& clocks, std::size_t nodes) {
    return std::any_of(clocks.begin(), clocks.begin() + static_cast<std::ptrdiff_t>(nodes),
                       [](const ClockOffset& each) { return each.ahead.has_value(); });
}

std::optional<Time> corrected(const Joint& joint, std::size_t node, Time told) {
    if (node >= joint.clocks.size() || !joint.clocks[node].ahead) return {};
    return told - *joint.clocks[node].ahead;
}

Event event_of(const Joint& joint, std::size_t node, Time told, std::string what) {
    return {.corrected = corrected(joint, node, told),
            .told = told,
            .node = node,
            .what = std::move(what)};
}

/// The first and the last time that a finding tells; what lies between is its own.
void add_finding(std::vector<Event>& events, const Joint& joint, std::size_t node,
                 const Finding& finding) {
    std::vector<Moment> moments;
    for (const auto& [name, value] : finding.parameters)
        for (const auto& moment : moments_in(value)) moments.push_back(moment);
    std::ranges::sort(moments, {}, &Moment::time);
    for (std::size_t i = 0; i < moments.size(); ++i) {
        const bool first = i == 0, last = i + 1 == moments.size();
        if ((!first && !last) || (!first && moments[i].time == moments.front().time)) continue;
        auto event = event_of(joint, node, moments[i].time, "finding");
        event.to_the_minute = moments[i].to_the_minute;
        event.finding = &finding;
        events.push_back(std::move(event));
    }
}

void add_desk(std::vector<Event>& events, const Joint& joint) {
    const auto by_desk = [&](const std::optional<Time>& time, std::size_t node, const char* what) {
        if (!time) return;
        Event event{.told = *time, .node = node, .by_desk = true, .what = what};
        if (joint.reference == Reference::desk) event.corrected = *time;
        events.push_back(std::move(event));
    };
    for (std::size_t i = 0; i < joint.nodes.size(); ++i) {
        by_desk(joint.nodes[i].receipt.asked, i, "asked");
        by_desk(joint.nodes[i].receipt.arrived, i, "arrived");
    }
}

Time place_of(const Event& event) { return event.corrected.value_or(event.told); }

/// 0: critical; what is no finding is worth as much as a warning, as it says what the rest is
/// about.
std::ptrdiff_t weight_of(const Event& event) {
    const auto severity = event.finding ? event.finding->severity : Severity::warning;
    return std::ranges::find(worst_first, severity) - worst_first.begin();
}

/// Leaves the most_events that matter, in their order; tells how many are gone.
std::size_t trim(std::vector<Event>& events) {
    if (events.size() <= most_events) return 0;
    std::vector<std::size_t> places(events.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::sort(places, {}, [&](std::size_t place) {
        return std::pair(weight_of(events[place]), events.size() - place);
    });
    places.resize(most_events);
    std::ranges::sort(places);
    std::vector<Event> kept;
    for (const auto place : places) kept.push_back(std::move(events[place]));
    const auto left_out = events.size() - kept.size();
    events = std::move(kept);
    return left_out;
}

}  // namespace

std::string name_of(const JointNode& node) {
    if (!node.receipt.agent.empty()) return node.receipt.agent;
    return node.host.empty() ? node.story.server : node.host;
}

std::string_view name_of(Reference reference) {
    switch (reference) {
        case Reference::desk:
            return "desk";
        case Reference::utc:
            return "utc";
        case Reference::first:
            break;
    }
    return "first";
}

void correlate(Joint& joint, const std::vector<ClockBound>& bounds) {
    const auto nodes = joint.nodes.size();
    const std::pair<Reference, std::size_t> references[] = {{Reference::desk, desk_clock(joint)},
                                                            {Reference::utc, utc_clock(joint)},
                                                            {Reference::first, 0}};
    for (const auto& [reference, clock] : references) {
        joint.reference = reference;
        joint.clocks = correlated(nodes + 2, clock, bounds);
        if (bounds_one_of(joint.clocks, nodes)) break;
    }
    joint.clocks.resize(nodes);
    if (joint.reference == Reference::first && nodes > 0) joint.clocks.front().by = {"itself"};
}

std::string letter_of(std::size_t node) {
    return node < 26 ? std::string(1, static_cast<char>('A' + node)) : std::to_string(node + 1);
}

bool Shared::on(std::size_t node) const {
    return std::ranges::any_of(seen, [&](const Seen& each) { return each.node == node; });
}

std::vector<Shared> shared_findings(const Joint& joint) {
    std::vector<Shared> all;
    std::map<std::string, std::size_t, std::less<>> places;
    for (std::size_t node = 0; node < joint.nodes.size(); ++node)
        for (const auto& chapter : joint.nodes[node].story.chapters)
            for (const auto& finding : chapter.judgement.findings) {
                const auto [place, fresh] =
                    places.emplace(chapter.collector + " " + finding.id, all.size());
                if (fresh) all.push_back({finding.id, finding.severity, {}});
                auto& shared = all[place->second];
                shared.severity = std::max(shared.severity, finding.severity);
                shared.seen.push_back({node, &chapter, &finding});
            }
    for (auto& shared : all)
        std::ranges::stable_sort(shared.seen, std::greater<>(), [](const Seen& each) {
            return static_cast<int>(each.finding->severity);
        });
    const auto nodes_of = [&](const Shared& shared) {
        std::size_t count = 0;
        for (std::size_t node = 0; node < joint.nodes.size(); ++node) count += shared.on(node);
        return count;
    };
    std::ranges::stable_sort(all, [&](const Shared& one, const Shared& other) {
        const auto rank = [](Severity severity) {
            return std::ranges::find(worst_first, severity) - worst_first.begin();
        };
        if (one.severity != other.severity) return rank(one.severity) < rank(other.severity);
        return nodes_of(one) > nodes_of(other);
    });
    return all;
}

Timeline timeline(const Joint& joint) {
    Timeline all;
    auto& events = all.events;
    for (std::size_t node = 0; node < joint.nodes.size(); ++node) {
        const auto& story = joint.nodes[node].story;
        std::vector<Event> own;
        for (const auto& chapter : story.chapters)
            for (const auto& finding : chapter.judgement.findings)
                add_finding(own, joint, node, finding);
        own.push_back(event_of(joint, node, story.created, "created"));
        const auto until = std::max(story.until, story.created) + around;
        std::erase_if(own, [&](const Event& each) {
            return each.told < story.since - around || each.told > until;
        });
        events.insert(events.end(), own.begin(), own.end());
    }
    add_desk(events, joint);
    std::ranges::stable_sort(events, {}, place_of);
    all.left_out = trim(events);
    return all;
}

}  // namespace diag::report
