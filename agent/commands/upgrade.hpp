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

/// Whether who called sudo, by SUDO_USER and SUDO_UID (sudo(8)), is another than root under any
/// name; nullptr where sudo set none.
bool is_person(const char* account, const char* uid);

/// What --to says. Fails with refused where it says nothing or no version.
Result<upgrade::Version> version_wanted(const Invocation& invocation);

}  // namespace diag::commands
