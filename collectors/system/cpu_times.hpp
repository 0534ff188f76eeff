// SPDX-License-Identifier: Apache-2.0
// Where the processors' time goes: two readings of /proc/stat (proc(5)).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace diag::host {

/// Ticks of 10 ms since boot. Time of guests is within user and nice.
struct CpuTimes {
    std::uint64_t user = 0;
    std::uint64_t nice = 0;
    std::uint64_t system = 0;
    std::uint64_t idle = 0;
    std::uint64_t iowait = 0;
    std::uint64_t irq = 0;
    std::uint64_t softirq = 0;
    std::uint64_t steal = 0;
};

struct ProcStat {
    CpuTimes total;
    std::vector<std::pair<unsigned, CpuTimes>> cpus;  ///< by number; some may be offline
    std::optional<std::int64_t> boot_time;  ///< seconds since 1970; moves when the clock is set
    std::uint64_t running = 0;
    std::uint64_t blocked = 0;  ///< processes waiting for I/O
};

/// From /proc/stat; nothing without its first line. Kernels before 2.6.11 lack steal: 0.
std::optional<ProcStat> proc_stat_of(std::string_view text);

/// Shares of the time between two readings, in percent; together 100.
struct CpuShare {
    double user = 0;
    double nice = 0;  ///< work that gives way to all other, as ours does
    double system = 0;
    double idle = 0;
    double iowait = 0;
    double irq = 0;
    double softirq = 0;
    double steal = 0;  ///< what the hypervisor gave to others

    /// What other work cannot have: neither idle, nor waiting, nor nice.
    double busy() const { return user + system + irq + softirq + steal; }
};

/// Nothing when no time has passed between the readings.
std::optional<CpuShare> share_between(const CpuTimes& before, const CpuTimes& after);

}  // namespace diag::host
