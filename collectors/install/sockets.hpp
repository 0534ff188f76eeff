// SPDX-License-Identifier: Apache-2.0
// Listening TCP sockets as the kernel lists them: /proc/net/tcp and /proc/net/tcp6 (proc(5)).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "collectors/site.hpp"

namespace diag::install {

struct Socket {
    Listener listener;
    std::uint64_t inode = 0;  ///< as in /proc/<pid>/fd: "socket:[inode]"
};

/// Sockets in state LISTEN of either table. Lines that are no rows are left out.
std::vector<Socket> listening(std::string_view table);

}  // namespace diag::install
