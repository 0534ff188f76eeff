// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/bonding.hpp"

#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_members = 64;

void read_member(BondMember& member, std::string_view key, const std::string& value) {
    if (key == "MII Status") member.status = value;
    if (key == "Duplex") member.duplex = value;
    if (key == "Aggregator ID" && member.aggregator.empty()) member.aggregator = value;
    if (key == "Link Failure Count") member.failures = natural(value).value_or(0);
    // "1000 Mbps", "Unknown"
    if (key == "Speed" && !words_of(value).empty())
        member.speed = integer(words_of(value).front()).value_or(0);
}

void read_bond(Bond& bond, std::string_view key, const std::string& value) {
    if (key == "Bonding Mode") bond.mode = value;
    if (key == "MII Status") bond.status = value;
    if (key == "Currently Active Slave" && value != "None") bond.active = value;
    if (key == "Aggregator ID" && bond.aggregator.empty()) bond.aggregator = value;
}

}  // namespace

Bond parse_bonding(std::string_view text) {
    Bond bond;
    for (const auto line : lines_of(text)) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto key = trimmed(line.substr(0, colon));
        const auto value = printable(trimmed(line.substr(colon + 1)));
        if (key == "Slave Interface") {
            if (bond.members.size() >= most_members) break;
            bond.members.push_back({.device = value});
        } else if (bond.members.empty()) {
            read_bond(bond, key, value);
        } else {
            read_member(bond.members.back(), key, value);
        }
    }
    return bond;
}

}  // namespace diag::network
