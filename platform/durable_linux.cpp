// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "platform/descriptor.hpp"
#include "platform/durable.hpp"
#include "platform/files.hpp"

namespace diag {

Result<> sync_directory(const std::filesystem::path& directory) {
    const Descriptor open{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!open || ::fsync(open.get()) != 0) return from_errno(errno, directory.native());
    return {};
}

Result<> move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) return from_errno(errno, to.native());
    return sync_directory(to.parent_path());
}

}  // namespace diag
