// SPDX-License-Identifier: Apache-2.0
// A host and a port as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace diag {

struct HostPort {
    std::string host;        ///< a name or a numeric address, of IPv6 without brackets
    std::uint16_t port = 0;  ///< 0: none is named
};

/// "host", "host:8080", "[fd00::1]:8080". Nothing where that is neither a name (RFC 1035 2.3.4,
/// and '_') nor an address, or the port is none. An address of IPv6 needs its brackets: else nobody
/// could tell the port from it.
std::optional<HostPort> host_port_from(std::string_view text);

/// The same where the port must be named.
std::optional<HostPort> host_and_port_from(std::string_view text);

/// Letters, digits, '-', '_' and dots, at most 253 (RFC 1035 2.3.4); an address of IPv4, too.
bool is_host_name(std::string_view text);

}  // namespace diag
