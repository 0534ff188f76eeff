// SPDX-License-Identifier: Apache-2.0
// Requests that one command made for several agents: their ids begin alike, up to the random part
// (FORMAT.md). So a group needs no name of its own, and whoever takes the beginning of an id may be
// given the group.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/commands/request_list.hpp"

namespace diag::desk {

/// "019ab3c4-5d6e-7f80": time and twelve random bits of a UUIDv7 (RFC 9562, 5.7).
inline constexpr std::size_t group_length = 18;

/// The beginning that the ids of a group have in common, of the id of one of them.
std::string group_of(std::string_view id);

/// An id of the same group: the last 62 bits of a UUIDv7 are random, those are new.
std::string sibling_of(std::string_view id);

/// Every request that the word means: its id, its unique beginning, or the beginning of the ids of
/// one group, oldest id first. Fails with absent; with refused where requests that do not belong
/// together could be meant: it names them.
Result<std::vector<AskedBefore>> group_among(const std::vector<AskedBefore>& all,
                                             const std::string& word);

}  // namespace diag::desk
