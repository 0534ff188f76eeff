// SPDX-License-Identifier: Apache-2.0
// How often SMB connections broke, as /proc/fs/cifs/Stats tells it for all shares together.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace diag::nfs {

struct CifsStats {
    std::uint64_t sessions = 0;            ///< open now
    std::uint64_t shares = 0;              ///< mounted now
    std::uint64_t session_reconnects = 0;  ///< since the module was loaded
    std::uint64_t share_reconnects = 0;
};

/// Nothing when the line of reconnects is missing.
std::optional<CifsStats> parse_cifs_stats(std::string_view text);

}  // namespace diag::nfs
