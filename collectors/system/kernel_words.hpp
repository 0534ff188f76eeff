// SPDX-License-Identifier: Apache-2.0
// Picking words out of a kernel message.
#pragma once

#include <string>
#include <string_view>

#include "platform/text.hpp"

namespace diag::host {

inline bool has(std::string_view message, std::string_view what) {
    return message.find(what) != std::string_view::npos;
}

/// What stands between the first `from` and the next `to`; empty when either is missing.
inline std::string_view between(std::string_view message, std::string_view from,
                                std::string_view to) {
    const auto start = message.find(from);
    if (start == std::string_view::npos) return {};
    const auto rest = message.substr(start + from.size());
    const auto end = rest.find(to);
    return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

/// The word after the first `mark`, up to a blank, comma, colon, bracket or the end.
inline std::string_view word_after(std::string_view message, std::string_view mark) {
    const auto start = message.find(mark);
    if (start == std::string_view::npos) return {};
    const auto rest = message.substr(start + mark.size());
    return rest.substr(0, rest.find_first_of(" ,:)]\t"));
}

/// The device in "EXT4-fs error (device sda1): ..." or "XFS (dm-0): ..."; empty without one.
inline std::string in_brackets(std::string_view message) {
    auto inside = between(message, "(", ")");
    if (inside.starts_with("device ")) inside.remove_prefix(7);
    return std::string(inside.substr(0, inside.find(' ')));
}

}  // namespace diag::host
