// SPDX-License-Identifier: Apache-2.0
// Who makes backups here, and so where they may be.
#pragma once

#include <string>
#include <vector>

#include "collectors/backups/schedules.hpp"
#include "collectors/collector.hpp"

namespace diag::backups {

/// Looks through cron and systemd and the scripts that they run; gives schedule.<n>, output.<n>
/// and cron_log.
std::vector<Scheduled> give_schedules(World& world, Sink& sink);

/// A directory to look in.
struct Sought {
    std::string path;
    std::string source;  ///< who says so
};

/// Where SAFR and the configuration put them, and where schedules do; none twice.
std::vector<Sought> places_of(const Scope& scope, const std::vector<Scheduled>& schedules);

}  // namespace diag::backups
