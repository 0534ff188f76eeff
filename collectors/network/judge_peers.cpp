// SPDX-License-Identifier: Apache-2.0
// The way to the peers that matter: is it there, how long, with what loss, for packets of which
// size?
#include <algorithm>

#include "collectors/network/picture.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t enough_echoes = 10;  // fewer tell nothing of loss

constexpr std::ptrdiff_t silent_knocks = 2;  // one packet may be lost; fewer make nothing critical

/// All other errors are refusals of this machine itself, which tell nothing of the peer.
bool is_silence(const Knock& knock) {
    return knock.error == "ETIMEDOUT" || knock.error == "EHOSTUNREACH" ||
           knock.error == "EHOSTDOWN";
}

bool was_silent(const Knock& knock) { return is_silence(knock) && !knock.starved; }

bool is_answer(const Knock& knock) {
    return knock.error.empty() || knock.error == "ECONNREFUSED" || knock.error == "ECONNRESET";
}

bool reached(const Peer& peer) {
    return peer.echoes.received > 0 || std::ranges::any_of(peer.knocks, is_answer);
}

/// SAFR itself stands still without them.
bool vital(const Peer& peer) { return peer.role == "node" || peer.role == "storage"; }

Severity gravity(const Peer& peer) { return vital(peer) ? Severity::critical : Severity::warning; }

Severity gravity_of_silence(const Peer& peer) {
    return std::ranges::count_if(peer.knocks, was_silent) >= silent_knocks ? gravity(peer)
                                                                           : Severity::warning;
}

/// Silent only while others had the processors.
bool was_starved(const Peer& peer) {
    if (std::ranges::any_of(peer.knocks, was_silent) || std::ranges::any_of(peer.knocks, is_answer))
        return false;
    return std::ranges::any_of(peer.knocks, is_silence) ||
           (peer.knocks.empty() && peer.echoes.starved);
}

Parameters about(const Peer& peer) {
    return {{"peer", name_of(peer)}, {"port", peer.port == 0 ? "-" : std::to_string(peer.port)}};
}

const Peer* silent_gateway(const Picture& picture) {
    for (const auto& peer : picture.peers)
        if (peer.role == "gateway" && picture.answers_arp(peer.address) == false && !reached(peer))
            return &peer;
    return nullptr;
}

/// This machine itself let no connection go.
void judge_own_refusal(const Peer& peer, Bench& bench) {
    auto words = about(peer);
    words["reason"] = peer.knocks.front().error;
    bench.find("network.peer_unknown", Severity::info, std::move(words), {"peers"});
}

void judge_silence(const Picture& picture, const Peer& peer, Bench& bench) {
    if (was_starved(peer)) return;
    if (!peer.knocks.empty() && std::ranges::none_of(peer.knocks, was_silent))
        return judge_own_refusal(peer, bench);
    const auto arp = picture.answers_arp(peer.address);
    if (peer.role == "gateway") {
        if (arp == false)
            bench.find("network.gateway_silent", Severity::critical, about(peer),
                       {"peers", "neighbours", "routes"});
        return;  // one that answers ARP and no echo forwards all the same
    }
    if (arp == false)
        return bench.find("network.peer_absent", gravity_of_silence(peer), about(peer),
                          {"peers", "neighbours"});
    // Beyond a gateway that is away nothing can be told of others.
    if (!peer.knocks.empty() && !silent_gateway(picture))
        bench.find("network.peer_silent", gravity_of_silence(peer), about(peer),
                   {"peers", "routes"});
}

void judge_port(const Peer& peer, Bench& bench) {
    if (peer.knocks.empty() || was_starved(peer)) return;
    if (std::ranges::all_of(peer.knocks, is_silence))
        bench.find("network.port_filtered", gravity_of_silence(peer), about(peer), {"peers"});
    else if (std::ranges::none_of(peer.knocks, is_answer) && !is_silence(peer.knocks.front()))
        judge_own_refusal(peer, bench);
    // What listens on nodes, storage and cameras their own collectors tell.
    else if (peer.knocks.front().error == "ECONNREFUSED" &&
             (peer.role == "desk" || peer.role == "licence"))
        bench.find("network.port_refused", Severity::warning, about(peer), {"peers"});
}

void judge_loss(const Peer& peer, Bench& bench) {
    const auto& echoes = peer.echoes;
    if (echoes.sent < enough_echoes || echoes.received == 0 || echoes.received >= echoes.sent ||
        echoes.starved)
        return;
    const auto lost = echoes.sent - echoes.received;
    const auto share = 100 * static_cast<double>(lost) / static_cast<double>(echoes.sent);
    if (share <= bench.limit("network.loss")) return;
    auto words = about(peer);
    words["lost"] = std::to_string(lost);
    words["sent"] = std::to_string(echoes.sent);
    words["share"] = fixed(share, 0);
    bench.find(peer.role == "gateway" ? "network.local_loss" : "network.peer_loss",
               Severity::warning, std::move(words), {"peers"});
}

double best_ms(const Peer& peer) {
    double best = peer.echoes.received > 0 ? peer.echoes.best_ms : -1;
    for (const auto& knock : peer.knocks)
        if (is_answer(knock) && (best < 0 || knock.ms < best)) best = knock.ms;
    return best;
}

void judge_time(const Peer& peer, Bench& bench) {
    const auto best = best_ms(peer);
    if (!vital(peer) || best <= bench.limit("network.latency")) return;
    auto words = about(peer);
    words["ms"] = fixed(best, 0);
    bench.find("network.peer_slow", Severity::warning, std::move(words), {"peers"});
}

/// Small packets come through and large ones do not. Where not even the smallest of the large comes
/// back, somebody refuses large echoes as such, and nothing is told. Nor where small ones are lost
/// too: then it is loss, and no matter of size.
void judge_mtu(const Peer& peer, Bench& bench) {
    const auto& echoes = peer.echoes;
    if (echoes.received == 0 || echoes.sizes.empty() || echoes.arrived.empty()) return;
    if (echoes.arrived.front() >= echoes.sizes.front()) return;
    auto words = about(peer);
    words["arrived"] = std::to_string(echoes.arrived.front());
    words["sent"] = std::to_string(echoes.sizes.front());
    words["told"] = std::to_string(echoes.told);
    words["teller"] = echoes.teller;
    const bool loses = echoes.received < echoes.sent || echoes.lost_large != 0;
    if (echoes.told != 0)
        bench.find("network.mtu_smaller", Severity::info, std::move(words), {"peers"});
    else if (!loses && !echoes.starved)
        bench.find("network.mtu_black_hole", gravity(peer), std::move(words), {"peers", "links"});
}

void note(const Peer& peer, Bench& bench) {
    const auto best = best_ms(peer);
    if (best < 0) return;
    auto text = name_of(peer) + ": " + fixed(best, 1) + " ms";
    if (peer.echoes.received > 0)
        text +=
            ", " + std::to_string(peer.echoes.received) + "/" + std::to_string(peer.echoes.sent);
    if (!peer.echoes.arrived.empty())
        text += ", MTU " + std::to_string(peer.echoes.arrived.front());
    bench.note("network.peer", std::move(text));
}

bool refused_here(const Peer& peer) {
    return peer.echoes.error == "EACCES" || peer.echoes.error == "EPERM";
}

}  // namespace

void judge_ways(const Picture& picture, Bench& bench) {
    if (!picture.routes) return;
    const bool leaves = std::ranges::any_of(*picture.routes, &Route::is_default);
    const bool must = std::ranges::any_of(picture.peers, [](const Peer& peer) {
        return !peer.here && (peer.role == "desk" || peer.role == "licence");
    });
    if (!leaves && !picture.addresses.empty())
        bench.find("network.no_default_route", must ? Severity::warning : Severity::info, {},
                   {"routes"});
    for (const auto& route : *picture.routes)
        if (route.is_default() && !route.gateway.empty())
            bench.note("network.gateway", route.gateway + " (" + route.device + ")");
}

void judge_peers(const Picture& picture, Bench& bench) {
    bool asked = false;
    bool could_ask = false;
    std::vector<std::string> starved;
    for (const auto& peer : picture.peers) {
        if (peer.address.empty() || peer.here) continue;
        asked = true;
        could_ask = could_ask || !refused_here(peer);
        note(peer, bench);
        if (was_starved(peer) || (peer.echoes.starved && peer.echoes.received > 0))
            starved.push_back(name_of(peer));
        if (!reached(peer)) {
            judge_silence(picture, peer, bench);
            continue;
        }
        judge_port(peer, bench);
        judge_loss(peer, bench);
        judge_time(peer, bench);
        judge_mtu(peer, bench);
    }
    if (!starved.empty())
        bench.find("network.too_busy", Severity::info, {{"peers", few(starved)}}, {"peers"});
    if (asked && !could_ask) bench.find("network.echo_unknown", Severity::info, {}, {"peers"});
}

}  // namespace diag::network
