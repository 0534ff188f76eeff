// SPDX-License-Identifier: Apache-2.0
// Loss, latency and the largest packet that arrives: ICMP echoes that must not be fragmented.
//
// Sockets of the kernel's own "ping" kind where net.ipv4.ping_group_range allows them (icmp(7)),
// raw ones otherwise, which need CAP_NET_RAW. Where neither may be had, nothing is told.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "platform/clock.hpp"

namespace diag::network {

/// What to send to one address.
struct EchoPlan {
    std::string address;             ///< numeric
    std::size_t echoes = 3;          ///< small ones, for loss and latency
    std::vector<std::size_t> sizes;  ///< whole IP packets, in bytes, each sent twice, and what is
                                     ///< missing then three times more
};

struct EchoRecord {
    std::string error;  ///< errno's name where none could be sent at all
    std::size_t sent = 0, received = 0;
    double best_ms = 0, mean_ms = 0, worst_ms = 0;
    std::vector<std::size_t> sizes;    ///< that left this machine, descending
    std::vector<std::size_t> arrived;  ///< those of them that were answered, descending
    std::size_t lost_large = 0;        ///< packets of sizes that arrived, and yet were not answered
    std::size_t told = 0;  ///< the MTU that a router, or our own kernel, told; 0: nobody did
    std::string teller;    ///< who told it
    bool starved = false;  ///< some are missing, and as of a Knock
};

/// Sends all small ones `apart` from each other and then all sizes, to all addresses at once. Ends
/// when everything has come, or `patience` after the last was sent. Sizes that are missing while
/// others came are then sent again, each `apart`: a burst loses packets that a way carries. Record
/// i belongs to plan i.
std::vector<EchoRecord> send_echoes(const std::vector<EchoPlan>& plans, milliseconds apart,
                                    milliseconds patience);

}  // namespace diag::network
