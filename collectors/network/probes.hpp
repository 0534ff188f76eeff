// SPDX-License-Identifier: Apache-2.0
// Measuring the way to each peer: few packets, to few hosts.
//
// In a brief run (check): one connection, three echoes 20 ms apart, and one echo of each size. At
// length: five connections 200 ms apart (a camera gets one), twenty echoes 50 ms apart.
#pragma once

#include "collectors/network/addresses.hpp"
#include "collectors/network/links.hpp"
#include "collectors/network/peers.hpp"

namespace diag::network {

/// Looks up the names by the way that programs here have it, all within one patience.
void find_addresses(World& world, std::vector<Peer>& peers);

/// Connects and sends echoes; what came is in the peers afterwards.
void measure(World& world, Sink& sink, std::vector<Peer>& peers,
             const std::vector<Address>& addresses, const std::vector<Link>& links);

}  // namespace diag::network
