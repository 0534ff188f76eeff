// SPDX-License-Identifier: Apache-2.0
// What is on record of the backups that were found, and what each of them holds.
#pragma once

#include <string>
#include <vector>

#include "collectors/backups/picture.hpp"

namespace diag::backups {

/// The proof of a file that was found: of its path, or of the same file under another one; nullptr.
const BackupProof* proof_of(const std::vector<BackupProof>& proofs, const std::string& path,
                            const Entry& entry);

/// proof.<n> to the backups of the picture.
void read_proofs(const Evidence& evidence, Picture& picture);

/// What each holds: by its proof, else by the options of what makes backups in its place.
void tell_contents(Picture& picture);

}  // namespace diag::backups
