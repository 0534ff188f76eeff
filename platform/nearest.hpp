// SPDX-License-Identifier: Apache-2.0
// What might a mistyped word have been meant to be?
#pragma once

#include <span>
#include <string_view>

namespace diag {

/// The candidate fewest slips away from `word` (a letter added, left out, changed, or two swapped),
/// the first of equals; empty when none is near: more than one slip in three letters is a guess.
/// Letters compare without case. Words over 64 bytes have no neighbours, which bounds the work.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace diag
