// SPDX-License-Identifier: Apache-2.0
// Ids that people shorten to their beginning (PROTOCOL.md).
#pragma once

#include <cstddef>
#include <string_view>

namespace diag::exchange {

/// Fewer characters mean nothing.
inline constexpr std::size_t shortest_beginning = 6;

constexpr bool begins_with(std::string_view id, std::string_view beginning) {
    return beginning.size() >= shortest_beginning && id.starts_with(beginning);
}

}  // namespace diag::exchange
