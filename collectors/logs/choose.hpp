// SPDX-License-Identifier: Apache-2.0
// Which log files are taken, and how much of each.
#pragma once

#include <cstdint>
#include <vector>

#include "collectors/logs/search.hpp"

namespace diag::logs {

/// Each demand met in full where `budget` allows, otherwise the small ones in full and the large
/// ones alike (max-min fairness). The grants never add up to more than `budget`.
std::vector<std::uint64_t> fair_shares(const std::vector<std::uint64_t>& demands,
                                       std::uint64_t budget);

/// Sets `limit` or `why` of every file: outside the window, reached before, or no room left. Room
/// is shared fairly between services, then between the logs of one service, newest files first.
/// `set_aside` bytes of the total are kept for what is no file.
void choose(std::vector<LogFile>& files, const Scope& scope, std::uint64_t set_aside);

/// Bytes kept of one file and of all: the scope's, and less in `check`, which must be quick.
std::uint64_t file_limit(const Scope& scope);
std::uint64_t total_limit(const Scope& scope);

}  // namespace diag::logs
