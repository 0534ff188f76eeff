// SPDX-License-Identifier: Apache-2.0
// A file without a name: gone when its last descriptor is, whatever happens.
#pragma once

#include <filesystem>

#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag {

/// Opened for reading and writing on the file system of `directory`, mode 0600. By O_TMPFILE, or
/// where the file system lacks it (open(2)) by a name that is removed at once.
Result<Descriptor> nameless_file(const std::filesystem::path& directory);

}  // namespace diag
