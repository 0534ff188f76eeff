// SPDX-License-Identifier: Apache-2.0
// Is a backup as large as those before it that hold the same parts?
#pragma once

#include "agent/backup/ladder.hpp"

namespace diag::backup {

/// Compares with the median of the newest earlier ones and tells it in the rung. Those that are
/// known to hold other parts are left out, and where none is left nothing is told. Nor is it where
/// the size differs, nobody knows what the others hold, and some of them are as large as this one:
/// then two kinds may lie in one place.
void see_size(const Climb& climb, Rung& rung);

}  // namespace diag::backup
