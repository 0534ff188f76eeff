// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "platform/files.hpp"
#include "platform/lock.hpp"

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

}  // namespace diag
