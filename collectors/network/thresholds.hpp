// SPDX-License-Identifier: Apache-2.0
// The numbers the network judge compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::network {

inline constexpr std::string_view proposal = "our proposal";
inline constexpr std::string_view heartbeats = "health check 6.1, heartbeats within one site";

inline constexpr std::array thresholds{
    Threshold{"network.speed", 1000, "Mbit/s", "A network card that runs slower is a warning",
              proposal},
    Threshold{"network.errors", 1, "/min", "Damaged packets a minute of one device", proposal},
    Threshold{"network.drops", 0.1, "%", "Share of packets that a device throws away", proposal},
    Threshold{"network.retransmissions", 2, "%", "Share of TCP segments that are sent again",
              proposal},
    Threshold{"network.segments", 1000, "",
              "Fewer packets or segments between two readings tell nothing of shares", proposal},
    Threshold{"network.overflows", 1, "/min",
              "Connections a minute that are refused since a program is late", proposal},
    Threshold{"network.loss", 5, "%", "Echoes lost on the way to a peer: more than this", proposal},
    Threshold{"network.latency", 50, "ms", "Way to a node or the storage and back", heartbeats},
    Threshold{"network.dns", 200, "ms", "A name server that takes longer is slow", proposal},
    Threshold{"network.syn_sent", 5, "", "Connections to one peer that nobody answers", proposal},
    Threshold{"network.close_wait", 100, "",
              "Connections that the peer closed and the program did not", proposal},
};

}  // namespace diag::network
