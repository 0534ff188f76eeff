// SPDX-License-Identifier: Apache-2.0
// The network devices of this machine, as /sys/class/net tells them (sysfs-class-net of the
// kernel's ABI documentation).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/files.hpp"
#include "platform/json.hpp"

namespace diag::network {

struct Link {
    std::string name;
    std::string state;       ///< "up", "down", "lowerlayerdown", "unknown"
    std::string duplex;      ///< "full", "half", "unknown", "" where the device has none
    std::string master;      ///< the bond or bridge it belongs to
    std::int64_t speed = 0;  ///< Mbit/s; 0: not known
    std::uint64_t mtu = 0;   ///< bytes of an IP packet
    std::uint64_t carrier_changes = 0;
    bool enabled = false;  ///< an administrator has set it up (IFF_UP)
    bool carrier = false;
    bool hardware = false;  ///< a device of its own is behind it: no bridge, bond, tunnel or veth
    bool bond = false;
};

/// At most 256 devices, without loopback.
std::vector<Link> read_links(Files& files);

json::value to_json(const Link& link);
Link link_from(const json::value& document);

}  // namespace diag::network
