// SPDX-License-Identifier: Apache-2.0
// What this collector remembers of each run: one line of JSON of some 400 bytes.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/system/cpu_times.hpp"

namespace diag::host {

struct Snapshot {
    Time time{};
    std::uint32_t boot = 0;  ///< a digest of the boot id, 0 when not known: equal within one boot
    std::int64_t boot_time = 0;  ///< seconds since 1970 as the kernel reckons; 0 when not known
    std::optional<CpuTimes> cpu;
    std::uint64_t memory_total = 0;
    std::uint64_t memory_available = 0;
    std::uint64_t swap_used = 0;
    std::uint64_t pages_in = 0;  ///< from swap, since boot
    std::uint64_t pages_out = 0;
    std::optional<std::uint64_t> oom_kills;  ///< since boot; kernels before 4.13 do not count
    std::optional<double> psi_cpu;           ///< some, avg300
    std::optional<double> psi_memory;
    std::optional<double> psi_io;
    double load = 0;  ///< over five minutes
};

/// From what gather has just read (items stat, meminfo, vmstat, psi:*, loadavg, boot_id).
Snapshot snapshot_of(const Evidence& seen, Time now);

std::string to_line(const Snapshot& snapshot);

/// The last `most` lines that hold a snapshot, oldest first. Broken lines are left out.
std::vector<Snapshot> snapshots_of(std::string_view lines, std::size_t most);

}  // namespace diag::host
