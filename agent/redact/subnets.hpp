// SPDX-License-Identifier: Apache-2.0
// Which subnets of 240.0.0.0/4 stand for those of a site: private ones stay apart from each other.
#pragma once

#include <array>
#include <cstdint>

#include "platform/keyed_digest.hpp"

namespace diag::redact {

/// Whether the 24 bits of `subnet` begin private, shared or link-local addresses.
bool is_private_subnet(std::uint32_t subnet);

/// Stand-ins for IPv4 subnets of 256 addresses. 240.0.0.0/4 (reserved, RFC 1112 4) has 2^20 of
/// them. The first 2^17 stand for private, shared and link-local ones (RFC 1918, 6598, 3927), of
/// which there are 86,528: no two for one. Public ones share the rest, 255.255.255.0/24 aside.
class Subnets {
public:
    explicit Subnets(KeyedDigest& digest);

    /// The first 24 bits of the stand-in for addresses that begin with the 24 bits of `subnet`;
    /// `digest` is that of the subnet.
    std::uint32_t stand_in(std::uint32_t subnet, const Digest& digest) const;

private:
    static constexpr unsigned half_bits = 9;
    static constexpr unsigned rounds = 4;

    std::uint32_t permuted(std::uint32_t number) const;

    std::array<std::array<std::uint16_t, 1 << half_bits>, rounds> mixes_{};
};

}  // namespace diag::redact
