// SPDX-License-Identifier: Apache-2.0
// One process at a time.
#pragma once

#include <filesystem>

#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag {

/// Holds the directory (flock(2)) until it is destroyed; waits while another process does. For
/// directories of our own, whose holders are quick. Fails with absent, denied, refused (a link).
Result<Descriptor> locked_directory(const std::filesystem::path& directory);

/// Holds `file` (flock(2); made with mode 0600 where missing) until it is destroyed, so that only
/// one process of a kind runs. Fails with refused at once while another process does.
Result<Descriptor> sole_holder(const std::filesystem::path& file);

/// Whether any process holds `file` so, as /proc/locks tells by its inode (its device is told
/// another way there than by stat(2) on some file systems); takes no lock itself. False where the
/// file is not there. Fails as reading /proc/locks does.
Result<bool> is_held(const std::filesystem::path& file);

}  // namespace diag
