// SPDX-License-Identifier: Apache-2.0
// A rehearsed restore on this server: its mongod, its disk, its configuration.
#pragma once

#include <filesystem>
#include <string>

#include "agent/backup/ladder.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// L5 of the backup at `path`, in which `contents` was seen.
backup::Rung rehearsed(const Invocation& invocation, const std::filesystem::path& state,
                       const std::string& path, const backup::Contents& contents);

/// Removes scratch databases of rehearsals that were killed.
void clear_rehearsals(const Invocation& invocation, const std::filesystem::path& state);

}  // namespace diag::commands
