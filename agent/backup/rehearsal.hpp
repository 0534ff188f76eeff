// SPDX-License-Identifier: Apache-2.0
// L5: restored into a scratch database, counted, validated.
//
// A seam only: agent/rehearsal restores, into the site's own mongod.
#pragma once

#include "agent/backup/ladder.hpp"

namespace diag::backup {

/// Whoever can restore a backup to try it.
class Rehearsal {
public:
    virtual ~Rehearsal() = default;
    /// Level::restorable: restores `path` into a scratch database and compares with `contents`.
    virtual Rung restore(const std::string& path, const Contents& contents) = 0;
};

}  // namespace diag::backup
