// SPDX-License-Identifier: Apache-2.0
// Directories below which no attachment lies, whatever it is called: SAFR's store of faces.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/disk/mountinfo.hpp"
#include "platform/clock.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::stream {

class OffLimits {
public:
    /// Nothing but what the name "cv-storage" forbids.
    OffLimits() = default;

    /// Also what lies below `directories`, which may be links and may be absent, below what is
    /// mounted in them, and below folders elsewhere that are linked in them, in their "objs" and in
    /// "objs/metadata". Asks for each, and then for its links, from processes that can be lost,
    /// each with its own `patience`; one on a mount that does not answer is known by its path
    /// alone. `mountinfo` is the text of /proc/self/mountinfo.
    ///
    /// Where one of them cannot be told, or has more than 100,000 entries or 1,000 links, all that
    /// lies on other mounts than "/", "/var/log" and those that hold `directories` is refused.
    static OffLimits below(std::span<const std::string> directories, std::string_view mountinfo,
                           milliseconds patience = milliseconds{2'000});

    /// Fails with refused when the open file lies below one of them. Goes by what was opened, not
    /// by the name that led there: by device and inode of every directory above it, which sees
    /// through links, other spellings and bind mounts of the whole; by its place in its file
    /// system, which sees through bind mounts of a part. Of a hard link from elsewhere the
    /// directories are others: what is in it is recognised instead. What cannot be told is refused.
    Result<> allow(const Descriptor& file) const;

private:
    struct Place {
        std::string path;  ///< without links, where that could be told
        std::uint64_t device = 0;
        std::uint64_t inode = 0;  ///< 0: not known
        std::string mounted;      ///< the device of its mount, as mountinfo writes it
        std::string within;       ///< its path in that file system
    };

    void add(Place place);
    void add_all(std::string_view told);
    void keep_own_mounts(std::span<const std::string> directories, milliseconds patience);
    bool may_hold(std::string_view path) const;
    bool holds(std::uint64_t device, std::uint64_t inode) const;
    bool holds(std::string_view path) const;
    Result<> climb(const Descriptor& file, const std::string& path) const;

    std::vector<Place> places_;
    std::vector<disk::Mount> mounts_;
    std::vector<std::uint64_t> own_mounts_;  ///< ids of those that are read even where
    bool is_whole_ = true;                   ///< this is false: not all places are known
};

}  // namespace diag::stream
