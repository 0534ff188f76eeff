// SPDX-License-Identifier: Apache-2.0
// What was proven of a backup, and of exactly which file: what a permit may rest on without reading
// the backup once more.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "agent/upgrade/permit.hpp"

namespace diag::upgrade {

struct Proof {
    ProvenBackup backup;
    /// Why it was not compared with the live database; empty: it was.
    std::string not_compared;
};

/// Replaces what was kept of that path. Fails as writing the state does.
Result<> keep_proof(const std::filesystem::path& state, const Proof& proof);

/// The proof of this very file, as its marks tell; nothing where it changed since, was never proven
/// or the record cannot be read.
std::optional<Proof> proof_of(const std::filesystem::path& state, const FileMarks& now);

}  // namespace diag::upgrade
