// SPDX-License-Identifier: Apache-2.0
// Are there enough processors, and does somebody else take their time?
#include <algorithm>

#include "collectors/system/counters.hpp"
#include "collectors/system/cpu_times.hpp"
#include "collectors/system/machine.hpp"
#include "collectors/system/process_table.hpp"
#include "collectors/system/review.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

// In less a tick of 10 ms more or less decides the share.
constexpr milliseconds shortest_window{200};
// What a brief run sees in less is a moment, and a moment is no trouble (health checks 6.4: shares
// of processors and disks count over 5 min).
constexpr milliseconds longest_moment = std::chrono::minutes{5};

/// Two readings and the shares between them.
struct Sample {
    ProcStat after;
    std::optional<ProcStat> before;  ///< none when an earlier run stands in for it
    CpuShare share;
    milliseconds span{0};
    std::vector<std::string> rests_on;
};

std::optional<Sample> sample_of(const Review& review) {
    const auto text = review.text("stat");
    const auto after = text ? proc_stat_of(*text) : std::nullopt;
    if (!after) return std::nullopt;
    Sample sample{.after = *after, .before = {}, .share = {}};
    std::optional<CpuShare> share;
    if (const auto earlier = review.text("stat:before")) {
        sample.before = proc_stat_of(*earlier);
        if (sample.before) share = share_between(sample.before->total, after->total);
        const auto span = review.text("interval");
        sample.span = milliseconds{span ? integer(*span).value_or(0) : 0};
        sample.rests_on = {"stat:before", "stat"};
    } else if (const auto* past = review.before(); past && past->cpu) {
        share = share_between(*past->cpu, after->total);
        sample.span = review.now() - past->time;
        sample.rests_on = {"past", "stat"};
    }
    if (!share || sample.span < shortest_window) return std::nullopt;
    sample.share = *share;
    return sample;
}

/// "java 61 %, mongod 9 %": of all processors together.
std::string busiest_text(const Review& review, const Sample& sample) {
    const auto before = review.processes("processes:before");
    const auto after = review.processes("processes");
    if (!before || !after || sample.span.count() <= 0) return {};
    const auto cpus = std::max<std::size_t>(sample.after.cpus.size(), 1);
    const auto ticks = static_cast<double>(sample.span.count()) / 10 * static_cast<double>(cpus);
    std::string text;
    for (const auto& taker : busiest(*before, *after, 5)) {
        const auto percent = std::min(100.0, 100 * taker.cpu_ticks / ticks);
        if (percent < 1) break;
        text += (text.empty() ? "" : ", ") + taker.name + ' ' + fixed(percent, 0) + " %";
    }
    return text;
}

std::optional<Load> load_in(const Review& review) {
    const auto text = review.text("loadavg");
    return text ? load_of(*text) : std::nullopt;
}

Severity severity_over(const Review& review, milliseconds span) {
    return review.brief() && span < longest_moment ? Severity::info : Severity::warning;
}

/// A burst is no shortage: busy counts when the run queue has been as long as processors are many.
void judge_busy(Review& review, const Sample& sample) {
    const auto top = busiest_text(review, sample);
    review.fact("cpu_use", fixed(100 - sample.share.idle - sample.share.iowait, 0) + " %");
    review.fact("top_cpu", top);
    const auto load = load_in(review);
    const auto cpus = static_cast<double>(std::max<std::size_t>(sample.after.cpus.size(), 1));
    const bool queued = load && load->one >= 0.8 * cpus;
    const auto busy = sample.share.busy();
    if (!queued || busy < review.limit("cpu_busy_warning")) return;
    auto rests_on = sample.rests_on;
    rests_on.emplace_back("processes");
    review.find("cpu_busy", severity_over(review, sample.span),
                {{"percent", fixed(busy, 0)},
                 {"span", span_text(sample.span)},
                 {"load", fixed(load->one, 1)},
                 {"top", top.empty() ? "-" : top}},
                std::move(rests_on));
}

void judge_share(Review& review, const Sample& sample, std::string_view id, double percent) {
    // Fewer than 100 ticks make a percentage of chance.
    const auto ticks = static_cast<std::size_t>(sample.span.count()) / 10 *
                       std::max<std::size_t>(sample.after.cpus.size(), 1);
    if (ticks < 100 || percent < review.limit(std::string(id) + "_warning")) return;
    review.find(id, severity_over(review, sample.span),
                {{"percent", fixed(percent, 0)}, {"span", span_text(sample.span)}},
                sample.rests_on);
}

/// All packets of one network queue are handled by one processor; it is full before the others
/// work.
void judge_softirq(Review& review, const Sample& sample) {
    if (!sample.before || sample.span < milliseconds{1000}) return;
    for (const auto& [number, after] : sample.after.cpus) {
        const auto before =
            std::find_if(sample.before->cpus.begin(), sample.before->cpus.end(),
                         [n = number](const auto& each) { return each.first == n; });
        if (before == sample.before->cpus.end()) continue;
        const auto share = share_between(before->second, after);
        const auto percent = share ? share->softirq + share->irq : 0;
        if (percent < review.limit("cpu_softirq_warning")) continue;
        review.find("cpu_softirq", Severity::warning,
                    {{"cpu", std::to_string(number)}, {"percent", fixed(percent, 0)}},
                    sample.rests_on);
        return;
    }
}

void judge_load(Review& review) {
    const auto load = load_in(review);
    const auto text = review.text("stat");
    const auto stat = text ? proc_stat_of(*text) : std::nullopt;
    if (!load) return;
    review.fact("load",
                fixed(load->one, 2) + " " + fixed(load->five, 2) + " " + fixed(load->fifteen, 2));
    if (!stat || stat->cpus.empty()) return;
    const auto cpus = static_cast<double>(stat->cpus.size());
    // The lesser of the two: it held for a quarter of an hour and holds still.
    const auto held = std::min(load->five, load->fifteen);
    if (held / cpus < review.limit("load_per_core_warning")) return;
    review.find("load_high", Severity::warning,
                {{"load", fixed(held, 1)},
                 {"cpus", std::to_string(stat->cpus.size())},
                 {"per_cpu", fixed(held / cpus, 1)},
                 {"blocked", std::to_string(stat->blocked)}},
                {"loadavg", "stat"});
}

void judge_waiting(Review& review) {
    const auto text = review.text("psi:cpu");
    const auto pressure = text ? pressure_of(*text) : std::nullopt;
    if (!pressure || pressure->some.avg300 < review.limit("psi_cpu_warning")) return;
    review.find("cpu_pressure", Severity::warning, {{"percent", fixed(pressure->some.avg300, 0)}},
                {"psi:cpu"});
}

}  // namespace

void judge_cpu(Review& review) {
    if (const auto sample = sample_of(review)) {
        judge_busy(review, *sample);
        judge_share(review, *sample, "cpu_steal", sample->share.steal);
        judge_share(review, *sample, "cpu_iowait", sample->share.iowait);
        judge_softirq(review, *sample);
    }
    judge_load(review);
    judge_waiting(review);
}

}  // namespace diag::host
