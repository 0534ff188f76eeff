// SPDX-License-Identifier: Apache-2.0
// The end of a segment, read backwards.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "agent/ledger/book.hpp"
#include "agent/ledger/entry.hpp"

namespace diag::ledger {

/// The longest line, and as much again: what was torn behind it is no longer than one.
inline constexpr std::size_t reach = 2 * longest_line;

/// The last `reach` bytes of a segment. Fails as Book::read().
Result<std::string> end_of(const Book& book, const std::string& segment);

struct EntryLine {
    Entry entry;
    std::string_view text;  ///< newline included
    std::size_t end = 0;    ///< where the line ends in the bytes
};

/// Gives the lines of `bytes` that are entries, the last one first, until `take` says false; false
/// then.
bool each_backwards(std::string_view bytes, const std::function<bool(const EntryLine&)>& take);

}  // namespace diag::ledger
