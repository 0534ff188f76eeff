// SPDX-License-Identifier: Apache-2.0
// How long may a member be away before it must copy everything anew?
#include <algorithm>

#include "collectors/mongo/picture.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr double full_share = 0.85;        // of its size: what is younger than that still grows
constexpr std::size_t enough_moments = 5;  // to know what is usual
constexpr std::size_t most_points = 500;
constexpr double fastest = 1e15;  // bytes an hour: what is faster was not read rightly

/// An oplog that is not full yet reaches back to its beginning: short means young.
bool is_full(const Node& node) {
    return !node.oplog_bytes || !node.oplog_room ||
           *node.oplog_bytes >= *node.oplog_room * full_share;
}

void judge_window(const Node& node, std::int64_t window, Bench& bench) {
    const auto hours = static_cast<double>(window) / 3600;
    const auto warning = bench.limit("mongo.window_warning");
    if (hours >= warning || !is_full(node)) return;
    const bool critical = hours < bench.limit("mongo.window_critical");
    const bool known = node.oplog_bytes.has_value();
    bench.find("mongo.oplog_window",
               !known     ? Severity::info
               : critical ? Severity::critical
                          : Severity::warning,
               {{"node", node.name},
                {"window", span_text(window)},
                {"limit", fixed(warning, 0) + " h"},
                {"size", known ? bytes_text(static_cast<std::uint64_t>(*node.oplog_bytes)) : "-"}},
               {node.item("oplog.first"), node.item("oplog.last")});
}

void judge_backup(const Picture& picture, const Set& set, std::int64_t window, Bench& bench) {
    if (!picture.backup) return;
    const auto age = (picture.now - *picture.backup).count() / 1000;
    if (age <= window) return;
    bench.find("mongo.oplog_backup", Severity::info,
               {{"set", set.name}, {"window", span_text(window)}, {"age", span_text(age)}},
               {"backup"});
}

std::optional<double> usual_rate(const Picture& picture, const Set& set) {
    std::vector<double> rates;
    for (const auto& moment : picture.past)
        if (moment.set == set.name && moment.rate) rates.push_back(*moment.rate);
    if (rates.size() < enough_moments) return {};
    const auto middle = rates.begin() + static_cast<std::ptrdiff_t>(rates.size() / 2);
    std::ranges::nth_element(rates, middle);
    return *middle;
}

void judge_rate(const Picture& picture, const Set& set, const Node& node, std::int64_t window,
                Bench& bench) {
    const auto usual = usual_rate(picture, set);
    if (!usual || *usual <= 0 || *usual > fastest || !node.oplog_bytes || window < 60) return;
    const auto rate = *node.oplog_bytes * 3600 / static_cast<double>(window);
    if (rate <= *usual * bench.limit("mongo.rate") || rate > fastest) return;
    bench.find("mongo.oplog_rate", Severity::warning,
               {{"node", node.name},
                {"rate", bytes_text(static_cast<std::uint64_t>(rate)) + "/h"},
                {"usual", bytes_text(static_cast<std::uint64_t>(*usual)) + "/h"}},
               {node.item("oplog.size"), "history"});
}

void draw(const Picture& picture, const Set& set, std::int64_t window, Bench& bench) {
    Series series{set.name, {}};
    const auto from = picture.past.size() - std::min(picture.past.size(), most_points);
    for (std::size_t i = from; i < picture.past.size(); ++i)
        if (const auto& moment = picture.past[i]; moment.set == set.name && moment.window)
            series.points.emplace_back(moment.time, *moment.window / 3600);
    series.points.emplace_back(picture.now, static_cast<double>(window) / 3600);
    if (series.points.size() < 2) return;
    Chart chart;
    chart.id = "mongo.oplog_window";
    chart.subject = set.name;
    chart.unit = "h";
    chart.threshold = bench.limit("mongo.window_warning");
    chart.series.push_back(std::move(series));
    bench.judgement.charts.push_back(std::move(chart));
}

void judge_set(const Picture& picture, const Set& set, Bench& bench) {
    std::optional<std::int64_t> shortest;
    for (const auto* node : set.nodes) {
        const auto window = node->window();
        if (!window) continue;
        judge_window(*node, *window, bench);
        judge_rate(picture, set, *node, *window, bench);
        shortest = shortest ? std::min(*shortest, *window) : *window;
    }
    if (!shortest) return;
    bench.note("mongo.oplog_window", span_text(*shortest));
    judge_backup(picture, set, *shortest, bench);
    draw(picture, set, *shortest, bench);
}

}  // namespace

void judge_oplog(const Picture& picture, Bench& bench) {
    for (const auto& set : picture.sets) judge_set(picture, set, bench);
}

}  // namespace diag::mongo
