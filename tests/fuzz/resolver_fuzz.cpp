// SPDX-License-Identifier: Apache-2.0
// resolv.conf, the hosts file, and the tables of /proc/net that lie beside them.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "collectors/network/addresses.hpp"
#include "collectors/network/counters.hpp"
#include "collectors/network/resolver.hpp"
#include "collectors/network/routes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace diag::network;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (parse_resolv_conf(text).servers.size() > 16) __builtin_trap();
    const auto hosts = parse_hosts(text);
    if (!hosts.empty() && addresses_in(hosts, hosts.front().names.front()).empty())
        __builtin_trap();
    parse_routes(text);
    parse_default_routes_ipv6(text);
    answers_arp(text, "10.0.0.1");
    refused_addresses(text);
    Reading reading;
    reading.devices = parse_net_dev(text);
    reading.tcp = parse_tcp_counters(text, text);
    reading_from(to_json(reading));
    return 0;
}
