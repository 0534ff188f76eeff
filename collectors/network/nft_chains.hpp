// SPDX-License-Identifier: Apache-2.0
// Which chains of nft decide over packets to this machine (libnftables-json(5)).
#pragma once

#include <set>
#include <string>

#include "platform/json.hpp"

namespace diag::network {

/// "inet filter input": the chain that a rule stands in, with its family and table, as chains of
/// different tables may share a name.
std::string chain_of(const json::value& rule);

/// The chains that a packet to this machine may come through, named likewise: those hooked to
/// input, and all that lead on from there. What maps with names lead to counts as such.
std::set<std::string> chains_of_input(const json::array& ruleset);

}  // namespace diag::network
