// SPDX-License-Identifier: Apache-2.0
// A proof that a later reading took back: how the ledger tells of it, and whose permits it ends.
// The file may be the same by all its marks, as a bad sector changes neither inode nor times.
#pragma once

#include <string>

#include "agent/upgrade/permit.hpp"

namespace diag::upgrade {

/// The data of an entry of kind permit: what was proven of these bytes under that path is so no
/// longer.
json::object taken_back(const std::string& path, const std::string& sha256, const std::string& why);

/// What says in an answer's entry that it was so already then.
void carry_taken_back(const ProvenBackup& backup, json::object& data);

/// Whether such an entry is of the proof that a permit rests on, or an answer about that permit
/// carries it.
bool takes_back(const json::value& data, const Permit& permit);

}  // namespace diag::upgrade
