// SPDX-License-Identifier: Apache-2.0
// Settings that keep connections from coming about, and connections that stand in a bad state.
#include <algorithm>
#include <map>
#include <set>

#include "collectors/network/picture.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

bool has_other_nodes(const Picture& picture) {
    return std::ranges::any_of(picture.site.nodes,
                               [](const std::string& node) { return !is_loopback(node); });
}

/// Documented services by the ports that they listen on, loopback alone or not.
struct Heard {
    std::set<std::uint16_t> outside, loopback;
};

std::map<std::string, Heard> heard(const Picture& picture) {
    std::map<std::string, Heard> all;
    for (const auto& ear : picture.traffic.ears) {
        const auto* service = service_named(ear.service);
        // The database has no documented port: it may keep to itself on purpose.
        if (!service || service->port == 0) continue;
        const auto ports = ports_of(picture.site, ear.service);
        if (std::ranges::find(ports, ear.port) == ports.end()) continue;
        auto& of = all[std::string(service->title)];
        (is_loopback(ear.address) ? of.loopback : of.outside).insert(ear.port);
    }
    return all;
}

void judge_firewall(const Picture& picture, Bench& bench) {
    if (!picture.firewall) return;
    std::set<std::uint16_t> closed;
    // Where there is one node alone, who lets nobody in may mean it so.
    if (has_other_nodes(picture))
        for (const auto& [service, ports] : heard(picture))
            for (const auto port : ports.outside)
                if (!picture.firewall->lets_in(port)) closed.insert(port);
    if (!closed.empty())
        bench.find("network.port_firewalled", Severity::warning,
                   {{"ports", joined(closed)}, {"tool", picture.firewall->tool}},
                   {"firewall", "sockets"});
    bench.note("network.firewall", picture.firewall->tool + ": " +
                                       std::to_string(picture.firewall->chains) + "/" +
                                       std::to_string(picture.firewall->rules));
}

void judge_loopback(const Picture& picture, Bench& bench) {
    if (!has_other_nodes(picture)) return;
    std::vector<std::string> services;
    for (const auto& [service, ports] : heard(picture))
        if (ports.outside.empty() && !ports.loopback.empty())
            services.push_back(service + " (" + joined(ports.loopback) + ")");
    if (!services.empty())
        bench.find("network.loopback_only", Severity::warning, {{"services", few(services)}},
                   {"sockets", "run"});
}

void judge_proxies(const Picture& picture, Bench& bench) {
    struct Told {
        std::set<std::string> where, hosts;
    };
    std::map<std::string, Told> proxies;
    for (const auto& proxy : picture.proxies) {
        if (proxy.not_exempt.empty()) continue;
        auto& told = proxies[proxy.host + (proxy.port ? ":" + std::to_string(proxy.port) : "")];
        told.where.insert(proxy.where);
        told.hosts.insert(proxy.not_exempt.begin(), proxy.not_exempt.end());
    }
    for (const auto& [proxy, told] : proxies)
        bench.find("network.proxy_not_exempt", Severity::warning,
                   {{"proxy", proxy},
                    {"where", few({told.where.begin(), told.where.end()})},
                    {"hosts", few({told.hosts.begin(), told.hosts.end()})}},
                   {"proxies", "peers"});
}

struct Counted {
    std::uint64_t count = 0;
    std::set<std::string> programs, peers;
};

std::string who(const Crowd& crowd) { return crowd.program.empty() ? "-" : crowd.program; }

void judge_waiting(const Picture& picture, Bench& bench) {
    std::map<std::string, Counted> by_peer;
    for (const auto& crowd : picture.traffic.crowds) {
        if (crowd.state != "SYN-SENT") continue;
        auto& counted = by_peer[crowd.peer + ":" + std::to_string(crowd.port)];
        counted.count += crowd.count;
        counted.programs.insert(who(crowd));
    }
    for (const auto& [peer, counted] : by_peer)
        if (static_cast<double>(counted.count) >= bench.limit("network.syn_sent"))
            bench.find("network.syn_sent", Severity::warning,
                       {{"count", std::to_string(counted.count)},
                        {"peer", peer},
                        {"programs", joined(counted.programs)}},
                       {"sockets"});
}

void judge_unclosed(const Picture& picture, Bench& bench) {
    std::map<std::pair<std::string, std::string>, Counted> by_program;
    for (const auto& crowd : picture.traffic.crowds) {
        if (crowd.state != "CLOSE-WAIT") continue;
        auto& counted = by_program[{crowd.service, who(crowd)}];
        counted.count += crowd.count;
        counted.peers.insert(crowd.peer);
    }
    for (const auto& [key, counted] : by_program) {
        const auto& [service, program] = key;
        if (static_cast<double>(counted.count) < bench.limit("network.close_wait")) continue;
        const auto* known = service_named(service);
        bench.find(service.empty() ? "network.close_wait_other" : "network.close_wait",
                   Severity::warning,
                   {{"count", std::to_string(counted.count)},
                    {"program", known ? std::string(known->title) : program},
                    {"peers", few({counted.peers.begin(), counted.peers.end()})}},
                   {"sockets"});
    }
}

}  // namespace

void judge_settings(const Picture& picture, Bench& bench) {
    judge_proxies(picture, bench);
    judge_firewall(picture, bench);
    judge_loopback(picture, bench);
}

void judge_sockets(const Picture& picture, Bench& bench) {
    judge_waiting(picture, bench);
    judge_unclosed(picture, bench);
}

}  // namespace diag::network
