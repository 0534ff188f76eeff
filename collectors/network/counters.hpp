// SPDX-License-Identifier: Apache-2.0
// What devices and TCP have counted since they began: /proc/net/dev, /proc/net/snmp and
// /proc/net/netstat (proc(5)).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "platform/json.hpp"

namespace diag::network {

struct DeviceCounters {
    std::uint64_t received = 0, sent = 0;  ///< packets
    std::uint64_t receive_errors = 0;      ///< bad checksums, framing, too long
    std::uint64_t send_errors = 0;         ///< carrier lost and collisions among them
    std::uint64_t receive_drops = 0;       ///< no room for them, or a protocol nobody wants
    std::uint64_t send_drops = 0;
};

/// By device, without loopback; at most 256. Lines that are no counters are left out.
std::map<std::string, DeviceCounters> parse_net_dev(std::string_view text);

struct TcpCounters {
    std::uint64_t sent = 0;  ///< segments
    std::uint64_t sent_again = 0;
    std::uint64_t overflows = 0;  ///< connections refused since a program did not take them in time
};

/// `snmp` has "Tcp:" lines and `netstat` "TcpExt:": names first, then numbers.
TcpCounters parse_tcp_counters(std::string_view snmp, std::string_view netstat);

/// All counters at one time.
struct Reading {
    std::int64_t time = 0;  ///< milliseconds since the machine began
    std::string boot;
    std::map<std::string, DeviceCounters> devices;
    TcpCounters tcp;
};

json::value to_json(const Reading& reading);
Reading reading_from(const json::value& document);

}  // namespace diag::network
