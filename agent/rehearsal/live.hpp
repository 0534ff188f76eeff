// SPDX-License-Identifier: Apache-2.0
// Where the databases that are in use here keep their data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "platform/accounts.hpp"
#include "platform/result.hpp"

namespace diag::rehearsal {

/// The data directories of the mongods that SAFR runs here, absolute and without links, as their
/// command lines and configuration files say. Takes up to 4 s for each. Fails where one is not
/// known for certain, with what hinders: nothing may then be made that must stay apart from it.
Result<std::vector<std::string>> live_directories(World& world);

/// The account that a scratch database of root's runs as: that of a live mongod which an
/// owner of SAFR's folders runs, else the owner of the database's folder. Whoever else calls
/// himself a mongod would be given the backup. Never root; nothing where none is known.
std::optional<SystemUser> live_account(World& world);

}  // namespace diag::rehearsal
