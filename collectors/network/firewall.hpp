// SPDX-License-Identifier: Apache-2.0
// What this machine's own firewall lets in, as counts and ports: no rule itself is kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/json.hpp"

namespace diag::network {

struct Firewall {
    std::string tool;  ///< "nft" or "iptables"; empty: nothing is known
    std::uint64_t chains = 0;
    std::uint64_t rules = 0;
    bool closed = false;  ///< what no rule lets in is dropped or refused
    /// Something is let in by other means than a port: a source, a set, a match of iptables, all
    /// but something. What of a closed port then holds cannot be told.
    bool unclear = false;
    std::vector<std::pair<std::uint16_t, std::uint16_t>> open;  ///< TCP ports let in, from and to

    bool lets_in(std::uint16_t port) const;
};

/// Of `iptables-save -t filter`.
Firewall parse_iptables(std::string_view text);
/// Of `nft -j list ruleset` (libnftables-json(5)).
Firewall parse_nft(std::string_view text);

json::value to_json(const Firewall& firewall);
Firewall firewall_from(const json::value& document);

}  // namespace diag::network
