// SPDX-License-Identifier: Apache-2.0
// Directories of ours on the way to a scratch database, opened to who is to use it, and closed
// again whatever ends the rehearsal: what each was before is on record while it is open.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "platform/accounts.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::rehearsal {

struct Access {
    gid_t group = 0;
    mode_t mode = 0;
    bool operator==(const Access&) const = default;
};

/// A directory that was opened, and how it has been meanwhile.
struct Way {
    std::string path;
    Access before, meanwhile;
    Descriptor directory;
};

/// Opened to the group of somebody as long as this lives. Then each has the group and mode again
/// that it had, unless somebody else changed them meanwhile.
class OpenWays {
public:
    /// Keeps its record in `state`, which is ours alone, and closes first what one that was killed
    /// left open. Fails with refused while another rehearsal has ways open, denied, malformed (the
    /// record), io.
    static Result<OpenWays> begin(const std::filesystem::path& state);

    /// Lets the group of `user` pass through, and see nothing of what lies there. Leaves a
    /// directory that everybody may pass, and one whose group has rights already, as it is. Fails
    /// with refused (a link), io.
    Result<> open(const std::filesystem::path& directory, const SystemUser& user);

    OpenWays(OpenWays&&) noexcept = default;
    OpenWays& operator=(OpenWays&&) = delete;
    ~OpenWays();

private:
    OpenWays(std::filesystem::path state, Descriptor lock);

    std::filesystem::path state_;
    Descriptor lock_;
    std::vector<Way> ways_;
};

/// Closes what a rehearsal that was killed left open, as its record in `state` tells, unless one is
/// under way. Makes nothing; what cannot be closed is told on the log and stays on record.
void close_ways(const std::filesystem::path& state);

}  // namespace diag::rehearsal
