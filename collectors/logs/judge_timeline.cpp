// SPDX-License-Identifier: Apache-2.0
// Errors over time: the chart, and the minutes that stand out.
#include <algorithm>
#include <map>

#include "collectors/logs/judge.hpp"
#include "platform/units.hpp"

namespace diag::logs {
namespace {

constexpr milliseconds minute{60'000};
/// More points than pixels tell nothing.
constexpr std::int64_t most_points = 480;
constexpr std::size_t most_services = 3;

struct Counts {
    double errors = 0;
    double warnings = 0;
};
using Timeline = std::map<Time, Counts>;

struct Timelines {
    Timeline all;
    std::map<std::string, Timeline> by_service;
    std::map<Time, std::pair<double, std::string>> loudest;  ///< attachment with most errors then
};

std::map<std::string, std::string> services_by_name(const Case& of) {
    std::map<std::string, std::string> services;
    for (const auto& file : of.files()) services[text_or(file, "name")] = text_or(file, "service");
    return services;
}

void add(Timelines& lines, const json::value& attachment, const std::string& service, Time from,
         Time to) {
    const auto name = text_or(attachment, "name");
    for (const auto& step : json::list_at(attachment, "timeline")) {
        const auto time = time_at(step, "time");
        if (!time || *time < from || *time > to) continue;
        const auto start = std::chrono::floor<std::chrono::minutes>(*time);
        const Counts counts{static_cast<double>(natural_at(step, "errors")),
                            static_cast<double>(natural_at(step, "warnings"))};
        for (auto* line : {&lines.all, &lines.by_service[service]}) {
            (*line)[start].errors += counts.errors;
            (*line)[start].warnings += counts.warnings;
        }
        auto& loudest = lines.loudest[start];
        if (loudest.second.empty() || counts.errors > loudest.first)
            loudest = {counts.errors, name};
    }
}

Timelines timelines_of(const Case& of) {
    Timelines lines;
    const auto* passed = of.passed.if_array();
    if (!passed) return lines;
    const auto services = services_by_name(of);
    const auto from = time_at(of.tree, "since").value_or(Time{});
    const auto to = of.now ? *of.now + std::chrono::hours{1} : Time::max();
    for (const auto& each : *passed) {
        const auto service = services.find(text_or(each, "name"));
        add(lines, each, service == services.end() ? "system" : service->second, from - minute, to);
    }
    return lines;
}

/// The value of every step from first to last; steps that no line fell into are 0.
Series series_of(std::string name, const Timeline& line, double Counts::*field, Time first,
                 Time last, milliseconds step) {
    Series series{std::move(name), {}};
    for (auto at = first; at <= last; at += step) series.points.emplace_back(at, 0.0);
    for (const auto& [time, counts] : line)
        series.points[static_cast<std::size_t>((time - first) / step)].second += counts.*field;
    return series;
}

double errors_in(const Timeline& line) {
    double sum = 0;
    for (const auto& [time, counts] : line) sum += counts.errors;
    return sum;
}

void draw(const Timelines& lines, Judgement& judgement) {
    const auto first = lines.all.begin()->first;
    const auto last = lines.all.rbegin()->first;
    const auto step = minute * ((last - first) / minute / most_points + 1);
    Chart chart;
    chart.id = "logs.errors";
    chart.subject = duration_text(step);  // "lines per 15m": the title leads up to it
    chart.unit = "lines";
    chart.series.push_back(series_of("ERROR", lines.all, &Counts::errors, first, last, step));
    chart.series.push_back(series_of("WARN", lines.all, &Counts::warnings, first, last, step));
    std::vector<std::pair<double, std::string>> ranked;
    for (const auto& [service, line] : lines.by_service)
        if (const auto errors = errors_in(line); errors > 0) ranked.emplace_back(-errors, service);
    std::sort(ranked.begin(), ranked.end());
    if (ranked.size() > most_services) ranked.resize(most_services);
    if (lines.by_service.size() > 1)
        for (const auto& [errors, service] : ranked)
            chart.series.push_back(series_of("ERROR " + service, lines.by_service.at(service),
                                             &Counts::errors, first, last, step));
    judgement.charts.push_back(std::move(chart));
}

/// Of all minutes from first to last, the silent ones included.
double median_errors(const Timeline& line) {
    const auto minutes =
        static_cast<std::size_t>((line.rbegin()->first - line.begin()->first) / minute) + 1;
    std::vector<double> loud;
    for (const auto& [time, counts] : line)
        if (counts.errors > 0) loud.push_back(counts.errors);
    std::sort(loud.begin(), loud.end());
    const auto middle = minutes / 2;
    const auto silent = minutes - std::min(minutes, loud.size());
    return middle < silent ? 0 : loud[std::min(middle - silent, loud.size() - 1)];
}

void judge_bursts(const Case& of, const Timelines& lines, Judgement& judgement) {
    const auto median = median_errors(lines.all);
    const auto bound =
        std::max(of.bound("logs.burst_errors"), median * of.bound("logs.burst_factor"));
    std::size_t bursts = 0;
    auto worst = lines.all.end();
    for (auto at = lines.all.begin(); at != lines.all.end(); ++at) {
        if (at->second.errors <= bound) continue;
        ++bursts;
        if (worst == lines.all.end() || at->second.errors > worst->second.errors) worst = at;
    }
    if (worst == lines.all.end()) return;
    const auto& where = lines.loudest.at(worst->first).second;
    judgement.findings.push_back(
        {"logs.error_burst",
         Severity::warning,
         {{"time", to_text(worst->first)},
          {"errors", std::to_string(static_cast<std::uint64_t>(worst->second.errors))},
          {"median", std::to_string(static_cast<std::uint64_t>(median))},
          {"minutes", std::to_string(bursts)},
          {"where", where}},
         {"passed", where}});
}

}  // namespace

void judge_timeline(const Case& of, Judgement& judgement) {
    const auto lines = timelines_of(of);
    if (lines.all.empty()) return;
    draw(lines, judgement);
    judge_bursts(of, lines, judgement);
}

}  // namespace diag::logs
