// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/probes.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

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
/// What is lost on the way, and ARP, is sent again after one second (RFC 6298 2.1, arp(7)).
constexpr milliseconds second_try{1'300};
constexpr std::size_t arp_limit = 1 << 20;
constexpr milliseconds between_echoes{50};
constexpr milliseconds between_echoes_brief{20};

/// What is known of the device toward a peer.
void know_link(Peer& peer, const std::vector<Address>& addresses, const std::vector<Link>& links) {
    const auto source = source_toward(peer.address);
    const auto own = std::ranges::find(addresses, source, &Address::address);
    if (own == addresses.end()) return;
    const auto link = std::ranges::find(links, own->device, &Link::name);
    if (link == links.end()) return;
    peer.link_mtu = link->mtu;
    peer.cut_off = link->enabled && !link->carrier;
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

bool is_silence(const Knock& knock) {
    return knock.error == "ETIMEDOUT" || knock.error == "EHOSTUNREACH" ||
           knock.error == "EHOSTDOWN";
}

bool is_answer(const Knock& knock) {
    return knock.error.empty() || knock.error == "ECONNREFUSED" || knock.error == "ECONNRESET";
}

/// What is wanted of it came: from its port, or from a peer without one an echo.
bool settled(const Peer& peer) {
    return peer.port == 0 ? peer.echoes.received > 0 : std::ranges::any_of(peer.knocks, is_answer);
}

bool answered(const Peer& peer) { return peer.echoes.received > 0 || settled(peer); }

bool at_every_knock(const Peer&) { return true; }

/// Cameras have few slots for connections, and desks and licence servers are others' own.
bool at_many_knocks(const Peer& peer) {
    return peer.role != "camera" && peer.role != "desk" && peer.role != "licence";
}
bool was_silent(const Peer& peer) {
    return !peer.knocks.empty() && std::ranges::all_of(peer.knocks, is_silence);
}
/// Whether it may still answer: a device without a carrier lets nothing through later either.
bool may_be_slow(const Peer& peer) { return was_silent(peer) && !peer.cut_off; }

/// Whether any was asked.
bool knock(std::vector<Peer>& peers, bool (*is_asked)(const Peer&), milliseconds patience) {
    std::vector<Door> doors;
    std::vector<Peer*> asked;
    for (auto& peer : peers) {
        if (peer.address.empty() || peer.port == 0 || !is_asked(peer)) continue;
        doors.push_back({peer.address, peer.port});
        asked.push_back(&peer);
    }
    const auto knocks = knock_at(doors, patience);
    for (std::size_t i = 0; i < asked.size(); ++i) asked[i]->knocks.push_back(knocks[i]);
    return !asked.empty();
}

/// A gateway that has not answered ARP yet may do so when it is asked again.
bool awaits_arp(World& world, const std::vector<Peer>& peers) {
    const auto arp = world.files.read("/proc/net/arp", arp_limit);
    return arp && std::ranges::any_of(peers, [&](const Peer& peer) {
               return peer.role == "gateway" && !peer.cut_off && !answered(peer) &&
                      answers_arp(*arp, peer.address) == false;
           });
}

void knock_often(World& world, std::vector<Peer>& peers) {
    for (std::size_t i = 0; i < knocks_at_length; ++i) {
        if (i > 0) world.clock.sleep(between_knocks);
        knock(peers, i == 0 ? at_every_knock : at_many_knocks, milliseconds{1'500});
    }
}

void knock_briefly(World& world, std::vector<Peer>& peers) {
    constexpr milliseconds first_try{400};
    knock(peers, at_every_knock, first_try);
    const bool worth_it = std::ranges::any_of(peers, may_be_slow);
    const bool has_waited = knock(peers, was_silent, worth_it ? second_try : first_try);
    if (!has_waited && awaits_arp(world, peers)) world.clock.sleep(second_try);
}

/// Whoever was silent and has an address of the other family, there.
void ask_elsewhere(World& world, std::vector<Peer>& peers, const std::vector<Address>& addresses,
                   const std::vector<Link>& links) {
    std::vector<Peer> others;
    std::vector<Peer*> silent;
    for (auto& peer : peers) {
        if (peer.address.empty() || peer.other.empty() || settled(peer)) continue;
        others.push_back({.role = peer.role, .host = peer.host, .address = peer.other});
        others.back().other = peer.address;
        others.back().port = peer.port;
        know_link(others.back(), addresses, links);
        silent.push_back(&peer);
    }
    if (others.empty()) return;
    send_echoes_to(world, others);
    knock(others, at_every_knock, second_try);
    for (std::size_t i = 0; i < others.size(); ++i)
        if (settled(others[i]) || (answered(others[i]) && !answered(*silent[i])))
            *silent[i] = std::move(others[i]);
}

}  // namespace

void choose_address(Peer& peer, const Addresses& addresses) {
    const auto is_ipv6 = [](const std::string& each) { return each.find(':') != each.npos; };
    const auto first = std::ranges::find_if_not(addresses, is_ipv6);
    const auto second = std::ranges::find_if(addresses, is_ipv6);
    if (first != addresses.end()) peer.address = *first;
    if (second != addresses.end()) (peer.address.empty() ? peer.address : peer.other) = *second;
}

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
        else
            choose_address(*named[i], *found[i]);
    }
    for (auto& peer : peers) peer.here = is_loopback(peer.address);
}

void measure(World& world, Sink& sink, std::vector<Peer>& peers,
             const std::vector<Address>& addresses, const std::vector<Link>& links) {
    const auto is_own = [&](const std::string& address) {
        return std::ranges::find(addresses, address, &Address::address) != addresses.end();
    };
    for (auto& peer : peers) peer.here = peer.here || is_own(peer.address);
    // Who leads to this machine itself is asked nothing, and is kept for what names it.
    const auto home = std::ranges::stable_partition(peers, std::logical_not{}, &Peer::here);
    std::vector<Peer> here(std::make_move_iterator(home.begin()),
                           std::make_move_iterator(home.end()));
    peers.erase(home.begin(), home.end());
    for (auto& peer : peers) {
        if (is_loopback(peer.other) || is_own(peer.other)) peer.other.clear();
        if (!peer.address.empty()) know_link(peer, addresses, links);
    }
    sink.doing("the way to " + std::to_string(peers.size()) + " peers");
    send_echoes_to(world, peers);
    if (world.scope.brief)
        knock_briefly(world, peers);
    else
        knock_often(world, peers);
    ask_elsewhere(world, peers, addresses, links);
    std::ranges::move(here, std::back_inserter(peers));
}

}  // namespace diag::network
