// SPDX-License-Identifier: Apache-2.0
// What a drive says of its own health: the JSON of smartctl(8) for ATA, NVMe and SCSI drives.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace diag::disk {

struct Smart {
    std::string model;
    std::string serial;
    std::optional<bool> passed;  ///< the drive's own verdict; none when it gives none
    bool standby = false;        ///< asleep, and left so
    std::string refusal;         ///< why there is no answer, in smartctl's words; empty: there is
    bool denied = false;         ///< ... and the reason is that we are not root

    /// ATA counters of trouble, by attribute id: 5, 187, 188, 197, 198.
    std::map<int, std::uint64_t> troubles;
    std::optional<double> temperature;  ///< C
    std::optional<double> trip;         ///< C, at which the drive itself raises an alarm
    std::optional<std::int64_t> hours;  ///< powered on

    unsigned nvme_warning = 0;  ///< bits of NVMe's critical_warning
    std::uint64_t media_errors = 0;
    std::optional<double> spare;        ///< % of spare blocks left
    std::optional<double> spare_limit;  ///< %, below which the drive calls it critical
    std::optional<double> used;         ///< % of the rated endurance; may pass 100
};

/// Fails with malformed when `text` is not a JSON object as smartctl writes it.
Result<Smart> parse_smart(std::string_view text);

/// A drive behind a RAID controller, found by "smartctl --scan".
struct HiddenDrive {
    std::string device;  ///< "/dev/bus/0"
    std::string type;    ///< "megaraid,4"
};

/// Those that need their type named; plain drives are found in /sys/block.
std::vector<HiddenDrive> parse_scan(std::string_view text);

}  // namespace diag::disk
