// SPDX-License-Identifier: Apache-2.0
// Looking at this machine's network, and asking the few hosts that matter to it.
#pragma once

#include "collectors/collector.hpp"

namespace diag::network {

/// For all of a run; the probes end by deadlines of their own long before.
inline constexpr milliseconds whole_run{40'000};

/// Evidence: run, links, addresses, routes, bond.NAME, resolv.conf, hosts, others, proxies,
/// firewall,
///           sockets, names, peers, neighbours, counters, counters.before, remember, history
void gather(World& world, Sink& sink);

}  // namespace diag::network
