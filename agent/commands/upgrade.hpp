// SPDX-License-Identifier: Apache-2.0
// The parts of `upgrade`, one a word behind it.
#pragma once

#include <filesystem>

#include "agent/upgrade/version.hpp"
#include "platform/command_line.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// Each does its part and returns an exit code.
int upgrade_permit(const Invocation& invocation, const std::filesystem::path& state);
int upgrade_allowed(const Invocation& invocation, const std::filesystem::path& state);
int upgrade_waive(const Invocation& invocation, const std::filesystem::path& state);
int upgrade_waivers(const Invocation& invocation, const std::filesystem::path& state);

/// What --to says. Fails with refused where it says nothing or no version.
Result<upgrade::Version> version_wanted(const Invocation& invocation);

}  // namespace diag::commands
