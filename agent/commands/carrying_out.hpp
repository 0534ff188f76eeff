// SPDX-License-Identifier: Apache-2.0
// A request that was granted, as the half that may read carries it out.
#pragma once

#include <string>

#include "agent/collect/collect.hpp"
#include "agent/commands/asking.hpp"

namespace diag::commands {

/// The second look, with its own memory of what ran: from now on this one did. Fails as proven()
/// and within_level() do, with refused where it ran before.
Result<consent::Admitted> prove_again(const Reception& reception, const std::string& id, Time now);

/// Collects what the request names, for those it names and those the site pinned itself. --out says
/// where the bundle goes, else the spool.
Result<collect::Receipt> carry_out(const Invocation& invocation, const Reception& reception,
                                   const consent::Admitted& admitted, Time now);

}  // namespace diag::commands
