// SPDX-License-Identifier: Apache-2.0
// Files that decide what we do, and that nobody but root and ourselves may have written.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "platform/result.hpp"

namespace diag {

/// The whole of `path`, if root or we own it and nobody else may write to it; anybody may read it.
/// Fails with absent or denied as the system says, refused when it is a link, no regular file,
/// another user's, or others may write to it, full past `limit`.
Result<std::string> trusted_file(const std::filesystem::path& path, std::size_t limit);

/// The names in a directory of which the same holds, sorted. Fails with full past `limit` names.
Result<std::vector<std::string>> trusted_names(const std::filesystem::path& directory,
                                               std::size_t limit);

}  // namespace diag
