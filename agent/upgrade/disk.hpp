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
};

/// Of the directory that holds `path`; nothing where there is none. May block as its mount does.
std::optional<Disk> disk_of(const std::string& path);

/// Whether what lay at `path` may be there still, on a disk that is not mounted now: nothing is
/// mounted where it was, or another disk is. May block as its mount does.
bool may_be_unmounted(const Disk& then, const std::string& path);

/// What to say of it.
inline constexpr std::string_view not_reachable = "not reachable (its disk may be unmounted)";

json::value to_json(const Disk& disk);
std::optional<Disk> disk_from(const json::value& document);

}  // namespace diag::upgrade
