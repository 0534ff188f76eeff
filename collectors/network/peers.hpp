// SPDX-License-Identifier: Apache-2.0
// The few hosts that matter to this server, and how each is reached. One camera stands for its
// network: hundreds are not to be disturbed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collectors/network/connections.hpp"
#include "collectors/network/echo.hpp"
#include "collectors/network/knock.hpp"
#include "collectors/network/routes.hpp"

namespace diag::network {

struct Peer {
    std::string role;            ///< "node", "storage", "camera", "desk", "licence", "gateway"
    std::string host;            ///< as it is written: a name or an address
    std::string address;         ///< numeric; empty: not known
    std::uint16_t port = 0;      ///< 0: only echoes
    std::string other;           ///< of the other family, asked where `address` is silent
    std::string unresolved;      ///< why there is no address
    bool here = false;           ///< it leads to this machine itself, so it was not asked
    std::uint64_t link_mtu = 0;  ///< of the device toward it
    bool cut_off = false;        ///< that has no carrier
    std::vector<Knock> knocks;
    EchoRecord echoes;

    bool has_name() const { return host != address; }
};

/// At most 64, addresses not looked up yet, without this machine itself. Cameras: the configured
/// ones, and those that SAFR is connected with; one of each network of 256, at most eight. Of the
/// desk behind a proxy the proxy, as the desk itself need not be reached.
std::vector<Peer> find_peers(World& world, const Traffic& traffic,
                             const std::vector<Route>& routes);

/// Names of the hosts outside that other collectors ask: SAFR Cloud, mail servers that the site
/// names, outside systems. Addresses are left out.
std::vector<std::string> other_hosts(const Scope& scope);

json::value to_json(const Peer& peer);
Peer peer_from(const json::value& document);

}  // namespace diag::network
