// SPDX-License-Identifier: Apache-2.0
// Proving a backup: which one is meant, one pass over it, and the ladder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "agent/commands/backup_words.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// The backup of that path, whether it was found or not; an empty path means the newest that was
/// found. Fails with absent; full where a place holds more than was looked at.
Result<backups::Backup> backup_meant(const std::string& named, const backups::Picture& picture);

/// How far, and beside what; beside the live database where nothing is expected.
struct ProofWanted {
    backup::Level level = backup::Level::covering;
    std::optional<backup::Expected> expected;
    milliseconds oldest{};  ///< it may be so old where that is more than L1 grants
};

/// Reads it once with progress on standard error, climbs the ladder and keeps what was seen in the
/// state directory; also for permits, unless something else than the live database was to compare
/// with. A reading that failed, whatever it was to compare with, takes back what permits could rest
/// on, and ends those that do. Fails where there is nothing that could be proven or refuted: a name
/// that is none, a lack of rights, a mount that does not answer, malformed for what is no file.
Result<Verified> prove(const Invocation& invocation, const std::filesystem::path& state,
                       const backups::Backup& backup, const backups::Picture& picture,
                       ProofWanted wanted);

}  // namespace diag::commands
