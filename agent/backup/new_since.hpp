// SPDX-License-Identifier: Apache-2.0
// Is a collection that a backup lacks newer than it?
//
// A server keeps no time at which a collection was made. What tells is the time in the ObjectId of
// its oldest document, and a name that carries a date where others of its kind do. A backup whose
// every document came later could not have held it, whenever it was made.
#pragma once

#include "agent/backup/ladder.hpp"

namespace diag::backup {

struct Made {
    enum class When { since, before, not_told };
    When when = When::not_told;
    std::string by;  ///< what tells so, as an end of a sentence; empty: nothing does
};

/// By its oldest document where that is known, two minutes of difference between clocks aside; else
/// by a date in its name that is after the backup in every time zone, where the backup holds at
/// least two collections whose names differ from it by their numbers alone.
Made made(const Namespace& name, const Climb& climb, const Expected& expected);

/// The collection of a backup, documents and all, or nullptr. Files that lie in no folder are of a
/// database that is not told.
const Collection* held_in(const Contents& contents, const Namespace& name);

}  // namespace diag::backup
