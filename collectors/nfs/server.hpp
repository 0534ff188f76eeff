// SPDX-License-Identifier: Apache-2.0
// Asking a file server over its own sockets, before any path on it is touched.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collectors/nfs/steps.hpp"
#include "platform/clock.hpp"

namespace diag::nfs {

struct ServerQuestion {
    std::string address;  ///< numeric
    std::uint16_t port = 2049;
    bool port_said = false;        ///< else the port mapper is believed where 2049 refuses
    int version = 0;               ///< 3 or 4; 0: both are asked
    std::uint16_t mount_port = 0;  ///< of mountd where it was said
    milliseconds patience{0};      ///< for each step
};

/// Steps "connect" (to nfsd), "nfs3" and "nfs4": the procedure NULL, which does nothing but answer.
/// Blocks no longer than three times the patience. Only in a disposable child.
std::vector<Step> ask_nfsd(const ServerQuestion& question);

/// Steps "portmap" (a connection to port 111), "getport.mountd", "getport.nfs" with what was
/// answered, "mountd.connect" and "mountd". With version 4, which needs neither, only "portmap": it
/// tells whether the host is up. Blocks no longer than five times the patience. Only in a
/// disposable child.
std::vector<Step> ask_portmap(const ServerQuestion& question);

}  // namespace diag::nfs
