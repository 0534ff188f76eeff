// SPDX-License-Identifier: Apache-2.0
// Reading local files that cannot hang: /proc, /sys, /etc, our own state.
//
// Anything that might lie on a network mount goes through Paths (paths.hpp) instead.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace diag {

class Files {
public:
    virtual ~Files() = default;

    /// The whole of `path`, if it is no longer than `limit` bytes.
    ///
    /// Reads to end of file rather than trusting the reported size, which is 0 under /proc
    /// (proc(5)). Blocks as long as the file system does: never call it on a network mount.
    ///
    /// Fails with absent, denied, refused (not a regular file), or full when longer than `limit`.
    virtual Result<std::string> read(const std::filesystem::path& path, std::size_t limit) = 0;

    /// The names in a directory, sorted, without "." and "..". Fails with full past `limit` names.
    virtual Result<std::vector<std::string>> list(const std::filesystem::path& directory,
                                                  std::size_t limit) = 0;

    /// Where a symbolic link points, as written in it.
    virtual Result<std::string> link_target(const std::filesystem::path& link) = 0;
};

/// The machine's own files. Lives as long as the program.
Files& system_files();

/// Replaces `path` by `text` so that a reader or a power cut sees the old or the new, never a mix:
/// temporary in the same directory, fsync, rename, fsync of the directory. `mode` as in open(2).
Result<> replace_file(const std::filesystem::path& path, std::string_view text,
                      unsigned mode = 0600);

/// The directory exists afterwards, made with `mode` where missing, and belongs to us.
/// Fails with denied when it belongs to another user or others may write to it.
Result<> own_directory(const std::filesystem::path& directory, unsigned mode = 0700);

/// The fault and words for an errno, "what: No such file or directory". The one place that maps it.
Error from_errno(int number, std::string_view what);

}  // namespace diag
