// SPDX-License-Identifier: Apache-2.0
// What earlier runs read of the counters: one line of JSON a run, and how it is read back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/nfs/cifs_stats.hpp"
#include "collectors/nfs/mountstats.hpp"
#include "platform/clock.hpp"

namespace diag::nfs {

/// One reading.
struct Reading {
    Time time{};
    milliseconds uptime{};
    std::string boot;  ///< counters compare only within one boot
    std::vector<MountCounters> mounts;
    std::optional<CifsStats> cifs;

    const MountCounters* mount_at(std::string_view point) const;
};

/// One line without newline. At most 8 mounts with 40 operations each, so under 32 KiB.
std::string write_reading(const Reading& reading);

/// The lines that can be read, oldest first, those after `now` left out: the clock was set back.
std::vector<Reading> parse_readings(std::string_view text, Time now);

}  // namespace diag::nfs
