// SPDX-License-Identifier: Apache-2.0
// A reading of a backup failed: what was proven of it earlier holds no longer, nor does any permit
// that rests on it.
#pragma once

#include <filesystem>
#include <string>

#include "platform/result.hpp"

namespace diag::commands {

/// Reading began and was given up by the disk or the mount, not by a person.
bool was_unreadable(const Error& error);

/// Has it on the ledger that what was proven of these bytes holds no longer, where `upgrade
/// allowed` sees it, and removes the proof where it is of them. Never fails; the log tells what did
/// not work.
void take_back_proof(const std::filesystem::path& state, const std::string& path,
                     const std::string& sha256, const std::string& why);

/// The same of whatever is on record of that path; nothing where nothing is.
void take_back_proofs_of(const std::filesystem::path& state, const std::string& path,
                         const std::string& why);

}  // namespace diag::commands
