// SPDX-License-Identifier: Apache-2.0
// Does a backup hold what it should?
//
// A list says what must be there. A database says what is there now, a while after the backup, so
// that more is no fault of the backup's, nor is something new; but what grew beyond all bounds, and
// what is gone whole, is.
#pragma once

#include "agent/backup/ladder.hpp"

namespace diag::backup {

/// "event.events"; the collection alone where the backup does not tell its database.
std::string full_name(const Namespace& name);

/// Compares and tells what differs, the worst first and not all of many. The rung fails by what is
/// missing, is not told by what is missing but may be newer than the backup, and holds where what
/// is missing is newer (new_since.hpp). Says in Rung::not_compared what was not compared, and why.
void compare(const Climb& climb, const Expected& expected, Rung& rung);

/// Whether it has the configuration files that this server has, by their names.
void compare_configuration(const Climb& climb, Rung& rung);

}  // namespace diag::backup
