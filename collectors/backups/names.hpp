// SPDX-License-Identifier: Apache-2.0
// What a backup is called (safr-facts 4.1): SAFR-backup-YYYYMMDD-HHMMSS.tgz, and what mongodump
// writes.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "platform/clock.hpp"

namespace diag::backups {

/// When a backup of this name was begun, where it tells. Names tell local time: `utc_offset` is
/// what that is ahead of UTC.
std::optional<Time> time_in_name(std::string_view name, std::chrono::seconds utc_offset);

/// "SAFR", "mongodump archive", "mongodump directory"; empty for what is no backup by its name.
std::string kind_of(std::string_view name, bool directory);

}  // namespace diag::backups
