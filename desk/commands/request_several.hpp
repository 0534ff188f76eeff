// SPDX-License-Identifier: Apache-2.0
// One question for several agents: a signed request each, which begin alike (group.hpp).
#pragma once

#include "agent/exchange/request.hpp"
#include "desk/home.hpp"
#include "platform/command_line.hpp"

namespace diag::desk {

/// Whether more than one agent may be meant: --agent more than once, or --site alone.
bool for_several(const Invocation& invocation);

/// Asks every agent that --agent or --site names, over the desk's server or, with --out, as a file
/// each. All is made and signed before the first one goes; where one does not arrive, those after
/// it are not sent, and what was is told. Returns the exit code.
int request_several(const Invocation& invocation, const Home& home,
                    const exchange::Request& request, Time now);

}  // namespace diag::desk
