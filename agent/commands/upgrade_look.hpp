// SPDX-License-Identifier: Apache-2.0
// Looking at this server with an upgrade in mind.
#pragma once

#include "agent/config/config.hpp"
#include "agent/upgrade/conditions.hpp"
#include "agent/upgrade/permit.hpp"
#include "platform/command_line.hpp"
#include "platform/http.hpp"

namespace diag::commands {

/// What the collectors find that an upgrade depends on: as `check` looks, with real names. Where a
/// backup is named, what a rollback takes is told of that one, or of none.
Result<upgrade::Chapters> look(const Invocation& invocation, config::Config config,
                               const std::string& backup);

/// The backup that a rollback would rest on, how far it is proven, and all a permit says of it.
struct BackupLook {
    bool needed = true;  ///< false: the primary's is what a rollback restores
    std::optional<upgrade::BackupProof> proof{};
    std::string none{};           ///< why there is none
    bool newest_unknown = false;  ///< there may be one, and it has to be named
    upgrade::ProvenBackup proven{};
};
/// Where none is named and this server needs none of its own, none is looked at. Takes the proof on
/// record where it is of this very file, young enough, tells its objects and, where the level that
/// is wanted compares with the database (L4 on), was compared; else reads the file.
Result<BackupLook> look_at_backup(const Invocation& invocation, const config::Config& config,
                                  const std::filesystem::path& state);

/// Whether upgrade.licence_server accepts a connection, whatever it does with it.
upgrade::LicenceAnswer ask_licence_server(const std::string& host_and_port, Http& http);

/// That the backup is the proven one to its last byte, or is still not needed here, and the
/// database's replica set the same. A backup that cannot be read, or holds other bytes, has its
/// proof taken back.
/// Fails with denied, the sentence for an installer.
Result<> look_again(const Invocation& invocation, const std::filesystem::path& state,
                    const upgrade::Permit& permit);

}  // namespace diag::commands
