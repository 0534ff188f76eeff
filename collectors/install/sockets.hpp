// SPDX-License-Identifier: Apache-2.0
// TCP sockets as the kernel lists them: /proc/net/tcp and /proc/net/tcp6 (proc(5)).
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

/// One that is no listener: a connection, coming, there or going.
struct Connection {
    Listener local;
    Listener remote;
    std::string_view state;   ///< "SYN-SENT", "ESTABLISHED", "CLOSE-WAIT", ... as ss(8) has them
    std::uint64_t inode = 0;  ///< 0: no process holds it any more
};

/// The connections of either table, at most `most`.
std::vector<Connection> connections(std::string_view table, std::size_t most);

}  // namespace diag::install
