// SPDX-License-Identifier: Apache-2.0
// Ids that people shorten to their beginning.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "platform/text.hpp"

namespace diag::desk {

/// PROTOCOL.md: fewer characters mean nothing.
inline constexpr std::size_t shortest_beginning = 6;

inline bool begins_with(std::string_view id, std::string_view beginning) {
    return beginning.size() >= shortest_beginning && id.starts_with(beginning);
}

/// "a, b, c": five at most, and how many more there are.
inline std::string candidates(const std::vector<std::string>& names) {
    constexpr std::size_t most = 5;
    const auto shown = std::min(most, names.size());
    auto text = joined(std::vector<std::string>(
        names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)));
    if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

}  // namespace diag::desk
