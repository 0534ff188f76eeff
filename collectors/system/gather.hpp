// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "collectors/collector.hpp"

namespace diag::host {

/// Asks everything there is to ask about processors, memory, kernel, clock and GPU; reading.hpp
/// lists the evidence. Takes Scope::sampling, in a brief run 250 ms or, when an earlier run can
/// stand in for the first reading of the counters, no waiting at all.
void gather(World& world, Sink& sink);

}  // namespace diag::host
