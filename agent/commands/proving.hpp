// SPDX-License-Identifier: Apache-2.0
// Proving a backup: which one is meant, one pass over it, and the ladder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "agent/commands/backup_words.hpp"

namespace diag::commands {

/// The backup of that path, whether it was found or not; an empty path means the newest that was
/// found. Fails with absent.
Result<backups::Backup> backup_meant(const std::string& path, const backups::Picture& picture);

/// Reads it once with progress on standard error, climbs to `level` and keeps what was seen in the
/// state directory. Fails where there is nothing that could be proven or refuted: a name that is
/// none, a lack of rights, a mount that does not answer, malformed for what is no file.
Result<Verified> prove(const backups::Backup& backup, const backups::Picture& picture,
                       const std::filesystem::path& state, backup::Level level,
                       std::optional<backup::Expected> expected);

}  // namespace diag::commands
