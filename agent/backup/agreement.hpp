// SPDX-License-Identifier: Apache-2.0
// L6: are the images that records refer to in the backup?
#pragma once

#include "agent/backup/ladder.hpp"

namespace diag::backup {

/// A field whose values are names of objects by at least this share, in percent, refers to them.
/// Our proposal: values that mean something else meet names of objects by chance only, and where
/// most are names of objects the others were meant as such.
inline constexpr double referring_share = 50;

/// Level::consistent, of a pass that asked for references. Pure. Not told where nothing is known of
/// how records name images.
Rung consistent(const Contents& contents);

}  // namespace diag::backup
