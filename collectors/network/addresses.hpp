// SPDX-License-Identifier: Apache-2.0
// This machine's own addresses, and which of them it would use toward another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/json.hpp"

namespace diag::network {

struct Address {
    std::string device;
    std::string address;
    int prefix = 0;
    bool conflict = false;  ///< another machine has it too: IPv6's own check failed (RFC 4862 5.4)
};

/// From the kernel, by getifaddrs(3); at most 1024, without loopback.
std::vector<Address> own_addresses();

/// The address that packets to `address` would leave with; empty where there is no way. Nothing is
/// sent.
std::string source_toward(const std::string& address);

/// The IPv6 addresses in /proc/net/if_inet6 whose check for duplicates failed (IFA_F_DADFAILED).
std::vector<std::string> refused_addresses(std::string_view if_inet6);

/// Whether both lie in one network of `prefix` bits; false for what is no address.
bool same_network(const std::string& one, const std::string& other, int prefix);

json::value to_json(const Address& address);

}  // namespace diag::network
