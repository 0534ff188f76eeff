// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/connections.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "collectors/install/sockets.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t table_limit = 8 << 20;
constexpr std::size_t most_connections = 50'000;
constexpr std::size_t most_processes = 4096;
constexpr std::size_t most_descriptors = 16'384;  // of one process
constexpr std::size_t most_owners = 65'536;
constexpr std::size_t most_ears = 512;
constexpr std::size_t most_crowds = 256;

struct Owner {
    std::string program;
    std::string service;
};
using Owners = std::map<std::uint64_t, Owner>;

/// "::ffff:10.0.0.1" is 10.0.0.1 to people.
std::string plain(const std::string& address) {
    return address.starts_with("::ffff:") && address.find('.') != address.npos ? address.substr(7)
                                                                               : address;
}

void add_sockets_of(Files& files, const std::string& pid, const Owner& owner, Owners& owners) {
    const auto home = "/proc/" + pid + "/fd";
    const auto names = files.list(home, most_descriptors);
    if (!names) return;
    for (const auto& name : *names) {
        const auto target = files.link_target(home + "/" + name);
        if (!target || !target->starts_with("socket:[")) continue;
        const auto inode = natural(std::string_view(*target).substr(8, target->size() - 9));
        if (owners.size() >= most_owners) return;
        if (inode) owners.emplace(*inode, owner);
    }
}

Owners find_owners(World& world) {
    Owners owners;
    std::set<std::string> seen;
    for (const auto& process : world.scope.site.processes) {
        const auto pid = std::to_string(process.pid);
        seen.insert(pid);
        const auto program = process.program.substr(process.program.rfind('/') + 1);
        add_sockets_of(world.files, pid, {printable(program), process.service}, owners);
    }
    if (world.scope.brief) return owners;
    const auto pids = world.files.list("/proc", std::size_t{1} << 22);
    if (!pids) return owners;
    std::size_t looked_at = 0;
    for (const auto& pid : *pids) {
        if (!natural(pid) || seen.contains(pid) || ++looked_at > most_processes) continue;
        const auto name = world.files.read("/proc/" + pid + "/comm", 256);
        if (name) add_sockets_of(world.files, pid, {printable(trimmed(*name)), ""}, owners);
    }
    return owners;
}

json::value to_json(const Crowd& crowd) {
    return {{"state", crowd.state},      {"program", crowd.program}, {"service", crowd.service},
            {"address", crowd.peer},     {"port", crowd.port},       {"count", crowd.count},
            {"incoming", crowd.incoming}};
}

json::value to_json(const Ear& ear) {
    return {{"address", ear.address},
            {"port", ear.port},
            {"program", ear.program},
            {"service", ear.service}};
}

std::uint16_t port_at(const json::value& document) {
    const auto port = json::integer_at(document, "port").value_or(0);
    return port > 0 && port < 65'536 ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
}

std::string text_of(const json::value& document, std::string_view path) {
    return json::text_at(document, path).value_or("");
}

std::vector<Crowd> crowds_of(const std::vector<install::Connection>& all,
                             const std::set<std::uint16_t>& ours, const Owners& owners) {
    using Key = std::tuple<std::string, std::string, std::string, std::string, std::uint16_t, bool>;
    std::map<Key, std::uint64_t> counts;
    for (const auto& each : all) {
        const bool incoming = ours.contains(each.local.port);
        const auto owner = owners.find(each.inode);
        const Owner whose = owner == owners.end() ? Owner{} : owner->second;
        ++counts[{std::string(each.state), whose.program, whose.service, plain(each.remote.address),
                  incoming ? each.local.port : each.remote.port, incoming}];
    }
    std::vector<Crowd> crowds;
    for (const auto& [key, count] : counts) {
        const auto& [state, program, service, peer, port, incoming] = key;
        crowds.push_back({state, program, service, peer, port, incoming, count});
    }
    std::ranges::stable_sort(crowds, std::ranges::greater{}, &Crowd::count);
    if (crowds.size() > most_crowds) crowds.resize(most_crowds);
    return crowds;
}

struct Sockets {
    std::vector<install::Socket> listening;
    std::vector<install::Connection> connections;
    bool cut = false;
};

/// One table after the other, as both at once may be large.
Sockets read_sockets(Files& files) {
    Sockets all;
    for (const auto* path : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        const auto table = files.read(path, table_limit);
        if (!table) {
            all.cut = all.cut || table.error().fault == Fault::full;
            continue;
        }
        for (auto& each : install::listening(*table)) all.listening.push_back(std::move(each));
        const auto room = most_connections - all.connections.size();
        for (auto& each : install::connections(*table, room))
            all.connections.push_back(std::move(each));
    }
    all.cut = all.cut || all.connections.size() >= most_connections;
    return all;
}

}  // namespace

Traffic read_traffic(World& world) {
    const auto sockets = read_sockets(world.files);
    const auto owners = find_owners(world);
    Traffic traffic{.ears = {}, .crowds = {}, .cut = sockets.cut};
    std::set<std::uint16_t> ours;
    for (const auto& socket : sockets.listening) {
        ours.insert(socket.listener.port);
        const auto owner = owners.find(socket.inode);
        const Owner whose = owner == owners.end() ? Owner{} : owner->second;
        if (traffic.ears.size() < most_ears)
            traffic.ears.push_back({plain(socket.listener.address), socket.listener.port,
                                    whose.program, whose.service});
    }
    traffic.crowds = crowds_of(sockets.connections, ours, owners);
    return traffic;
}

json::value to_json(const Traffic& traffic) {
    json::array ears;
    json::array crowds;
    for (const auto& each : traffic.ears) ears.push_back(to_json(each));
    for (const auto& each : traffic.crowds) crowds.push_back(to_json(each));
    return {
        {"listening", std::move(ears)}, {"connections", std::move(crowds)}, {"cut", traffic.cut}};
}

Traffic traffic_from(const json::value& document) {
    Traffic traffic;
    for (const auto& each : json::list_at(document, "listening"))
        traffic.ears.push_back({text_of(each, "address"), port_at(each), text_of(each, "program"),
                                text_of(each, "service")});
    for (const auto& each : json::list_at(document, "connections"))
        traffic.crowds.push_back({text_of(each, "state"), text_of(each, "program"),
                                  text_of(each, "service"), text_of(each, "address"), port_at(each),
                                  json::flag_at(each, "incoming").value_or(false),
                                  json::natural_at(each, "count")});
    traffic.cut = json::flag_at(document, "cut").value_or(false);
    return traffic;
}

}  // namespace diag::network
