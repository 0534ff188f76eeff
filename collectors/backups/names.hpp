// SPDX-License-Identifier: Apache-2.0
// What a backup is called (safr-facts 4.1): SAFR-backup-YYYYMMDD-HHMMSS.tgz, and what mongodump
// writes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collectors/backups/zone.hpp"
#include "platform/clock.hpp"

namespace diag::backups {

/// When a backup of this name was begun, where it tells. Names tell local time; of two moments that
/// one may mean it is the later before the file was written last.
std::optional<Time> time_in_name(std::string_view name, const Zone& zone, Time written);

/// "SAFR", "mongodump archive", "mongodump directory"; empty for what is no backup by its name.
std::string kind_of(std::string_view name, bool directory);

}  // namespace diag::backups
