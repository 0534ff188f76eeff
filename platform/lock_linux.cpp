// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "platform/files.hpp"
#include "platform/lock.hpp"
#include "platform/text.hpp"

namespace diag {

Result<Descriptor> locked_directory(const std::filesystem::path& directory) {
    Descriptor open{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)};
    if (!open) return from_errno(errno, directory.native());
    int failed = 0;
    do failed = ::flock(open.get(), LOCK_EX);
    while (failed != 0 && errno == EINTR);
    if (failed != 0) return from_errno(errno, directory.native());
    return open;
}

Result<Descriptor> sole_holder(const std::filesystem::path& file) {
    Descriptor open{
        ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)};
    if (!open) return from_errno(errno, file.native());
    if (::flock(open.get(), LOCK_EX | LOCK_NB) == 0) return open;
    if (errno == EWOULDBLOCK)
        return Error{Fault::refused, "another process holds " + file.native()};
    return from_errno(errno, file.native());
}

Result<bool> is_held(const std::filesystem::path& file) {
    struct stat about {};
    if (::lstat(file.c_str(), &about) != 0) {
        if (errno == ENOENT) return false;
        return from_errno(errno, file.native());
    }
    constexpr std::size_t most = 4 << 20;
    const auto locks = system_files().read("/proc/locks", most);
    if (!locks) return locks.error();
    // "1: FLOCK  ADVISORY  WRITE 4711 fd:00:262154 0 EOF" (proc_locks(5))
    const auto inode = ":" + std::to_string(about.st_ino) + " ";
    return std::ranges::any_of(lines_of(*locks), [&](std::string_view line) {
        return line.find(" FLOCK ") != std::string_view::npos &&
               line.find(inode) != std::string_view::npos;
    });
}

}  // namespace diag
