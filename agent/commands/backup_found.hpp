// SPDX-License-Identifier: Apache-2.0
// The backups on this server, as the collector of that name finds them.
#pragma once

#include "collectors/backups/picture.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// Looks in all places. Fails as loading the configuration does.
Result<backups::Picture> found_backups(const Invocation& invocation);

}  // namespace diag::commands
