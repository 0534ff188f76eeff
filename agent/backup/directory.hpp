// SPDX-License-Identifier: Apache-2.0
// The files below a directory, none of them reached through a link.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent/backup/file_source.hpp"

namespace diag::backup {

class Directory {
public:
    /// Lists what lies below, at most 8 levels deep; other file systems are not entered, and what
    /// is left out is told in unread(). Fails with full past `most` files, refused for what is no
    /// directory.
    static Result<Directory> open(const std::string& path, std::size_t most);

    /// Names below the directory, sorted.
    const std::vector<std::string>& files() const { return files_; }
    /// Links, FIFOs, sockets, devices.
    const std::vector<std::string>& others() const { return others_; }
    /// Names of what could not be listed or was not entered, and why.
    const std::map<std::string, std::string>& unread() const { return unread_; }
    std::uint64_t directories() const { return directories_; }
    /// Bytes of all files, the newest of their times; inode and device of the directory.
    const Identity& identity() const { return identity_; }

    Result<FileSource> file(const std::string& name, Passed passed) const;

private:
    Result<> list(int parent, const std::string& name, std::size_t depth, std::size_t most);
    Result<> see(int parent, const std::string& path, std::size_t depth, std::size_t most);
    Result<> enter(int parent, const std::string& path, std::uint64_t device, std::size_t depth,
                   std::size_t most);

    Descriptor top_;
    Identity identity_;
    std::vector<std::string> files_, others_;
    std::map<std::string, std::string> unread_;
    std::uint64_t directories_ = 0;
};

}  // namespace diag::backup
