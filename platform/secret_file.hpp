// SPDX-License-Identifier: Apache-2.0
// Files of random bytes that are made at first use and stay the same ever after.
#pragma once

#include <filesystem>
#include <string>

#include "platform/result.hpp"

namespace diag {

/// The `size` bytes (at most 256) of the secret at `path`, made on first use with mode 0600.
///
/// When several processes make it at once they all get the same bytes: it is written beside and
/// linked into place, which only one can (link(2)). Survives a power cut whole or not at all.
///
/// Fails with denied when it is another user's or others may read it, malformed when it has another
/// size (it is then left as it is), refused when it is no regular file, and as the system says.
Result<std::string> secret_file(const std::filesystem::path& path, std::size_t size);

/// A file that a person keeps for us alone, whole. Fails with absent or denied as the system says,
/// refused when it is no regular file, another user's, or others may read it, full past `limit`.
Result<std::string> private_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace diag
