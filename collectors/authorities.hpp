// SPDX-License-Identifier: Apache-2.0
// Certificate authorities that a site's configuration names in a file.
#pragma once

#include <string>

#include "platform/paths.hpp"

namespace diag {

/// What `file` holds, PEM; empty where `file` is. The file may lie on a mount that hangs: it is
/// read in a child, within two seconds, up to 1 MiB (all that Debian believes are a fifth of that).
///
/// Fails as Paths::read() does, and with malformed where no certificate is in it.
Result<std::string> authorities_in(const std::string& file, Paths& paths);

}  // namespace diag
