// SPDX-License-Identifier: Apache-2.0
#include "collectors/install/discover.hpp"

#include <algorithm>
#include <set>

#include "collectors/install/cluster.hpp"
#include "collectors/install/ports_conf.hpp"
#include "collectors/install/processes.hpp"
#include "collectors/install/sockets.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::install {
namespace {

constexpr std::size_t table_limit = 16 << 20;
constexpr std::size_t conf_limit = 256 * 1024;
constexpr milliseconds patience{2'000};

std::vector<Socket> all_sockets(Files& files) {
    std::vector<Socket> all;
    for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"})
        if (const auto text = files.read(table, table_limit))
            for (auto& each : listening(*text)) all.push_back(std::move(each));
    return all;
}

/// Each root as it is named and as it is where it is a link, as /proc shows paths without links.
std::vector<std::string> roots_of(World& world, Discovery& found) {
    std::vector<std::string> roots;
    const auto add = [&](const std::string& root) {
        if (!root.empty() && std::ranges::find(roots, root) == roots.end()) roots.push_back(root);
    };
    for (const auto& root : {world.scope.program_root, world.scope.data_root}) {
        const auto resolved = world.paths.resolve(root, patience);
        add(root);
        const bool there = resolved ? !resolved->dangling : resolved.error().fault != Fault::absent;
        if (root == world.scope.program_root) found.root_there = there;
        if (!resolved) continue;
        add(resolved->path);
        for (const auto& link : resolved->links) found.root_links.push_back(link);
    }
    return roots;
}

std::vector<ServicePort> ports_of_all(const Discovery& found) {
    std::vector<ServicePort> ports;
    if (found.ports_conf) ports = ports_in(*found.ports_conf);
    for (const auto& process : found.site.processes)
        for (const auto& listener : process.listeners)
            ports.push_back({process.service, listener.port, "listening"});
    for (const auto& service : services())
        for (const auto port : {service.port, service.port_tls})
            if (port != 0) ports.push_back({std::string(service.id), port, "documented"});
    return ports;
}

/// Whether every node runs it, whatever its role (safr-facts 1.1).
bool on_every_node(std::string_view service) {
    return service == "covi" || service == "cv-event" || service == "cv-object-storage";
}

/// Ports of services that should run and do not, on which something else listens. Those of a
/// service whose port is configured are only the configured ones.
std::vector<ServicePort> taken_by_others(const Site& site, const std::vector<Socket>& sockets) {
    std::set<std::uint16_t> ours;
    for (const auto& process : site.processes)
        for (const auto& listener : process.listeners) ours.insert(listener.port);
    std::vector<ServicePort> taken;
    for (const auto& port : site.ports) {
        const bool heard = std::ranges::any_of(
            sockets, [&](const Socket& socket) { return socket.listener.port == port.port; });
        const auto told = ports_of(site, port.service);
        if (heard && !ours.contains(port.port) && on_every_node(port.service) &&
            std::ranges::find(told, port.port) != told.end() &&
            processes_of(site, port.service).empty())
            taken.push_back(port);
    }
    return taken;
}

/// The configured nodes but this one, whose name is its own or of loopback.
std::vector<std::string> other_nodes(World& world) {
    const auto told = world.files.read("/proc/sys/kernel/hostname", conf_limit);
    const std::string own(told ? trimmed(*told) : std::string_view{});
    auto nodes = world.scope.nodes;
    std::erase_if(nodes, [&](const std::string& node) {
        return node == own || node == own.substr(0, own.find('.')) ||
               node.substr(0, node.find('.')) == own || is_loopback(node);
    });
    return nodes;
}

}  // namespace

std::string role_of(const Site& site, std::string& reason) {
    const auto runs = [&](std::string_view service) {
        return !processes_of(site, service).empty();
    };
    if (site.processes.empty()) {
        reason = "nothing of SAFR runs here";
        return "unknown";
    }
    const bool leads = runs("virga") || runs("console") || runs("cv-reports");
    if (!runs("mongod")) {
        reason = "services run without a database";
        return leads ? "unknown" : "simple";
    }
    if (leads) {
        reason = "database and the services that only a primary serves run here";
        return "primary";
    }
    if (site.nodes.empty()) {
        reason = "a database runs here, and it announces no other node";
        return "primary";
    }
    reason = "a database runs here, the services that only a primary serves do not";
    return "redundant";
}

Discovery discover(World& world) {
    Discovery found{.ports_conf = Error{Fault::absent, "not read"}};
    auto& site = found.site;
    site.program_root = world.scope.program_root;
    site.data_root = world.scope.data_root;
    site.backup_root = world.scope.backup_root;
    site.nodes = other_nodes(world);
    const auto roots = roots_of(world, found);
    const auto sockets = all_sockets(world.files);
    site.processes = processes_under(roots, world.files, world.clock.now(), sockets);
    for (auto& node : announced_nodes(site))
        if (std::ranges::find(site.nodes, node) == site.nodes.end())
            site.nodes.push_back(std::move(node));
    found.ports_conf =
        world.paths.read(site.program_root + "/safrports.conf", conf_limit, patience);
    site.ports = ports_of_all(found);
    found.taken = taken_by_others(site, sockets);
    site.role = role_of(site, found.role_reason);
    site.known = true;
    return found;
}

}  // namespace diag::install
