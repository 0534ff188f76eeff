// SPDX-License-Identifier: Apache-2.0
// Memory, processors and waiting over the runs that are remembered.
#include "collectors/system/cpu_times.hpp"
#include "collectors/system/review.hpp"

namespace diag::host {
namespace {

std::vector<Snapshot> all_runs(const Review& review) {
    auto runs = review.past();
    if (review.present().time != Time{}) runs.push_back(review.present());
    return runs;
}

/// Adds the chart unless there is nothing to connect.
void draw(Review& review, std::string_view id, std::vector<Series> series,
          std::optional<double> threshold) {
    std::erase_if(series, [](const Series& each) { return each.points.size() < 2; });
    if (series.empty()) return;
    review.judgement().charts.push_back({.id = "system." + std::string(id),
                                         .subject = "",
                                         .unit = "%",
                                         .series = std::move(series),
                                         .forecast = {},
                                         .ceiling = 100,
                                         .threshold = threshold});
}

void draw_memory(Review& review, const std::vector<Snapshot>& runs) {
    Series used{"MemUsed", {}};
    for (const auto& run : runs)
        if (run.memory_total > 0 && run.memory_available <= run.memory_total)
            used.points.emplace_back(run.time, 100 - 100 *
                                                         static_cast<double>(run.memory_available) /
                                                         static_cast<double>(run.memory_total));
    draw(review, "memory", {std::move(used)}, review.limit("memory_used_critical"));
}

void draw_cpu(Review& review, const std::vector<Snapshot>& runs) {
    Series busy{"busy", {}};
    Series iowait{"iowait", {}};
    Series steal{"steal", {}};
    for (std::size_t i = 1; i < runs.size(); ++i) {
        const auto& before = runs[i - 1];
        const auto& after = runs[i];
        if (before.boot == 0 || before.boot != after.boot || !before.cpu || !after.cpu) continue;
        const auto share = share_between(*before.cpu, *after.cpu);
        if (!share) continue;
        busy.points.emplace_back(after.time, share->busy());
        iowait.points.emplace_back(after.time, share->iowait);
        steal.points.emplace_back(after.time, share->steal);
    }
    draw(review, "cpu", {std::move(busy), std::move(iowait), std::move(steal)},
         review.limit("cpu_busy_warning"));
}

void draw_waiting(Review& review, const std::vector<Snapshot>& runs) {
    std::vector<Series> series{{"cpu", {}}, {"memory", {}}, {"io", {}}};
    for (const auto& run : runs) {
        const std::array waits{run.psi_cpu, run.psi_memory, run.psi_io};
        for (std::size_t i = 0; i < waits.size(); ++i)
            if (waits[i]) series[i].points.emplace_back(run.time, *waits[i]);
    }
    draw(review, "psi", std::move(series), std::nullopt);
}

}  // namespace

void draw_charts(Review& review) {
    const auto runs = all_runs(review);
    draw_memory(review, runs);
    draw_cpu(review, runs);
    draw_waiting(review, runs);
}

}  // namespace diag::host
