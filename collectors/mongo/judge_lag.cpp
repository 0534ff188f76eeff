// SPDX-License-Identifier: Apache-2.0
// How far are the copies behind? Only told where a primary is known, and believed only when two
// readings agree: after an idle pause the first write makes the whole pause look like lag, and
// heartbeats of 2 s make a saw-tooth of 0 to 3 s (SERVER-133624).
#include <algorithm>

#include "collectors/mongo/picture.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t most_points = 500;

/// The reading before this one: of this run, or else of the last run within the hour.
std::optional<std::int64_t> earlier_lag(const Picture& picture, const Set& set,
                                        const Member& member) {
    if (const auto& before = set.witness->earlier_view) {
        const auto* then = before->member(member.name);
        return then ? before->lag(*then) : std::nullopt;
    }
    const auto* moment = picture.lately(set.name);
    if (!moment) return {};
    const auto found = moment->members.find(member.name);
    return found == moment->members.end() ? std::nullopt : found->second.lag;
}

std::optional<std::int64_t> window_of(const Set& set) {
    std::optional<std::int64_t> shortest;
    for (const auto* node : set.nodes)
        if (const auto window = node->window(); window && (!shortest || *window < *shortest))
            shortest = window;
    return shortest;
}

void judge_member(const Picture& picture, const Set& set, const Member& member, std::int64_t lag,
                  Bench& bench) {
    const auto* seat = set.config ? set.config->seat(member.name) : nullptr;
    const auto behind = static_cast<double>(lag - (seat ? seat->delay : 0));
    const auto limit = bench.limit("mongo.lag_warning");
    if (behind <= limit) return;
    const auto before = earlier_lag(picture, set, member);
    const bool twice = before && static_cast<double>(*before - (seat ? seat->delay : 0)) > limit;
    const auto window = window_of(set);
    const bool much =
        behind > bench.limit("mongo.lag_critical") ||
        (window && behind > static_cast<double>(*window) * bench.limit("mongo.lag_share") / 100);
    const auto severity = !twice ? Severity::info : much ? Severity::critical : Severity::warning;
    bench.find(twice ? "mongo.lag" : "mongo.lag_once", severity,
               {{"member", member.name},
                {"lag", span_text(lag)},
                {"limit", span_text(static_cast<std::int64_t>(limit))},
                {"window", window ? span_text(*window) : "-"},
                {"before", before ? span_text(*before) : "-"}},
               {set.basis(), "history"});
    if (twice && window && *window <= lag)
        bench.find(
            "mongo.oplog_headroom", Severity::critical,
            {{"member", member.name}, {"lag", span_text(lag)}, {"window", span_text(*window)}},
            {set.basis(), set.witness->item("oplog.first")});
}

void judge_set(const Picture& picture, const Set& set, Bench& bench) {
    const auto& view = *set.view();
    const auto* primary = view.primary();
    if (!primary) return;
    std::vector<std::string> unknown;
    for (const auto& member : view.members) {
        if (&member == primary || member.state == State::arbiter) continue;
        if (const auto lag = view.lag(member))
            judge_member(picture, set, member, *lag, bench);
        else
            unknown.push_back(member.name);
    }
    if (!unknown.empty())
        bench.find("mongo.lag_unknown", Severity::unknown, {{"members", joined(unknown)}},
                   {set.basis()});
}

std::optional<std::int64_t> commit_lag_in(const View& view) {
    const auto* primary = view.primary();
    if (!primary || !primary->optime || !view.committed) return {};
    return std::max<std::int64_t>(0, *primary->optime - *view.committed);
}

/// What a majority has lags although one copy may be current: writes wait, or are lost with the
/// primary.
void judge_commit_point(const Picture& picture, const Set& set, Bench& bench) {
    const auto lag = commit_lag_in(*set.view());
    const auto limit = bench.limit("mongo.commit_lag_limit");
    if (!lag || static_cast<double>(*lag) <= limit) return;
    std::optional<double> before;
    if (set.witness->earlier_view) {
        if (const auto then = commit_lag_in(*set.witness->earlier_view))
            before = static_cast<double>(*then);
    } else if (const auto* moment = picture.lately(set.name)) {
        before = moment->commit_lag;
    }
    if (!before || *before <= limit) return;
    bench.find("mongo.commit_lag", Severity::warning,
               {{"set", set.name},
                {"lag", span_text(*lag)},
                {"limit", span_text(static_cast<std::int64_t>(limit))}},
               {set.basis(), "history"});
}

void draw(const Picture& picture, const Set& set, Bench& bench) {
    Chart chart;
    chart.id = "mongo.lag";
    chart.subject = set.name;
    chart.unit = "s";
    chart.threshold = bench.limit("mongo.lag_warning");
    const auto& view = *set.view();
    for (const auto& member : view.members) {
        Series series{member.name, {}};
        const auto from = picture.past.size() - std::min(picture.past.size(), most_points);
        for (std::size_t i = from; i < picture.past.size(); ++i) {
            const auto& moment = picture.past[i];
            const auto found = moment.members.find(member.name);
            if (moment.set == set.name && found != moment.members.end() && found->second.lag)
                series.points.emplace_back(moment.time, static_cast<double>(*found->second.lag));
        }
        if (const auto lag = view.lag(member))
            series.points.emplace_back(picture.now, static_cast<double>(*lag));
        if (series.points.size() > 1 && member.state != State::primary)
            chart.series.push_back(std::move(series));
    }
    if (!chart.series.empty()) bench.judgement.charts.push_back(std::move(chart));
}

}  // namespace

void judge_lag(const Picture& picture, Bench& bench) {
    for (const auto& set : picture.sets) {
        if (!set.view()) continue;
        judge_set(picture, set, bench);
        judge_commit_point(picture, set, bench);
        draw(picture, set, bench);
    }
}

}  // namespace diag::mongo
