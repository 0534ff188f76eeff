// SPDX-License-Identifier: Apache-2.0
// The restore in a process that can be left behind: the backup may lie on a mount whose server goes
// away, and libmongoc waits for as long as it was told.
#pragma once

#include <functional>
#include <string>

#include "agent/rehearsal/plan.hpp"
#include "agent/rehearsal/report.hpp"

namespace diag::rehearsal {

struct Task {
    std::string path;    ///< the backup
    std::string socket;  ///< of the scratch database
    std::string data;    ///< its dbpath
    Bounds bounds;
};

struct Watching {
    /// Told ten times a second at most: what is done, and of reading, how far it is.
    std::function<void(const std::string& stage, std::uint64_t read, std::uint64_t of)> passed;
    /// Asked at least four times a second.
    std::function<bool()> given_up;
};

/// Restores and compares. Fails as ScratchDatabase does, with refused when given up, bug when the
/// process died of it.
Result<Report> restore_from_child(const Task& task, const backup::Contents& known,
                                  const Watching& watching);

}  // namespace diag::rehearsal
