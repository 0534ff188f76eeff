// SPDX-License-Identifier: Apache-2.0
// What earlier runs measured: one line of JSON a run, and how it is read back.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/disk/diskstats.hpp"
#include "platform/clock.hpp"

namespace diag::disk {

/// How full a file system was, in bytes and inodes.
struct Fill {
    std::uint64_t used = 0;
    std::uint64_t capacity = 0;  ///< used and available: what is kept for root is not counted
    std::uint64_t inodes_used = 0;
    std::uint64_t inodes = 0;  ///< 0: no fixed number
};

/// One run.
struct Moment {
    Time time{};
    milliseconds uptime{};
    std::string boot;  ///< changes with every boot; counters compare only within one
    std::map<std::string, Fill, std::less<>> fills;     ///< by mount point
    std::map<std::string, Totals, std::less<>> totals;  ///< by device
    std::map<std::string, std::uint64_t, std::less<>>
        lost_sectors;  ///< attributes 197 + 198, by device
};

/// One line without newline. At most 64 mounts and 64 devices, so under 16 KiB.
std::string write_moment(const Moment& moment);

/// The lines that can be read, oldest first, those after `now` left out: the clock was set back.
std::vector<Moment> parse_history(std::string_view text, Time now);

}  // namespace diag::disk
