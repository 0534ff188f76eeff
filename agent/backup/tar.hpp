// SPDX-License-Identifier: Apache-2.0
// The members of a tar archive of whatever dialect, in order. Nothing is ever unpacked to a disk: a
// name is a text, and a link is never followed.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agent/backup/source.hpp"
#include "platform/clock.hpp"

namespace diag::backup {

/// Bytes of a name, as a path may have (PATH_MAX of limits.h).
inline constexpr std::size_t longest_path = 4'096;

enum class MemberKind { file, directory, link, device };

struct Member {
    std::string name;  ///< at most longest_path of it
    MemberKind kind = MemberKind::file;
    std::string target;       ///< of a link, as it is written
    bool hard_link = false;   ///< what the link is to is an earlier member, by another name
    std::uint64_t bytes = 0;  ///< as its header says; holes of a sparse file counted
    Time modified{};          ///< as its header says
    bool cut = false;         ///< its name or target is longer than any can be: the beginning of it
};

class Tar {
public:
    explicit Tar(Source& archive);
    ~Tar();
    Tar(const Tar&) = delete;
    Tar& operator=(const Tar&) = delete;

    /// The next member; nothing at the end. Fails with malformed, naming the byte of the archive,
    /// or as the source does.
    Result<std::optional<Member>> next();

    /// What the member holds, from where it was read to. Holes are left out.
    Source& contents();

    /// After the last member: reads to the end of the source. Fails as the source does.
    Result<> finish();

    /// The two blocks of zeros that end an archive (POSIX pax, ustar format) were there.
    bool ended_well() const;
    /// Bytes behind that end which are not zero.
    bool more_behind_end() const;
    std::uint64_t position() const;  ///< bytes of the archive read

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Whether 512 bytes are the header of a tar member: their checksum fits (POSIX pax, ustar format).
bool begins_like_tar(std::string_view block);

}  // namespace diag::backup
