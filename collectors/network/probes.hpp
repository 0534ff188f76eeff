// SPDX-License-Identifier: Apache-2.0
// Measuring the way to each peer: few packets, to few hosts.
//
// In a brief run (check): one connection, a second and longer one where the first was silent, three
// echoes 20 ms apart, and two of each size. At length: five connections 200 ms apart (a camera gets
// one), twenty echoes 50 ms apart. What is silent is asked at its address of the other family.
#pragma once

#include "collectors/network/addresses.hpp"
#include "collectors/network/links.hpp"
#include "collectors/network/peers.hpp"
#include "platform/names.hpp"

namespace diag::network {

/// Looks up the names by the way that programs here have it, all within one patience.
void find_addresses(World& world, std::vector<Peer>& peers);

/// Of all the addresses of a peer's host the first IPv4 one, else the first IPv6 one; where there
/// are both, that of IPv6 is the other.
void choose_address(Peer& peer, const Addresses& addresses);

/// Connects and sends echoes; what came is in the peers afterwards.
void measure(World& world, Sink& sink, std::vector<Peer>& peers,
             const std::vector<Address>& addresses, const std::vector<Link>& links);

}  // namespace diag::network
