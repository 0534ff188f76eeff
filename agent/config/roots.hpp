// SPDX-License-Identifier: Apache-2.0
// Where is SAFR on this machine, when nobody has said?
#pragma once

#include "agent/config/config.hpp"
#include "platform/files.hpp"
#include "platform/paths.hpp"

namespace diag::config {

/// Settles safr.program_root, data_root and backup_root where the configuration is silent.
///
/// The installer's default stands when it is there (a mount that does not answer counts as there).
/// Otherwise the executable of a running process below ".../RealNetworks/SAFR" tells the root. The
/// data root follows the program root, and backups lie beside it, as the installer has them
/// (safr-facts 2.1). What was found is written into Config::origins. Takes at most a second on a
/// mount that hangs.
void settle_roots(Config& config, Files& files, Paths& paths);

}  // namespace diag::config
