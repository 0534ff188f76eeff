// SPDX-License-Identifier: Apache-2.0
// The kernel's plain counters: /proc/meminfo, /proc/vmstat, /proc/pressure (proc(5), PSI document).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace diag::host {

using Counters = std::map<std::string, std::uint64_t, std::less<>>;

/// Every "name 123" and "name: 123 kB" line, numbers as written; other lines are left out.
Counters counters_of(std::string_view text);

/// `counters`' value of `name`, or 0: kernels differ in what they count.
std::uint64_t count(const Counters& counters, std::string_view name);

/// How far a counter that only grows went. A 32-bit counter that went round once is followed; one
/// that merely stepped back (iowait does, proc(5)) or started anew went nowhere: 0.
std::uint64_t advanced(std::uint64_t before, std::uint64_t after);

/// Memory in bytes.
struct Memory {
    std::uint64_t total = 0;
    std::uint64_t free = 0;
    std::uint64_t available = 0;  ///< what programs can still get without swapping
    bool estimated = false;       ///< the kernel is older than 3.14 and does not say; our reckoning
    std::uint64_t swap_total = 0;
    std::uint64_t swap_free = 0;
    std::uint64_t commit_limit = 0;
    std::uint64_t committed = 0;
    std::uint64_t huge_reserved = 0;  ///< set aside as huge pages
    std::uint64_t huge_free = 0;      ///< of these, unused: lost to everyone else
};

/// From /proc/meminfo; nothing when it names no total.
std::optional<Memory> memory_of(std::string_view meminfo);

/// Share of time, in percent, that tasks stood still for want of a resource.
struct Stall {
    double avg10 = 0;
    double avg60 = 0;
    double avg300 = 0;
};

struct Pressure {
    Stall some;                 ///< at least one task waited
    std::optional<Stall> full;  ///< all did; for the CPU only since Linux 5.13, and then 0
};

/// From a file of /proc/pressure. Kernels before 4.20 have none, others need psi=1 to be booted
/// with.
std::optional<Pressure> pressure_of(std::string_view text);

}  // namespace diag::host
