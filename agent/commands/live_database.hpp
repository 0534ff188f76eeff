// SPDX-License-Identifier: Apache-2.0
// The site's database as what a backup is compared with (L4).
#pragma once

#include "agent/backup/ladder.hpp"
#include "collectors/mongo/holdings.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// What a backup must hold to cover such a database. Tolerance in percent, see Expected.
backup::Expected expected_from(const mongo::Holdings& holdings, double tolerance);

/// Asks the database of this site, once the backup was read, as configuration and discovery tell,
/// unless something is expected already, the level is below L4 or --no-live is given. Fills
/// Climb::expected, or says in Climb::not_compared why not. Takes at most about 12 s.
void expect_live(const Invocation& invocation, backup::Level level, backup::Climb& climb);

}  // namespace diag::commands
