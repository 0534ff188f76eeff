// SPDX-License-Identifier: Apache-2.0
// What somebody added by hand, and how the manifest tells of those there was no time for.
#pragma once

#include <cstdint>
#include <string_view>

#include "agent/exchange/manifest.hpp"

namespace diag::collect {

/// Stands where a collector's id does.
inline constexpr std::string_view by_hand = "attachments";

/// Says that so many files were too late, as the manifest names no file. `before` is what there was
/// no time for. Nothing where none was.
void tell_late(std::uint64_t late, std::string_view before, exchange::Outcome& outcome);

}  // namespace diag::collect
