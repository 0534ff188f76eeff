// SPDX-License-Identifier: Apache-2.0
// What opened bundles and the desk's book tell about how far clocks are apart.
#pragma once

#include <string>
#include <vector>

#include "agent/report/joint.hpp"
#include "desk/commands/opened.hpp"
#include "desk/commands/receipts.hpp"

namespace diag::desk {

/// Bounds for report::correlate(), the most believed first:
///
/// receipt  a bundle is signed before it arrives, and what runs for a request runs after it was
///          made. Nothing but the order of events is assumed.
/// mongo    each agent reads the clocks of all members of its replica set, within half the time
///          that the answer took. Members are told apart by their place in the set's configuration,
///          which is the same for all; their names are not.
/// hello    the clock an agent told when it came to the desk, which is on the way for two seconds
///          at most. It may have been set since.
/// daemon   a time daemon that follows a server keeps within its offset and the greatest distance
///          it would still follow one at.
std::vector<report::ClockBound> clock_bounds(const report::Joint& joint,
                                             const std::vector<OpenedBundle>& bundles,
                                             const std::vector<DeskWord>& words);

/// The state its own mongod is in, "PRIMARY"; empty where none runs there or none says.
std::string database_of(const OpenedBundle& bundle);

/// What the machine calls itself, as redaction left it; empty where no collector tells it.
std::string host_of(const OpenedBundle& bundle);

/// The role that discovery found; empty where no collector tells it.
std::string role_of(const OpenedBundle& bundle);

}  // namespace diag::desk
