// SPDX-License-Identifier: Apache-2.0
// What a power cut does not undo.
#pragma once

#include <filesystem>

#include "platform/result.hpp"

namespace diag {

/// What was made, renamed or removed in the directory stays so: fsync(2) of it.
Result<> sync_directory(const std::filesystem::path& directory);

/// Renames within one file system, for good.
Result<> move_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace diag
