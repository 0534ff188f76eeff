// SPDX-License-Identifier: Apache-2.0
// Looks at the agent itself, so that it can be judged.
#pragma once

#include "agent/doctor/vitals.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// Changes nothing: what is made at the first use is not made by looking. Takes as long as the
/// ledger takes to read, and at most 30 s more for mounts and a desk that do not answer.
/// Fails where the command line names no state directory and there is no home for one.
Result<doctor::Vitals> look_at_agent(const Invocation& invocation);

}  // namespace diag::commands
