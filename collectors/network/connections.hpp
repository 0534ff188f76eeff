// SPDX-License-Identifier: Apache-2.0
// Who listens and who is connected, by process: /proc/net/tcp and the descriptors of processes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collectors/collector.hpp"

namespace diag::network {

/// Connections of one program with one peer that are in one state.
struct Crowd {
    std::string state;       ///< "SYN-SENT", "CLOSE-WAIT", ...
    std::string program;     ///< "java"; empty where it cannot be told
    std::string service;     ///< of SAFR's services; empty for others
    std::string peer;        ///< the other side's address
    std::uint16_t port = 0;  ///< of the side that listens: ours where we do, else the peer's
    bool incoming = false;   ///< the peer came to us
    std::uint64_t count = 0;
};

/// Somebody who waits for connections.
struct Ear {
    std::string address;
    std::uint16_t port = 0;
    std::string program;
    std::string service;
};

struct Traffic {
    std::vector<Ear> ears;      ///< at most 512
    std::vector<Crowd> crowds;  ///< largest first, at most 256
    bool cut = false;           ///< there were more connections than are read
};

/// Reads the tables; whose a socket is it looks up for SAFR's processes, and for all others where
/// the run is not brief.
Traffic read_traffic(World& world);

json::value to_json(const Traffic& traffic);
Traffic traffic_from(const json::value& document);

}  // namespace diag::network
