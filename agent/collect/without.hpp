// SPDX-License-Identifier: Apache-2.0
// The same content once more, without what somebody left out when they reviewed it.
#pragma once

#include <set>
#include <vector>

#include "agent/collect/passing.hpp"

namespace diag::collect {

/// What was packed into a file before.
struct Packed {
    int file = -1;
    const ContentWriter& content;
    std::size_t entries = 0;  ///< the first so many: evidence and attachments
};

/// Packs into `rest` every entry but those left out, which become lines of contents.json, and takes
/// the same out of `clean` and `passing`, so that no judge sees it. Fails with refused for an entry
/// that there is none of.
Result<> pack_without(const Packed& packed, const std::set<std::size_t>& left_out,
                      std::vector<Clean>& clean, Passing& passing, ContentWriter& rest);

}  // namespace diag::collect
