// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/probes.hpp"

#include <algorithm>
#include <array>

#include "platform/names.hpp"

namespace diag::network {
namespace {

/// What people meet: Ethernet, PPPoE, GRE, WireGuard, IPsec and the smallest of IPv6, in bytes of
/// an IP packet (RFC 1191 7, RFC 8200 5), and jumbo frames.
constexpr std::array<std::size_t, 10> usual_sizes{9000, 1500, 1492, 1476, 1460,
                                                  1420, 1400, 1372, 1280, 576};
constexpr std::size_t knocks_at_length = 5;
constexpr std::size_t echoes_at_length = 20;
constexpr std::size_t echoes_brief = 3;
constexpr milliseconds between_knocks{200};
constexpr milliseconds between_echoes{50};
constexpr milliseconds between_echoes_brief{20};

std::uint64_t mtu_toward(const Peer& peer, const std::vector<Address>& addresses,
                         const std::vector<Link>& links) {
    const auto source = source_toward(peer.address);
    const auto own = std::ranges::find(addresses, source, &Address::address);
    if (own == addresses.end()) return 0;
    const auto link = std::ranges::find(links, own->device, &Link::name);
    return link == links.end() ? 0 : link->mtu;
}

/// The device's own MTU and the usual ones below it.
std::vector<std::size_t> sizes_below(std::uint64_t mtu) {
    std::vector<std::size_t> sizes;
    if (mtu < usual_sizes.back()) return sizes;
    sizes.push_back(static_cast<std::size_t>(mtu));
    for (const auto size : usual_sizes)
        if (size < mtu) sizes.push_back(size);
    return sizes;
}

void send_echoes_to(World& world, std::vector<Peer>& peers) {
    const bool brief = world.scope.brief;
    std::vector<EchoPlan> plans;
    std::vector<Peer*> asked;
    for (auto& peer : peers) {
        if (peer.address.empty()) continue;
        plans.push_back(
            {peer.address, brief ? echoes_brief : echoes_at_length, sizes_below(peer.link_mtu)});
        asked.push_back(&peer);
    }
    const auto records = send_echoes(plans, brief ? between_echoes_brief : between_echoes,
                                     milliseconds{brief ? 250 : 1'000});
    for (std::size_t i = 0; i < asked.size(); ++i) asked[i]->echoes = records[i];
}

void knock(std::vector<Peer>& peers, bool first, milliseconds patience) {
    std::vector<Door> doors;
    std::vector<Peer*> asked;
    for (auto& peer : peers) {
        // Cameras have few slots for connections, and desks and licence servers are others' own.
        const bool spared =
            !first && (peer.role == "camera" || peer.role == "desk" || peer.role == "licence");
        if (peer.address.empty() || peer.port == 0 || spared) continue;
        doors.push_back({peer.address, peer.port});
        asked.push_back(&peer);
    }
    const auto knocks = knock_at(doors, patience);
    for (std::size_t i = 0; i < asked.size(); ++i) asked[i]->knocks.push_back(knocks[i]);
}

}  // namespace

void find_addresses(World& world, std::vector<Peer>& peers) {
    std::vector<std::string> hosts;
    std::vector<Peer*> named;
    for (auto& peer : peers)
        if (peer.address.empty()) {
            hosts.push_back(peer.host);
            named.push_back(&peer);
        }
    const auto found = addresses_of(hosts, milliseconds{world.scope.brief ? 400 : 5'000});
    for (std::size_t i = 0; i < named.size(); ++i) {
        if (!found[i])
            named[i]->unresolved = name_of(found[i].error().fault);
        else if (!found[i]->empty())
            named[i]->address = found[i]->front();
    }
    // A name that leads to this machine itself is asked nothing.
    std::erase_if(peers, [](const Peer& peer) { return is_loopback(peer.address); });
}

void measure(World& world, Sink& sink, std::vector<Peer>& peers,
             const std::vector<Address>& addresses, const std::vector<Link>& links) {
    const auto own = [&](const Peer& peer) {
        return std::ranges::find(addresses, peer.address, &Address::address) != addresses.end();
    };
    std::erase_if(peers, own);
    for (auto& peer : peers)
        if (!peer.address.empty()) peer.link_mtu = mtu_toward(peer, addresses, links);
    sink.doing("the way to " + std::to_string(peers.size()) + " peers");
    send_echoes_to(world, peers);
    const bool brief = world.scope.brief;
    for (std::size_t i = 0; i < (brief ? 1 : knocks_at_length); ++i) {
        if (i > 0) world.clock.sleep(between_knocks);
        knock(peers, i == 0, milliseconds{brief ? 400 : 1'500});
    }
}

}  // namespace diag::network
