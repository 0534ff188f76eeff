// SPDX-License-Identifier: Apache-2.0
// What the kernel counts for each NFS mount, as /proc/self/mountstats tells it. Reading it asks no
// server. The order of the fields is that of the kernel's nfs_iostat.h and xprtsock.c and holds for
// statvers=1.0 and 1.1.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"

namespace diag::nfs {

/// One kind of request since the mount. Times are sums over all requests.
struct Operation {
    std::uint64_t count = 0;
    std::uint64_t transmissions = 0;  ///< more than count: requests were sent again
    std::uint64_t timeouts = 0;       ///< major ones: timeo times retrans went by (nfs(5))
    std::uint64_t queue_ms = 0;       ///< waiting for a slot and the socket
    std::uint64_t rtt_ms = 0;         ///< from sent to answered
    std::uint64_t execute_ms = 0;     ///< all of it
    std::uint64_t errors = 0;         ///< answers that were an error; kernels before 4.20: 0
};

/// Sums over the connections of a mount ("nconnect" makes several).
struct Transport {
    std::uint64_t connections = 0;  ///< how many there are now
    std::uint64_t connects = 0;     ///< how often one was made
    std::uint64_t sends = 0;
    std::uint64_t late_replies = 0;  ///< to requests already given up: "bad XID"
    std::uint64_t backlog = 0;       ///< sum over sends of requests then waiting for a slot
    std::uint64_t most_slots = 0;
    std::string kind;  ///< "tcp", "udp", "rdma"; of the first connection
};

/// The counters of the line "events:" that we judge by.
struct Events {
    std::uint64_t congestion_waits = 0;
    std::uint64_t silly_renames = 0;
    std::uint64_t short_reads = 0;
    std::uint64_t short_writes = 0;
    std::uint64_t delays = 0;  ///< the server asked to come again later: EJUKEBOX, NFS4ERR_DELAY
};

struct MountCounters {
    std::string source;
    std::string point;
    std::string type;  ///< "nfs", "nfs4"
    std::string options;
    std::uint64_t age = 0;  ///< seconds since the mount
    Events events;
    Transport transport;
    std::map<std::string, Operation, std::less<>> operations;  ///< by name: "READ"
};

/// The NFS mounts in it, in order. A number that is not understood counts as not told: the line it
/// is in is left out.
std::vector<MountCounters> parse_mountstats(std::string_view text);

/// What happened between two readings of the same mount; nothing when it was mounted anew between
/// them, or when a counter ran backwards.
std::optional<MountCounters> between(const MountCounters& earlier, const MountCounters& later);

/// Mean of a sum over `count` requests, in ms; nothing without a request.
std::optional<double> mean(std::uint64_t sum, std::uint64_t count);

std::uint64_t retransmissions(const Operation& operation);

}  // namespace diag::nfs
