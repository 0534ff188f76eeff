// SPDX-License-Identifier: Apache-2.0
// Reading the textual forms of addresses (RFC 4291, RFC 5952, IEEE 802).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace diag::redact {

/// "10.0.0.1", octets of one to three decimal digits.
std::optional<std::uint32_t> ipv4_of(std::string_view text);

/// The same the other way round.
void append_ipv4(std::uint32_t address, std::string& output);

/// Groups of a full or "::"-shortened address; no zone, no embedded IPv4.
std::optional<std::array<std::uint16_t, 8>> ipv6_of(std::string_view text);

/// Addresses that name no host of a customer and say something a reader needs: loopback, 0.0.0.0,
/// netmasks, link-local multicast, and all of 240.0.0.0/4, where our own stand-ins lie.
bool keeps_ipv4(std::uint32_t address);

/// ::, ::1, and what lies in 100::/64 (RFC 6666), where our own stand-ins lie.
bool keeps_ipv6(const std::array<std::uint16_t, 8>& groups);

}  // namespace diag::redact
