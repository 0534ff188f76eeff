// SPDX-License-Identifier: Apache-2.0
// Where a rehearsal keeps its database: a directory that is gone when it is over.
#pragma once

#include <filesystem>

#include "platform/accounts.hpp"
#include "platform/descriptor.hpp"
#include "platform/paths.hpp"
#include "platform/result.hpp"

namespace diag::rehearsal {

class ScratchDirectory {
public:
    /// Makes a fresh one in `parent`, mode 0700, which is ours alone and made where missing. What
    /// an earlier rehearsal left there, because it was killed, is removed before. Fails with
    /// refused while another rehearsal is at work there, denied, full, io.
    static Result<ScratchDirectory> make(const std::filesystem::path& parent);

    ScratchDirectory(ScratchDirectory&& other) noexcept;
    ScratchDirectory& operator=(ScratchDirectory&&) = delete;
    ~ScratchDirectory();

    /// Absolute, without links.
    const std::filesystem::path& path() const { return path_; }

private:
    ScratchDirectory(std::filesystem::path path, Descriptor lock);

    std::filesystem::path path_;
    Descriptor lock_;
};

/// Whether `user` may enter every directory above `path`, which is absolute, as their modes tell.
/// Fails with denied, naming the first that stays closed and what to do.
Result<> is_within_reach(const std::filesystem::path& path, const SystemUser& user);

/// Removes what an earlier rehearsal left in `parent`, unless one is at work there, in whichever
/// process, or `parent` is not ours alone. Makes nothing, and where nothing ever was costs one
/// question to `paths`; waits 2 s at most for a place that does not answer, and leaves it then.
void clear_left_overs(const std::filesystem::path& parent, Paths& paths);

}  // namespace diag::rehearsal
