// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>

#include "platform/files.hpp"
#include "platform/temporary.hpp"

namespace diag {

Result<Descriptor> nameless_file(const std::filesystem::path& directory) {
    Descriptor file{::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    if (file) return file;
    if (errno != EOPNOTSUPP && errno != EISDIR) return from_errno(errno, directory.native());
    std::string name = (directory / ".pack.XXXXXX").native();
    file = Descriptor{::mkostemp(name.data(), O_CLOEXEC)};
    if (!file) return from_errno(errno, directory.native());
    ::unlink(name.c_str());
    return file;
}

}  // namespace diag
