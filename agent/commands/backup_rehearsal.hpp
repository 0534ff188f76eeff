// SPDX-License-Identifier: Apache-2.0
// A rehearsed restore on this server: its mongod, its disk, its configuration.
#pragma once

#include <filesystem>
#include <string>

#include "agent/backup/ladder.hpp"
#include "agent/config/config.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// L5 of the backup at `path`, in which `contents` was seen.
backup::Rung rehearsed(const Invocation& invocation, const std::filesystem::path& state,
                       const std::string& path, const backup::Contents& contents);

/// Removes scratch databases of rehearsals that were killed, copies of the customer's data, and
/// closes the directories they had opened. One
/// that is under way, in whichever process, keeps its own. Waits 2 s at most for a place that does
/// not answer, and is quiet where there is nothing to do or it may not. Only for single-threaded
/// processes.
void clear_rehearsals(const config::Config& config, const std::filesystem::path& state);
/// The same, with the configuration that the command line names.
void clear_rehearsals(const Invocation& invocation, const std::filesystem::path& state);

}  // namespace diag::commands
