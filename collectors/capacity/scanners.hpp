// SPDX-License-Identifier: Apache-2.0
// What the judges of scanners and of indexers share.
#pragma once

#include "collectors/capacity/picture.hpp"
#include "platform/json.hpp"

namespace diag::capacity {

/// The rows of scanners and indexers that run: "name", and "home" of an indexer's user.
json::value scanners_in(const Evidence& evidence);

/// That it runs and its settings were not seen.
void tell_unseen(Bench& bench, std::string_view scanner);

}  // namespace diag::capacity
