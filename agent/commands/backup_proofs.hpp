// SPDX-License-Identifier: Apache-2.0
// What is on record of backups, as their collector is told it.
#pragma once

#include <filesystem>
#include <vector>

#include "collectors/backup_proof.hpp"

namespace diag::commands {

/// The records in the state directory, the latest proofs.
std::vector<BackupProof> backup_proofs(const std::filesystem::path& state);

}  // namespace diag::commands
