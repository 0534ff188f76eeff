// SPDX-License-Identifier: Apache-2.0
// The rules of redaction that hold on this site.
#pragma once

#include <filesystem>

#include "agent/config/config.hpp"
#include "agent/rules/folder.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// redaction.d beside the configuration that is in force.
std::filesystem::path rules_folder(const config::Config& config);

/// What stands there and in the packs of the state directory. Fails with malformed, naming file and
/// entry: nothing may be redacted by fewer rules than were written.
Result<rules::InForce> rules_here(const Invocation& invocation, const config::Config& config);

}  // namespace diag::commands
