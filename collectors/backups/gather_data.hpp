// SPDX-License-Identifier: Apache-2.0
// Where the data lies that a backup is of, and how much of it there is.
#pragma once

#include "collectors/collector.hpp"

namespace diag::backups {

/// Gives mountinfo, data.<id>, space.<id>, usage.<id> and images (gather.hpp). Asks nothing past
/// `deadline`, an uptime.
void give_data(World& world, Sink& sink, milliseconds deadline);

}  // namespace diag::backups
