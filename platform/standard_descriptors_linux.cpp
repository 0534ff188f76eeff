// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "platform/standard_descriptors.hpp"

namespace diag {

void secure_standard_descriptors() {
    for (int each = 0; each <= 2; ++each)
        if (::fcntl(each, F_GETFD) < 0 && errno == EBADF && ::open("/dev/null", O_RDWR) != each)
            ::_exit(70);
}

}  // namespace diag
