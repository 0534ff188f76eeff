// SPDX-License-Identifier: Apache-2.0
// Where the databases that are in use here keep their data.
#pragma once

#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "platform/result.hpp"

namespace diag::rehearsal {

/// The data directories of the mongods that SAFR runs here, absolute and without links, as their
/// command lines and configuration files say. Takes up to 4 s for each. Fails where one is not
/// known for certain, with what hinders: nothing may then be made that must stay apart from it.
Result<std::vector<std::string>> live_directories(World& world);

}  // namespace diag::rehearsal
