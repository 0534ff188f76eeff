// SPDX-License-Identifier: Apache-2.0
// A numeric address and port as the kernel takes them.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

namespace diag::network {

struct Endpoint {
    sockaddr_storage address{};
    socklen_t length = 0;

    int family() const { return address.ss_family; }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }
};

/// Nothing where `address` is no numeric IPv4 or IPv6 address ("fe80::1%eth0" keeps its zone).
std::optional<Endpoint> endpoint_of(const std::string& address, std::uint16_t port);

/// The address alone, numeric; empty when it cannot be written.
std::string address_text(const sockaddr* address, socklen_t length);

/// "ECONNREFUSED", or "errno 123" where it has no name that findings know.
std::string errno_word(int number);

}  // namespace diag::network
