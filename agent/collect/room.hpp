// SPDX-License-Identifier: Apache-2.0
// How big a bundle may become without hurting the server it is about.
#pragma once

#include <cstdint>
#include <filesystem>

#include "platform/paths.hpp"
#include "platform/result.hpp"

namespace diag::collect {

/// Shares of the disk a bundle is written to, in percent.
struct DiskRules {
    double free_share = 5;  ///< at most this much of what is free now
    double keep_free = 10;  ///< of the whole disk stays free whatever happens
};

/// Bytes a bundle in `directory` may have. Fails with full, saying what there is and what would be
/// needed, where nothing of use would fit (less than 1 MiB), and as Paths::space does.
Result<std::uint64_t> bundle_room(Paths& paths, const std::filesystem::path& directory,
                                  const DiskRules& rules);

}  // namespace diag::collect
