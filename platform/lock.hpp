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

/// Holds the file, made with mode 0600 where missing, until it is destroyed or this process ends in
/// any way. Never waits: fails with refused when somebody holds it (also this process, by another
/// descriptor), and as open(2) does.
Result<Descriptor> sole_lock(const std::filesystem::path& file);

}  // namespace diag
