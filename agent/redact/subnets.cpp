// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/subnets.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace diag::redact {
namespace {

constexpr std::uint32_t reserved = 0xf00000;  ///< the first 24 bits of 240.0.0.0/4
constexpr std::uint32_t of_private = 1 << 17;
constexpr std::uint32_t of_public = (1 << 20) - of_private - 1;  ///< not 255.255.255.0/24

/// Subnets whose addresses begin alike.
struct Range {
    std::uint32_t first;
    std::uint32_t count;
};
constexpr std::array<Range, 5> private_ranges{{{0x0a0000, 1 << 16},   // 10.0.0.0/8
                                               {0xac1000, 1 << 12},   // 172.16.0.0/12
                                               {0xc0a800, 1 << 8},    // 192.168.0.0/16
                                               {0x644000, 1 << 14},   // 100.64.0.0/10
                                               {0xa9fe00, 1 << 8}}};  // 169.254.0.0/16

/// Which of all private subnets it is, if it is one.
std::optional<std::uint32_t> private_number(std::uint32_t subnet) {
    std::uint32_t before = 0;
    for (const auto& [first, count] : private_ranges) {
        if (subnet >= first && subnet - first < count) return before + subnet - first;
        before += count;
    }
    return {};
}

}  // namespace

bool is_private_subnet(std::uint32_t subnet) { return private_number(subnet).has_value(); }

Subnets::Subnets(KeyedDigest& digest) {
    constexpr std::size_t bytes = 2;  // for one mix
    std::size_t count = 0;
    Digest random{};
    for (auto& round : mixes_)
        for (auto& mix : round) {
            const auto at = count * bytes % random.size();
            if (at == 0) random = digest.of("ipv4 subnets " + std::to_string(count));
            mix = static_cast<std::uint16_t>((random[at] << 8 | random[at + 1]) &
                                             ((1 << half_bits) - 1));
            ++count;
        }
}

/// A permutation of numbers of 18 bits by Feistel's rounds, gone on with until it falls among the
/// private ones' 17 bits, which is a permutation of those.
std::uint32_t Subnets::permuted(std::uint32_t number) const {
    constexpr std::uint32_t half = (1 << half_bits) - 1;
    do {
        auto left = number >> half_bits, right = number & half;
        for (const auto& round : mixes_) {
            const auto mixed = left ^ round[right];
            left = right;
            right = mixed;
        }
        number = left << half_bits | right;
    } while (number >= of_private);
    return number;
}

std::uint32_t Subnets::stand_in(std::uint32_t subnet, const Digest& digest) const {
    if (const auto number = private_number(subnet)) return reserved + permuted(*number);
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < 8; ++i) hash = hash << 8 | digest[i];
    return reserved + of_private + static_cast<std::uint32_t>(hash % of_public);
}

}  // namespace diag::redact
