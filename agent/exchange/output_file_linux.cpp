// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "agent/exchange/output_file.hpp"
#include "platform/files.hpp"

namespace diag::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t names_limit = 100'000;

/// Copies within the kernel; where two files will not (copy_file_range(2)), through a buffer.
Result<> copy_some(int source, int target, std::uint64_t& left, const std::string& name) {
    const auto copied = ::copy_file_range(source, nullptr, target, nullptr, left, 0);
    if (copied > 0) {
        left -= static_cast<std::uint64_t>(copied);
        return {};
    }
    if (copied < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO))
        return from_errno(errno, name);
    std::array<char, 65536> block;
    const auto got = ::read(source, block.data(), std::min<std::uint64_t>(left, block.size()));
    if (got < 0 && errno == EINTR) return {};
    if (got < 0) return from_errno(errno, name);
    if (got == 0) return Error{Fault::io, name + ": the sealed volumes ended early"};
    left -= static_cast<std::uint64_t>(got);
    return write_all(target, {block.data(), static_cast<std::size_t>(got)}, name);
}

int rename_without_replacing(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -1;
    // This file system lacks RENAME_NOREPLACE. Names hold a random id: a look is good enough.
    if (::access(to.c_str(), F_OK) == 0) return errno = EEXIST, -1;
    return ::rename(from.c_str(), to.c_str());
}

}  // namespace

Result<> write_all(int file, std::string_view bytes, const std::string& name) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return from_errno(errno, name);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<OutputFile> OutputFile::create(const fs::path& directory, const std::string& name) {
    OutputFile made(directory, name);
    if (const auto begun = made.begin(); !begun) return begun.error();
    return made;
}

Result<> OutputFile::begin() {
    for (;;) {
        Descriptor file{::open(temporary().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
        if (!file) return from_errno(errno, temporary().native());
        // Some network file systems have no locks. Then nobody else can lock it either.
        ::flock(file.get(), LOCK_EX);
        struct stat status {};
        if (::fstat(file.get(), &status) != 0) return from_errno(errno, temporary().native());
        if (status.st_nlink == 0) continue;  // taken for abandoned before it was locked
        file_ = std::move(file);
        return {};
    }
}

OutputFile::~OutputFile() {
    if (file_) ::unlink(temporary().c_str());
}

Result<> OutputFile::write(std::string_view bytes) {
    return write_all(file_.get(), bytes, temporary().native());
}

Result<> OutputFile::move_from(int source, std::uint64_t length) {
    const auto start = ::lseek(source, 0, SEEK_CUR);
    for (auto left = length; left > 0;)
        if (const auto copied = copy_some(source, file_.get(), left, temporary().native()); !copied)
            return copied.error();
    // Only saves room: where it is not supported the copy is complete all the same.
    static_cast<void>(::fallocate(source, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, start,
                                  static_cast<off_t>(length)));
    return {};
}

Result<fs::path> OutputFile::commit() {
    const auto path = directory_ / name_;
    if (::fsync(file_.get()) != 0) return from_errno(errno, path.native());
    if (rename_without_replacing(temporary(), path) != 0)
        return errno == EEXIST ? Error{Fault::refused, path.native() + " is there already"}
                               : from_errno(errno, path.native());
    file_.reset();
    const Descriptor directory{::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory || ::fsync(directory.get()) != 0) return from_errno(errno, directory_.native());
    return path;
}

void remove_abandoned(const fs::path& directory, std::string_view suffix) {
    const auto names = system_files().list(directory, names_limit);
    if (!names) return;
    const auto ending = std::string(suffix) + ".part";
    for (const auto& name : *names) {
        if (!name.starts_with('.') || !name.ends_with(ending)) continue;
        const auto path = directory / name;
        const Descriptor file{::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)};
        if (file && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) ::unlink(path.c_str());
    }
}

}  // namespace diag::exchange
