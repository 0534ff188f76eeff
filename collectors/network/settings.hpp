// SPDX-License-Identifier: Apache-2.0
// Settings of this machine that decide over connections: proxies and its own firewall.
#pragma once

#include "collectors/network/peers.hpp"

namespace diag::network {

/// Gives "proxies": who is told to use which, and which of the peers that lie inside the site are
/// not exempt. Of the surroundings of SAFR's processes nothing else is read.
void give_proxies(World& world, Sink& sink, const std::vector<Peer>& peers);

/// Gives "firewall": counts by nft, or by iptables-save where nft is not there or says too little.
/// Rules of more than 1 MiB are not read: what they let in is unclear.
void give_firewall(World& world, Sink& sink);

}  // namespace diag::network
