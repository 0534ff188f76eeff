// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/gather.hpp"

#include <algorithm>

#include "collectors/network/addresses.hpp"
#include "collectors/network/ask_names.hpp"
#include "collectors/network/counters.hpp"
#include "collectors/network/links.hpp"
#include "collectors/network/probes.hpp"
#include "collectors/network/resolver.hpp"
#include "collectors/network/settings.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t text_limit = 1 << 20;
constexpr std::size_t history_limit = 64 << 10;
constexpr std::size_t most_questions = 96;
constexpr std::size_t most_asked_servers = 6;
/// Every resolver answers it by itself, with or without a way to the world (RFC 6303 4.2).
constexpr std::string_view own_question = "1.0.0.127.in-addr.arpa";

std::string text_of(Files& files, const char* path) {
    auto text = files.read(path, text_limit);
    return text ? std::move(*text) : std::string{};
}

Reading read_counters(World& world) {
    Reading reading{.time = world.clock.uptime().count()};
    reading.boot = trimmed(text_of(world.files, "/proc/sys/kernel/random/boot_id"));
    reading.devices = parse_net_dev(text_of(world.files, "/proc/net/dev"));
    reading.tcp = parse_tcp_counters(text_of(world.files, "/proc/net/snmp"),
                                     text_of(world.files, "/proc/net/netstat"));
    return reading;
}

template <class List>
json::array listed(const List& list) {
    json::array all;
    for (const auto& each : list) all.push_back(to_json(each));
    return all;
}

std::vector<Address> read_addresses(World& world) {
    auto addresses = own_addresses();
    const auto refused = refused_addresses(text_of(world.files, "/proc/net/if_inet6"));
    for (auto& each : addresses)
        each.conflict = std::ranges::find(refused, each.address.substr(
                                                       0, each.address.find('%'))) != refused.end();
    return addresses;
}

std::vector<Route> give_routes(World& world, Sink& sink) {
    const auto table = world.files.read("/proc/net/route", text_limit);
    auto routes = parse_routes(table ? *table : std::string{});
    for (auto& each : parse_default_routes_ipv6(text_of(world.files, "/proc/net/ipv6_route")))
        routes.push_back(std::move(each));
    if (table)
        sink.give("routes", json::write(listed(routes)));
    else
        sink.give("routes", table.error());
    return routes;
}

/// Which peers on our own wire answer ARP, now that each was sent something.
void give_neighbours(World& world, Sink& sink, const std::vector<Peer>& peers) {
    const auto arp = text_of(world.files, "/proc/net/arp");
    json::array all;
    for (const auto& peer : peers)
        if (const auto answers = answers_arp(arp, peer.address); answers && !peer.here)
            all.push_back({{"address", peer.address}, {"answers_arp", *answers}});
    sink.give("neighbours", json::write(all));
}

void give_bonds(World& world, Sink& sink, const std::vector<Link>& links) {
    for (const auto& link : links)
        if (link.bond)
            sink.give("bond." + link.name,
                      world.files.read("/proc/net/bonding/" + link.name, text_limit));
}

/// Those of resolv.conf, and behind systemd-resolved the ones it asks itself.
Resolver read_resolver(World& world, Sink& sink) {
    const auto own = world.files.read("/etc/resolv.conf", text_limit);
    auto resolver = parse_resolv_conf(own ? *own : std::string{});
    auto& servers = resolver.servers;
    sink.give("resolv.conf", own);
    if (std::ranges::find(servers, "127.0.0.53") != servers.end()) {
        const auto behind = world.files.read("/run/systemd/resolve/resolv.conf", text_limit);
        for (auto& server : parse_resolv_conf(behind ? *behind : std::string{}).servers)
            if (std::ranges::find(servers, server) == servers.end()) servers.push_back(server);
        sink.give("resolved.conf", behind);
    }
    if (servers.size() > most_asked_servers) servers.resize(most_asked_servers);
    return resolver;
}

std::vector<std::string> hosts_of(const std::vector<Peer>& peers,
                                  const std::vector<std::string>& others) {
    std::vector<std::string> all;
    for (const auto& peer : peers) all.push_back(peer.host);
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

/// Names of hosts that other collectors ask, peers aside, of which the hosts file says something.
std::vector<std::string> give_others(World& world, Sink& sink, const std::vector<Peer>& peers,
                                     const Result<std::string>& hosts) {
    const auto lines = parse_hosts(hosts ? *hosts : std::string{});
    auto others = other_hosts(world.scope);
    std::erase_if(others, [&](const std::string& each) {
        return addresses_in(lines, each).empty() ||
               std::ranges::find(peers, each, &Peer::host) != peers.end();
    });
    json::array all;
    for (const auto& each : others) all.push_back(json::object{{"host", each}});
    sink.give("others", json::write(all));
    return others;
}

void give_names(World& world, Sink& sink, const Resolver& resolver, const std::vector<Peer>& peers,
                const std::vector<std::string>& others) {
    std::vector<NameQuestion> questions;
    std::vector<std::string> hosts;  // as they are written, of each question
    const auto add = [&](const std::string& server, std::string_view host, std::string name,
                         RecordType type) {
        questions.push_back({server, std::move(name), type});
        hosts.emplace_back(host);
    };
    for (const auto& server : resolver.servers) {
        add(server, own_question, std::string(own_question), RecordType::ptr);
        for (const auto& host : hosts_of(peers, others)) {
            if (is_address(host) || questions.size() >= most_questions) continue;
            if (auto name = qualified(host, resolver))
                add(server, host, std::move(*name), RecordType::a);
        }
    }
    sink.doing("asking the name servers");
    const milliseconds patience{world.scope.brief ? 400 : 3'000};
    json::array answers;
    auto said = ask_names(questions, patience);
    for (std::size_t i = 0; i < said.size(); ++i) {
        said[i].name = hosts[i];
        answers.push_back(to_json(said[i]));
    }
    sink.give("names", json::write(answers));
}

void give_run(World& world, Sink& sink) {
    const auto name = world.files.read("/proc/sys/kernel/hostname", 256);
    sink.give("run", json::write({{"time", world.clock.now().time_since_epoch().count()},
                                  {"brief", world.scope.brief},
                                  {"host", name ? printable(trimmed(*name)) : ""},
                                  {"site", to_json(world.scope.site)}}));
    sink.give("history", std::string(newest_lines(world.scope.past, history_limit)));
}

/// The second reading, once a span has passed since the first.
void give_counters(World& world, Sink& sink, const Reading& before) {
    if (!world.scope.brief) {
        const auto left = milliseconds{before.time} + world.scope.sampling - world.clock.uptime();
        sink.doing("counters of the devices");
        if (left.count() > 0) world.clock.sleep(left);
    }
    const auto now = json::write(to_json(read_counters(world)));
    sink.give("counters.before", json::write(to_json(before)));
    sink.give("counters", now);
    sink.give("remember", now);
}

}  // namespace

void gather(World& world, Sink& sink) {
    const auto before = read_counters(world);
    give_run(world, sink);
    const auto links = read_links(world.files);
    sink.give("links", json::write(listed(links)));
    const auto addresses = read_addresses(world);
    sink.give("addresses", json::write(listed(addresses)));
    const auto routes = give_routes(world, sink);
    give_bonds(world, sink, links);
    const auto resolver = read_resolver(world, sink);
    const auto hosts = world.files.read("/etc/hosts", text_limit);
    sink.give("hosts", hosts);
    sink.doing("connections");
    const auto traffic = read_traffic(world);
    sink.give("sockets", json::write(to_json(traffic)));
    auto peers = find_peers(world, traffic, routes);
    const auto others = give_others(world, sink, peers, hosts);
    give_names(world, sink, resolver, peers, others);
    find_addresses(world, peers);
    give_proxies(world, sink, peers);
    measure(world, sink, peers, addresses, links);
    sink.give("peers", json::write(listed(peers)));
    give_firewall(world, sink);
    give_neighbours(world, sink, peers);
    give_counters(world, sink, before);
}

}  // namespace diag::network
