// SPDX-License-Identifier: Apache-2.0
// By what a server and a backup are known again within milliseconds, without asking anybody.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::upgrade {

struct ServerMarks {
    /// Of machine-id(5); SHA-256 in hex. The id itself is confidential and stays where it is.
    std::string machine;
    /// Over the names, sizes and times of SAFR's programs, and what its configuration files hold;
    /// SHA-256 in hex.
    std::string programs;
    bool operator==(const ServerMarks&) const = default;
};

/// A file or directory as stat(2) tells it. Who changes it afterwards changes `changed` too, which
/// no program can set on the file systems of Linux and over NFS; other file servers say what they
/// like.
struct FileMarks {
    std::string path;
    std::uint64_t bytes = 0;
    std::uint64_t inode = 0;
    std::int64_t modified = 0;  ///< ns since 1970
    std::int64_t changed = 0;   ///< ns since 1970
    /// Of a directory: over the same of all that lies below it, SHA-256 in hex. Else empty.
    std::string below;
    bool operator==(const FileMarks&) const = default;
};

/// A program or a configuration file of SAFR's, for the digest.
struct Program {
    std::string path;  ///< below the root
    std::uint64_t bytes = 0;
    std::int64_t modified = 0;  ///< ns since 1970; of configuration 0
    std::string contents =
        {};  ///< of configuration: SHA-256 in hex, as it may be written anew alike
};

/// Both ask a child that can be left behind, since a root may be a mount that does not answer.
/// Fail with absent, denied, timed_out; full where there are more than 50,000 files.
Result<ServerMarks> marks_of_server(const std::string& program_root, milliseconds patience);
Result<FileMarks> marks_of_file(const std::string& path, milliseconds patience);

/// The marks of what stayed the same from one look to the next. Fails as the looks did, and with
/// refused where it is another now.
Result<FileMarks> same_marks(const Result<FileMarks>& before, const Result<FileMarks>& after);

/// When SAFR's configuration was last written: the newest of its *.conf and *.config files three
/// levels deep. Time{} where there is none. Fails as above.
Result<Time> configuration_written(const std::string& program_root, milliseconds patience);

/// The names of these files, without their folders, each once, in order; without those of the
/// database and of Java, which have their own there. At most 500. Fails as above.
Result<std::vector<std::string>> configuration_names(const std::string& program_root,
                                                     milliseconds patience);

/// The digest of programs in whatever order they were found.
std::string digest_of(std::vector<Program> programs);

}  // namespace diag::upgrade
