// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "agent/backup/file_source.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

Identity identity_of(const struct stat& status) {
    const auto modified = std::chrono::seconds{status.st_mtim.tv_sec} +
                          std::chrono::nanoseconds{status.st_mtim.tv_nsec};
    return {.bytes = static_cast<std::uint64_t>(status.st_size),
            .modified = Time{std::chrono::duration_cast<milliseconds>(modified)},
            .inode = status.st_ino,
            .device = status.st_dev};
}

std::string_view kind_in_words(mode_t mode) {
    if (S_ISLNK(mode)) return "a link: name what it points to";
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISFIFO(mode)) return "a FIFO, not a file";
    if (S_ISSOCK(mode)) return "a socket, not a file";
    return "a device, not a file";
}

Error no_file(const std::string& name, mode_t mode) {
    return {Fault::refused, printable(name) + " is " + std::string(kind_in_words(mode))};
}

}  // namespace

FileSource::FileSource(Descriptor file, Identity identity, Passed passed)
    : file_(std::move(file)),
      at_first_(identity),
      passed_(std::move(passed)),
      block_(std::make_unique<char[]>(usual_block)) {}

Result<FileSource> FileSource::open(int directory, const std::string& name, Passed passed) {
    struct stat status {};
    // Looked at before it is opened, as opening a device may do something; and again afterwards.
    if (::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return from_errno(errno, printable(name));
    if (!S_ISREG(status.st_mode)) return no_file(name, status.st_mode);
    Descriptor file{::openat(directory, name.c_str(),
                             O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
    if (!file || ::fstat(file.get(), &status) != 0) return from_errno(errno, printable(name));
    if (!S_ISREG(status.st_mode)) return no_file(name, status.st_mode);
    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return FileSource(std::move(file), identity_of(status), std::move(passed));
}

Result<std::string_view> FileSource::next() {
    ssize_t got = 0;
    do {
        got = ::read(file_.get(), block_.get(), usual_block);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return from_errno(errno, "reading at byte " + std::to_string(read_));
    const std::string_view block(block_.get(), static_cast<std::size_t>(got));
    digest_.update(block);
    read_ += block.size();
    if (passed_) passed_(read_);
    return block;
}

Result<> FileSource::drain() {
    for (;;) {
        const auto block = next();
        if (!block) return block.error();
        if (block->empty()) return {};
    }
}

Result<Identity> FileSource::now() const {
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) return from_errno(errno, "the open file");
    return identity_of(status);
}

}  // namespace diag::backup
