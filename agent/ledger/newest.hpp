// SPDX-License-Identifier: Apache-2.0
// The end of a ledger, backwards: what was written lately, without reading all there is.
#pragma once

#include <functional>

#include "agent/ledger/book.hpp"
#include "agent/ledger/entry.hpp"

namespace diag::ledger {

/// Gives entries, the last one first, until `take` says false. Reaches back through the current
/// segment and the one closed before it, over the last 512 KiB of each, which are at least two
/// entries; lines that are none are skipped. Fails as Book::lock() and Book::read().
Result<> each_newest(const Book& book, const std::function<bool(const Entry&)>& take);

}  // namespace diag::ledger
