// SPDX-License-Identifier: Apache-2.0
// Is there memory left? MemAvailable says, not MemFree: a cache gives way when asked.
#include <algorithm>

#include "collectors/system/counters.hpp"
#include "collectors/system/process_table.hpp"
#include "collectors/system/review.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr double mega = 1e6;
constexpr double mebi = 1048576;

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string largest_text(const Review& review) {
    const auto processes = review.processes("processes");
    if (!processes) return {};
    std::string text;
    for (const auto& taker : largest(*processes, 5))
        text += (text.empty() ? "" : ", ") + taker.name + ' ' + bytes_text(taker.resident_bytes);
    return text;
}

void judge_room(Review& review, const Memory& memory) {
    const auto top = largest_text(review);
    review.fact("top_memory", top);
    const auto used = 100 - share(memory.available, memory.total);
    const auto available = static_cast<double>(memory.available);
    Parameters parameters{{"available", bytes_text(memory.available)},
                          {"total", bytes_text(memory.total)},
                          {"percent", fixed(used, 0)},
                          {"top", top.empty() ? "?" : top}};
    const std::vector<std::string> rests_on{"meminfo", "processes"};
    if (available < review.limit("memory_free_critical") * mega)
        return review.find("memory_exhausted", Severity::critical, parameters, rests_on);
    if (used < review.limit("memory_used_warning")) return;
    const bool plenty = available >= review.limit("memory_plenty") * mebi;
    const bool critical = used >= review.limit("memory_used_critical") && !plenty;
    review.find("memory_low", critical ? Severity::critical : Severity::warning, parameters,
                rests_on);
}

void judge_installed(Review& review, const Memory& memory) {
    review.fact("memory", bytes_text(memory.total) + ", " + bytes_text(memory.available) +
                              (memory.estimated ? " available (estimated)" : " available"));
    // Firmware and the kernel keep up to a tenth of what is installed.
    const auto least = review.limit("memory_minimum") * 1e9 * 0.9;
    if (static_cast<double>(memory.total) >= least) return;
    review.find("memory_small", Severity::info,
                {{"total", bytes_text(memory.total)},
                 {"minimum", fixed(review.limit("memory_minimum"), 0) + " GB"}},
                {"meminfo"});
}

void judge_promises(Review& review, const Memory& memory) {
    const auto idle = share(memory.huge_free, memory.total);
    if (idle >= review.limit("huge_pages_idle_warning"))
        review.find("huge_pages_idle", Severity::warning,
                    {{"idle", bytes_text(memory.huge_free)}, {"percent", fixed(idle, 0)}},
                    {"meminfo"});
    const auto mode = review.text("overcommit_memory");
    const auto committed = share(memory.committed, memory.commit_limit);
    if (mode && trimmed(*mode) == "2" && committed >= review.limit("commit_warning"))
        review.find("commit_limit", Severity::warning,
                    {{"committed", bytes_text(memory.committed)},
                     {"limit", bytes_text(memory.commit_limit)},
                     {"percent", fixed(committed, 0)}},
                    {"meminfo", "overcommit_memory"});
}

/// Bytes a second that went in and came out of swap between the two readings.
struct SwapRate {
    double in = 0;
    double out = 0;
};

std::optional<SwapRate> swap_rate(const Review& review) {
    const auto text = review.text("vmstat");
    if (!text) return std::nullopt;
    const auto after = counters_of(*text);
    std::uint64_t in = 0;
    std::uint64_t out = 0;
    milliseconds span{0};
    if (const auto before = review.text("vmstat:before")) {
        const auto earlier = counters_of(*before);
        in = count(earlier, "pswpin");
        out = count(earlier, "pswpout");
        const auto interval = review.text("interval");
        span = milliseconds{interval ? integer(*interval).value_or(0) : 0};
    } else if (const auto* past = review.before()) {
        in = past->pages_in;
        out = past->pages_out;
        span = review.now() - past->time;
    }
    if (span.count() <= 0) return std::nullopt;
    const auto rate = [&](std::uint64_t from, std::string_view name) {
        return static_cast<double>(advanced(from, count(after, name))) * 4096 * 1000 /
               static_cast<double>(span.count());
    };
    return SwapRate{rate(in, "pswpin"), rate(out, "pswpout")};
}

void judge_swap(Review& review, const Memory& memory) {
    const auto used = memory.swap_total - memory.swap_free;
    review.fact("swap", memory.swap_total == 0
                            ? "-"
                            : bytes_text(used) + " / " + bytes_text(memory.swap_total));
    const auto percent = share(used, memory.swap_total);
    if (percent >= review.limit("swap_used_warning"))
        review.find("swap_full", Severity::warning,
                    {{"used", bytes_text(used)},
                     {"total", bytes_text(memory.swap_total)},
                     {"percent", fixed(percent, 0)}},
                    {"meminfo", "swaps"});
    const auto rate = swap_rate(review);
    // Both ways: memory is too small for what is used. One way is a single clean-up.
    const auto floor = review.limit("swap_rate_warning") * mebi;
    if (!rate || rate->in + rate->out < floor || rate->in < floor / 10 || rate->out < floor / 10)
        return;
    review.find("swapping", Severity::warning,
                {{"in", bytes_text(static_cast<std::uint64_t>(rate->in)) + "/s"},
                 {"out", bytes_text(static_cast<std::uint64_t>(rate->out)) + "/s"}},
                {"vmstat:before", "vmstat"});
}

void judge_pressure(Review& review) {
    const auto memory = review.text("psi:memory");
    if (const auto pressure = memory ? pressure_of(*memory) : std::nullopt) {
        const auto full = pressure->full.value_or(Stall{}).avg60;
        const bool critical = full >= review.limit("psi_memory_critical");
        if (critical || pressure->some.avg60 >= review.limit("psi_memory_warning"))
            review.find("memory_pressure", critical ? Severity::critical : Severity::warning,
                        {{"some", fixed(pressure->some.avg60, 0)}, {"full", fixed(full, 0)}},
                        {"psi:memory"});
    }
    const auto disks = review.text("psi:io");
    if (const auto pressure = disks ? pressure_of(*disks) : std::nullopt) {
        const auto full = pressure->full.value_or(Stall{}).avg300;
        if (full >= review.limit("psi_io_warning"))
            review.find("io_pressure", Severity::warning,
                        {{"full", fixed(full, 0)}, {"some", fixed(pressure->some.avg300, 0)}},
                        {"psi:io"});
    }
}

/// MongoDB before 8.0 wants them off (its production notes).
void judge_huge_pages(Review& review) {
    const auto mode = review.text("transparent_hugepage");
    const auto rows = review.text("processes");
    if (!mode || !rows || mode->find("[always]") == std::string_view::npos) return;
    const auto processes = processes_of(*rows);
    const bool database = std::any_of(processes.begin(), processes.end(),
                                      [](const Process& each) { return each.name == "mongod"; });
    if (database)
        review.find("thp_always", Severity::info, {}, {"transparent_hugepage", "processes"});
}

}  // namespace

void judge_memory(Review& review) {
    const auto meminfo = review.text("meminfo");
    if (const auto memory = meminfo ? memory_of(*meminfo) : std::nullopt) {
        judge_installed(review, *memory);
        judge_room(review, *memory);
        judge_promises(review, *memory);
        judge_swap(review, *memory);
    }
    judge_pressure(review);
    judge_huge_pages(review);
}

}  // namespace diag::host
