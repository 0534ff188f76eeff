// SPDX-License-Identifier: Apache-2.0
// Where packets go: the kernel's tables of routes and of neighbours under /proc/net (proc(5)).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/json.hpp"

namespace diag::network {

struct Route {
    std::string device;
    std::string network;  ///< "10.0.0.0", "0.0.0.0"
    std::string gateway;  ///< empty: the network is on the wire
    int prefix = 0;
    std::uint64_t metric = 0;

    bool is_default() const { return prefix == 0; }
};

/// The routes in /proc/net/route that are up; its numbers are hexadecimal in the order of this
/// machine. At most 1024.
std::vector<Route> parse_routes(std::string_view route);
/// The default routes alone in /proc/net/ipv6_route, loopback's left out.
std::vector<Route> parse_default_routes_ipv6(std::string_view ipv6_route);

/// Whether the neighbour answers ARP, by /proc/net/arp: false where the kernel asked in vain (flags
/// 0x0), nothing where it has not asked.
std::optional<bool> answers_arp(std::string_view arp, std::string_view address);

json::value to_json(const Route& route);
Route route_from(const json::value& document);

}  // namespace diag::network
