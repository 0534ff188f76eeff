// SPDX-License-Identifier: Apache-2.0
// Patterns that sites and desks may add, and the bounds that keep them cheap: Vectorscan matches
// in linear time, but what it compiles them to may be large.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

struct hs_database;

namespace diag::rules {

inline constexpr std::size_t longest_pattern = 512;  ///< bytes of its text
inline constexpr std::size_t narrowest_match = 3;    ///< bytes; less is no secret but a letter
inline constexpr std::size_t widest_match = 512;     ///< bytes; what is longer is no line's part
inline constexpr std::size_t largest_database = std::size_t{1} << 20;  ///< bytes, of all patterns

/// Whether a pattern may be used. Fails with refused: "catastrophic pattern (refused): " and why,
/// where it matches nothing at all, has no bound, or is too large; malformed where it is none.
Result<> judged_pattern(const std::string& pattern);

/// All of them in one database, which tells where matches begin and end; '^' and '$' are of lines.
/// Nothing for no patterns. Fails as judged_pattern() does, also where only all of them together
/// are too large.
Result<std::shared_ptr<hs_database>> compiled_patterns(const std::vector<std::string>& patterns);

}  // namespace diag::rules
