// SPDX-License-Identifier: Apache-2.0
// What is to be claimed still of SAFR Cloud's outages: for a check, and for the site's people.
#pragma once

#include <filesystem>

#include "agent/availability/claims.hpp"
#include "agent/config/config.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// "FROM/TO" as the configuration let it through.
std::vector<availability::Window> planned_in(const config::Config& config);

/// Nothing where nothing is to be claimed, or nothing was ever sampled.
Result<std::optional<availability::Claim>> claim_in(const std::filesystem::path& state,
                                                    const config::Config& config, Time now);

/// The same as Scope::cloud_claim has it; what could not be read is not told.
std::string claim_told(const std::filesystem::path& state, const config::Config& config, Time now);

/// `safr-diag cloud tell`: gives what is to be claimed to the programs of consent.notify. The
/// service has it done once an outage. Returns an exit code.
int tell_claim(const Invocation& invocation, const config::Config& config);

}  // namespace diag::commands
