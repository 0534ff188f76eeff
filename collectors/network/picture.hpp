// SPDX-License-Identifier: Apache-2.0
// The evidence of one run, read: what the judges of this collector look at.
//
// Addresses may be stand-ins by now, which are equal where the addresses were and lie in no
// network: what needs arithmetic was told by gather.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/network/ask_names.hpp"
#include "collectors/network/bonding.hpp"
#include "collectors/network/connections.hpp"
#include "collectors/network/counters.hpp"
#include "collectors/network/firewall.hpp"
#include "collectors/network/links.hpp"
#include "collectors/network/peers.hpp"
#include "collectors/network/resolver.hpp"

namespace diag::network {

struct SeenAddress {
    std::string device, address;
    bool conflict = false;
};

struct SeenProxy {
    std::string where, variable, host;
    std::uint16_t port = 0;
    std::vector<std::string> not_exempt;
};

struct Picture {
    bool brief = false;
    std::string host;  ///< this machine's own name
    Site site;
    std::vector<Link> links;
    std::vector<SeenAddress> addresses;
    std::optional<std::vector<Route>> routes;
    std::map<std::string, bool> neighbours;  ///< by address: does it answer ARP?
    std::map<std::string, Bond> bonds;
    std::optional<Resolver> resolver;
    std::vector<HostLine> hosts;
    std::vector<std::string> others;  ///< hosts outside that the hosts file names and others ask
    std::vector<SeenProxy> proxies;
    std::optional<Firewall> firewall;
    Traffic traffic;
    std::vector<NameAnswer> names;
    std::vector<Peer> peers;
    Reading now, before;

    bool has_address(const std::string& device) const;
    /// Whether that is an address of this machine itself, loopback's among them.
    bool leads_here(const std::string& address) const;
    /// Nothing where the kernel never asked.
    std::optional<bool> answers_arp(const std::string& address) const;
};

/// Reads what it can; what is missing or not understood stays empty.
Picture picture_of(const Evidence& evidence);

/// "nas01 (10.0.0.5)", or the address alone.
std::string name_of(const Peer& peer);

/// At most eight, and how many more.
std::string few(const std::vector<std::string>& words);

void judge_links(const Picture& picture, Bench& bench);     ///< cards, cables, bonds, addresses
void judge_counters(const Picture& picture, Bench& bench);  ///< what grew between two readings
void judge_ways(const Picture& picture, Bench& bench);      ///< routes and gateways
void judge_peers(const Picture& picture, Bench& bench);     ///< reach, loss, latency, MTU
void judge_names(const Picture& picture, Bench& bench);     ///< name servers and the hosts file
void judge_settings(const Picture& picture, Bench& bench);  ///< proxies, firewall, listeners
void judge_sockets(const Picture& picture, Bench& bench);   ///< states of connections

}  // namespace diag::network
