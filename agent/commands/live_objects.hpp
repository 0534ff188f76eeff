// SPDX-License-Identifier: Apache-2.0
// The object store of this server, as what a backup is compared with.
#pragma once

#include "agent/backup/ladder.hpp"
#include "agent/upgrade/conditions.hpp"
#include "collectors/backups/picture.hpp"

namespace diag::commands {

/// What this server needs to have back. Counts the files of an object store on a disk of its own,
/// until there are more than `most`; takes at most 10 s, and counts what it saw by then.
backup::Server server_of(const backups::Picture& picture, std::uint64_t most);

/// Where a rollback to a backup at `path` finds the images: in it where it holds `objects`, else in
/// another one of the picture that is proven and holds some, else nowhere.
upgrade::Images images_for(const backups::Picture& picture, const backup::Server& server,
                           const std::string& path, std::uint64_t objects);

}  // namespace diag::commands
