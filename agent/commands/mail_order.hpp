// SPDX-License-Identifier: Apache-2.0
// What test mail somebody wants: from the command line and SAFRActions.config.
#pragma once

#include "agent/config/config.hpp"
#include "collectors/notifications/visit.hpp"
#include "platform/command_line.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// The errand of one test mail. Fails with refused for what the command line should not say, absent
/// or denied as reading SAFRActions.config does, and absent where it names no such entry or server.
Result<notifications::Errand> mail_order(const Invocation& invocation, config::Config config);

}  // namespace diag::commands
