// SPDX-License-Identifier: Apache-2.0
// Whose processes to believe before a password goes to them. Any user of this machine may listen on
// a port that SAFR left free, by any name, and from a working directory that looks like SAFR's.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "collectors/collector.hpp"

namespace diag {

/// Root, and who owns these folders, by name and by number; a folder that is not there adds nobody.
/// Asks stat(1), since a folder may lie on a mount whose server is away.
std::vector<std::string> root_and_owners_of(World& world, const std::set<std::string>& folders);

}  // namespace diag
