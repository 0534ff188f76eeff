// SPDX-License-Identifier: Apache-2.0
// The evidence item "tree": all that was met while looking for logs, as JSON.
#pragma once

#include "collectors/logs/search.hpp"
#include "platform/json.hpp"

namespace diag::logs {

/// Files listed at most; what is taken comes first, the newest first.
inline constexpr std::size_t most_listed = 3'000;

/// {since, until, brief, roots: [{path, safr, fault?, what?}], directories: [{service, path,
/// resolved, links, dangling, cut, unreadable, fault?, what?}], files: [{service, path, name,
/// bytes, modified, limit | why, target?}], unlisted}. Times are RFC 3339 in UTC. A file without
/// "why" is taken. An info line on a file is dropped before one that is taken.
json::value account_of(const Found& found, const Scope& scope);

}  // namespace diag::logs
