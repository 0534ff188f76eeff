// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/partial_file.hpp"

namespace diag {
namespace {

namespace fs = std::filesystem;

int rename_without_replacing(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -1;
    // This file system lacks RENAME_NOREPLACE: link(2) replaces nothing either.
    if (::link(from.c_str(), to.c_str()) != 0) return -1;
    return ::unlink(from.c_str());
}

}  // namespace

Result<PartialFile> PartialFile::open(const fs::path& whole) {
    auto path = whole;
    path += ".part";
    const auto name = path.native();
    Descriptor file{::open(
        path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600)};
    if (!file) return from_errno(errno, name);
    struct stat status {};
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK
                   ? Error{Fault::refused, name + " is being written by another process"}
                   : from_errno(errno, name);
    if (::fstat(file.get(), &status) != 0) return from_errno(errno, name);
    if (!S_ISREG(status.st_mode)) return Error{Fault::refused, name + " is no regular file"};
    // Who had it has just given it its name, or thrown it away.
    if (status.st_nlink != 1)
        return Error{Fault::refused, name + " was being written by another process: try again"};
    return PartialFile(whole, std::move(path), std::move(file),
                       static_cast<std::uint64_t>(status.st_size));
}

Result<> PartialFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return from_errno(errno, path_.native());
        bytes.remove_prefix(static_cast<std::size_t>(written));
        size_ += static_cast<std::uint64_t>(written);
    }
    return {};
}

Result<std::string> PartialFile::sha256_hex() const {
    Sha256 digest;
    std::string block(1 << 20, '\0');
    for (off_t at = 0;;) {
        const auto got = ::pread(file_.get(), block.data(), block.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return from_errno(errno, path_.native());
        if (got == 0) return digest.finish_hex();
        digest.update({block.data(), static_cast<std::size_t>(got)});
        at += got;
    }
}

Result<> PartialFile::finish() {
    if (::fsync(file_.get()) != 0) return from_errno(errno, path_.native());
    if (rename_without_replacing(path_, whole_) != 0)
        return errno == EEXIST ? Error{Fault::refused, whole_.native() + " is there already"}
                               : from_errno(errno, whole_.native());
    const auto parent = whole_.has_parent_path() ? whole_.parent_path() : fs::path(".");
    const Descriptor directory{::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory || ::fsync(directory.get()) != 0) return from_errno(errno, parent.native());
    return {};
}

Result<> PartialFile::discard() {
    if (::unlink(path_.c_str()) == 0) return {};
    return from_errno(errno, path_.native());
}

}  // namespace diag
