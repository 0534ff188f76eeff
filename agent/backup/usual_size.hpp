// SPDX-License-Identifier: Apache-2.0
// What the rule of collectors/usual_size.hpp says of a backup, in the words of L1.
#pragma once

#include "agent/backup/ladder.hpp"

namespace diag::backup {

/// Tells it in the rung: fails where the size differs from those of its kind, and is not told where
/// it may lie among backups of other kinds.
void see_size(const Climb& climb, Rung& rung);

}  // namespace diag::backup
