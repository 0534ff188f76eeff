// SPDX-License-Identifier: Apache-2.0
// The parts of a store that share one database.
#pragma once

#include <memory>

#include "agent/exchange/short_id.hpp"
#include "desk/sqlite.hpp"
#include "desk/store.hpp"

namespace diag::desk {

using SharedDatabase = std::shared_ptr<sqlite::Database>;

std::unique_ptr<Fleet> fleet_in(SharedDatabase database);
std::unique_ptr<RequestBook> requests_in(SharedDatabase database);
std::unique_ptr<Receipts> receipts_in(SharedDatabase database);
std::unique_ptr<BundleList> bundles_in(SharedDatabase database);

/// What sorts behind everything that begins with `beginning`: ids are ASCII.
std::string behind(const std::string& beginning);

/// An id may be given by so many of its first characters.
using exchange::shortest_beginning;

}  // namespace diag::desk
