// SPDX-License-Identifier: Apache-2.0
// What the commands write into the ledger.
#pragma once

#include <filesystem>

#include "agent/collect/collect.hpp"
#include "agent/ledger/entry.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// Adds an entry to the ledger of this state directory. When it fails, what it tells of must not
/// happen.
Result<> record(const std::filesystem::path& state, ledger::Kind kind, json::object data);

/// Collects, and has begin and end on the ledger: what cannot be recorded is not done, and a bundle
/// that cannot be recorded does not remain. `request` is the id of what asked for it; empty: who
/// sits here.
Result<collect::Receipt> collect_on_record(const collect::Order& order,
                                           const collect::Parcel& parcel,
                                           const std::string& request, run::Watcher& watcher);

}  // namespace diag::commands
