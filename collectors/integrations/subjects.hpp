// SPDX-License-Identifier: Apache-2.0
// Whom the lines of sync.log are about: what belongs to which outside system, and what may belong
// to any of several.
#pragma once

#include <string>
#include <vector>

#include "collectors/integrations/picture.hpp"

namespace diag::integrations {

/// Syncs with one outside system, with one whose address is not known, or with one of several that
/// the lines do not tell apart.
struct Subject {
    std::string title;
    std::string server = "-";
    std::string host = "-";
    std::string product;
    bool is_known = false;       ///< the site or the log told where it is
    bool is_configured = false;  ///< the site did
    /// One of several of its product, of which there are lines that name no host.
    bool is_doubtful = false;
    bool is_shared = false;  ///< those lines: it stands for all of them
    Outside outside = Outside::unknown;
    Syncs syncs;
    std::optional<Time> at_best;  ///< the last success that may have been its own
};

/// One for each system that persons come from, its ports taken together; then what else the log
/// tells of: a directory, a system that nobody told the address of, lines that may be of any of
/// several. Needs `picture.log`.
std::vector<Subject> subjects_of(const Picture& picture);

/// Whether persons come from the system that was visited.
bool is_syncing(const Visit& visit);

}  // namespace diag::integrations
