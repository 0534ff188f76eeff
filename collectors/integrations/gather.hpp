// SPDX-License-Identifier: Apache-2.0
// Reads what SAFR wrote down of its syncs, and asks the outside systems whether they are there.
#pragma once

#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/integrations/carry_asio.hpp"
#include "collectors/integrations/sync_log.hpp"

namespace diag::integrations {

void gather(World& world, Sink& sink);

/// Which logs to read, the oldest first: the two newest in cv-event/logs that are called sync...log
/// and are no archives. Fails as the likeliest folder did.
Result<std::vector<std::string>> sync_logs(const Scope& scope, Paths& paths);

/// Those of the configuration, then those that the log names and the configuration does not.
std::vector<System> systems_of(const IntegrationSettings& settings, const SyncLog* log);

/// Looks up the names and visits every port of every system. `authorities` are PEM; `patience` is
/// for a step.
std::vector<Visit> visit_systems(const std::vector<System>& systems, std::string_view authorities,
                                 milliseconds patience);

}  // namespace diag::integrations
