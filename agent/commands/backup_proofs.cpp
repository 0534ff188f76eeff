// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/backup_proofs.hpp"

#include "agent/backup/first_sight.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t most = 500;

BackupProof proof_from(const backup::FirstSight& record) {
    return {.path = record.path,
            .bytes = record.proven_as.bytes,
            .modified = record.proven_as.modified,
            .inode = record.proven_as.inode,
            .sha256 = record.sha256,
            .proven = record.proven,
            .level = record.level,
            .sound = record.sound,
            .contents = record.contents,
            .unpacked = record.unpacked,
            .documents = record.documents,
            .objects = record.objects,
            .object_bytes = record.object_bytes,
            .took = record.took,
            .restored = record.restored,
            .altered = record.altered,
            .failed = record.failed,
            .failed_at = record.failed_at};
}

}  // namespace

std::vector<BackupProof> backup_proofs(const std::filesystem::path& state) {
    std::vector<BackupProof> proofs;
    for (const auto& record : backup::records_in(state, most)) proofs.push_back(proof_from(record));
    return proofs;
}

}  // namespace diag::commands
