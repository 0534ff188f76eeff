// SPDX-License-Identifier: Apache-2.0
// Asking about a path from a process we can afford to lose.
//
// statfs(2), stat(2) and open(2) on a mount whose server went away block in the kernel; only
// SIGKILL may end that (nfs(5)), and on FUSE not even it. So each question is asked by a forked
// child. When patience runs out the child is killed, and left behind if it will not die.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag {

/// Space of a file system, in bytes and inodes (statvfs(3)).
struct Space {
    std::uint64_t bytes_total = 0;
    std::uint64_t bytes_free = 0;       ///< including what is kept for root
    std::uint64_t bytes_available = 0;  ///< to a user who is not root
    std::uint64_t inodes_total = 0;     ///< 0: the file system has no fixed number (btrfs, NFS)
    std::uint64_t inodes_free = 0;
    bool read_only = false;
};

/// Where a path leads once every link is followed.
struct Resolved {
    std::string path;                ///< without links; as far as it exists
    bool dangling = false;           ///< a link on the way points to nothing
    std::uint64_t device = 0;        ///< st_dev of where it ends, 0 when dangling
    std::vector<std::string> links;  ///< each link met, "from -> to"
};

enum class Kind { file, directory, link, other };

struct Entry {
    std::string path;  ///< below the directory asked for, without a leading slash
    Kind kind = Kind::other;
    std::uint64_t bytes = 0;      ///< apparent size
    std::uint64_t allocated = 0;  ///< st_blocks * 512
    Time modified{};
    std::uint64_t inode = 0;
    std::uint64_t device = 0;
};

struct Walk {
    std::vector<Entry> entries;           ///< of a level in no order
    bool cut = false;                     ///< a limit ended it early
    std::vector<std::string> unreadable;  ///< directories we may not list
};

struct Usage {
    std::uint64_t bytes = 0;  ///< allocated
    std::uint64_t files = 0;
    bool cut = false;               ///< patience or the count limit ended it: at least this much
    std::uint64_t directories = 0;  ///< of `files`
};

class Paths {
public:
    virtual ~Paths() = default;

    virtual Result<Space> space(const std::string& path, milliseconds patience) = 0;
    virtual Result<Resolved> resolve(const std::string& path, milliseconds patience) = 0;

    /// What lies below `directory` (itself followed if a link; links inside reported, not followed;
    /// other file systems not entered), outer levels first; `limit` entries, 16 levels at most.
    virtual Result<Walk> walk(const std::string& directory, std::size_t limit,
                              milliseconds patience) = 0;

    /// A small regular file. Faults as Files::read, and timed_out.
    virtual Result<std::string> read(const std::string& path, std::size_t limit,
                                     milliseconds patience) = 0;

    /// Sum of what lies below; keeps within `limit` files and `patience`, then says cut.
    virtual Result<Usage> usage(const std::string& directory, std::size_t limit,
                                milliseconds patience) = 0;
};

/// Asks through forked children. Only for single-threaded processes, as fork(2) copies one thread.
Paths& disposable_paths();

}  // namespace diag
