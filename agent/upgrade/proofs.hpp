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

/// Of more proofs those go whose files are gone.
inline constexpr std::size_t most_proofs = 1'000;

/// Replaces what was kept of that path, then forgets as forget_proofs() does, with `most_proofs`,
/// as of when it was proven. Fails as writing the state does. Only for single-threaded processes.
Result<> keep_proof(const std::filesystem::path& state, const Proof& proof);

/// Takes away what was kept of that path, whatever it is; none is fine. Fails as writing the state
/// does.
Result<> forget_proof(const std::filesystem::path& state, const std::string& path);

/// While there are more than `most`, removes proofs of files that are gone, the oldest first; those
/// of files that are there, or that may lie on a disk that is not mounted, stay, however many. None
/// goes that was not made before `now`, and none at all where a file does not answer within 5 s.
/// Never fails; the log tells what went. A proof that is missed costs one reading of the backup;
/// the permits that rest on it hold without it.
void forget_proofs(const std::filesystem::path& state, std::size_t most, Time now);

/// Whether a file that is absent may be there still, as the disk it was proven on is not mounted
/// now.
bool is_out_of_reach(const std::filesystem::path& state, const std::string& path);

/// What was proven of whatever lay at that path then; nothing where nothing was, or the record
/// cannot be read.
std::optional<Proof> proof_on_record(const std::filesystem::path& state, const std::string& path);

/// The proof of this very file, as its marks tell; nothing where it changed since, was never proven
/// or the record cannot be read.
std::optional<Proof> proof_of(const std::filesystem::path& state, const FileMarks& now);

}  // namespace diag::upgrade
