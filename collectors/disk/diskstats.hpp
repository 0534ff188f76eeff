// SPDX-License-Identifier: Apache-2.0
// How busy and how slow the disks were between two readings of /proc/diskstats.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/clock.hpp"

namespace diag::disk {

/// Totals of one block device since it appeared (kernel Documentation/admin-guide/iostats.rst).
struct Totals {
    std::uint64_t reads = 0;     ///< completed
    std::uint64_t read_ms = 0;   ///< summed over all reads
    std::uint64_t writes = 0;    ///< completed
    std::uint64_t write_ms = 0;  ///< summed over all writes
    std::uint64_t busy_ms = 0;   ///< while at least one request was in flight
};

/// By device name. Lines that are not as the kernel writes them are left out.
std::map<std::string, Totals, std::less<>> parse_diskstats(std::string_view text);

/// What happened between two readings.
struct Load {
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    double read_ms = 0;   ///< average per read, queueing included; 0 when there was none
    double write_ms = 0;  ///< average per write
    double busy = 0;      ///< share of the time with a request in flight, 0 to 100 %
    milliseconds span{};  ///< between the readings

    std::uint64_t operations() const { return reads + writes; }
    /// Average over reads and writes.
    double average_ms() const;
};

/// Nothing when the counters went back (the device was replaced) or no time went by. The
/// millisecond counters are 32 bits wide and wrap.
std::optional<Load> load_between(const Totals& before, const Totals& after, milliseconds span);

}  // namespace diag::disk
