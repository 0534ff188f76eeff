// SPDX-License-Identifier: Apache-2.0
// The disk a backup lay on: a backup is not gone because its disk is not mounted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "platform/json.hpp"

namespace diag::upgrade {

struct Disk {
    std::string mount;         ///< where it was mounted; "/": on the system's own disk
    std::uint64_t device = 0;  ///< as stat(2) numbers it; of network shares another at each mount
    std::uint64_t file_system = 0;  ///< as statvfs(3) names it, 0: not known; of ext4 and btrfs it
                                    ///< outlives a boot, of others it may follow the device
};

/// Of the directory that holds `path`; nothing where there is none. May block as its mount does.
std::optional<Disk> disk_of(const std::string& path);

/// Whether what lay on a disk may be there still, as that is not mounted now: nothing is mounted
/// where it was, or another disk is. May block as its mount does. By the number of the device
/// alone, where the file system has no lasting name, a disk that was numbered anew at boot is
/// another one, and one that got its number is taken for it.
bool may_be_unmounted(const Disk& then);

/// What to say of it.
inline constexpr std::string_view not_reachable = "not reachable (its disk may be unmounted)";

json::value to_json(const Disk& disk);
std::optional<Disk> disk_from(const json::value& document);

}  // namespace diag::upgrade
