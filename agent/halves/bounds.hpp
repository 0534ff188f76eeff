// SPDX-License-Identifier: Apache-2.0
// How long what crosses between the halves may be. For the sources of this room.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace diag::halves {

inline constexpr std::size_t longest_name = 256;
inline constexpr std::size_t longest_words = 1000;
inline constexpr std::size_t longest_header = 16 << 10;

/// Printable, and no longer than that, cut between two characters.
std::string cut(std::string_view words, std::size_t most = longest_words);

}  // namespace diag::halves
