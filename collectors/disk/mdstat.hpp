// SPDX-License-Identifier: Apache-2.0
// Linux software RAID, as /proc/mdstat tells it (md(4)).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diag::disk {

struct Array {
    std::string name;   ///< "md0"
    std::string level;  ///< "raid1"; empty when inactive
    bool active = false;
    bool read_only = false;            ///< "(read-only)", not "(auto-read-only)" which is normal
    int wanted = 0;                    ///< disks it is made of; 0 when it has no redundancy
    int present = 0;                   ///< of those, how many work
    std::string map;                   ///< "U_": which work
    std::vector<std::string> failed;   ///< members marked (F)
    std::vector<std::string> members;  ///< all, spares included
    std::string action;                ///< "recovery", "resync", "check", "reshape"; empty: none
    std::optional<double> percent;     ///< how far the action is; none while it waits
    std::string remaining;             ///< "12.7min" as the kernel estimates it

    bool degraded() const { return present < wanted; }
};

std::vector<Array> parse_mdstat(std::string_view text);

}  // namespace diag::disk
