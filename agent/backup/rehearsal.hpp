// SPDX-License-Identifier: Apache-2.0
// L5: restored into a scratch database, counted, validated. L6: do records and images agree?
//
// Seams only. agent/rehearsal restores, into the site's own mongod; how SAFR's event records name
// their images is not documented.
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

/// Whoever can tell which images a record refers to.
class CrossCheck {
public:
    virtual ~CrossCheck() = default;
    /// Level::consistent: whether a sample of the records' images is in the backup.
    virtual Rung compare(const std::string& path, const Contents& contents) = 0;
};

/// Says that it cannot be told here, and why.
CrossCheck& no_cross_check();

}  // namespace diag::backup
