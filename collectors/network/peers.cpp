// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/peers.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "collectors/cameras/url.hpp"
#include "collectors/disk/mountinfo.hpp"
#include "collectors/integrations/systems.hpp"
#include "platform/host_port.hpp"
#include "platform/https.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_peers = 64;
constexpr std::size_t most_nodes = 32;
constexpr std::size_t most_cameras = 8;
constexpr std::size_t mounts_limit = 4 << 20;
constexpr std::uint16_t nfs_port = 2049;  // RFC 7530 3.1
constexpr std::uint16_t smb_port = 445;
/// RTSP and RTSPS (RFC 7826 22.14), and 8554, which many cameras use beside.
constexpr std::array<std::uint16_t, 3> camera_ports{554, 322, 8554};

std::uint16_t port_in(std::string_view text, std::uint16_t otherwise) {
    const auto port = natural(text).value_or(0);
    return port > 0 && port < 65'536 ? static_cast<std::uint16_t>(port) : otherwise;
}

struct Place {
    std::string host;
    std::uint16_t port = 0;
};

/// "nas01", "[fd00::1]": a host as mounts and exports name it.
std::string bare_host(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    return printable(text);
}

/// The value of "name=value" among options parted by commas.
std::string_view option(std::string_view options, std::string_view name) {
    for (const auto part : parts_of(options, ','))
        if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=')
            return part.substr(name.size() + 1);
    return {};
}

class List {
public:
    void add(Peer peer) {
        if (peer.host.empty() || is_loopback(peer.host) || all_.size() >= most_peers) return;
        if (is_address(peer.host)) peer.address = peer.host;
        const auto same = [&](const Peer& other) {
            return other.host == peer.host && other.port == peer.port;
        };
        if (std::ranges::none_of(all_, same)) all_.push_back(std::move(peer));
    }
    std::vector<Peer> take() { return std::move(all_); }

private:
    std::vector<Peer> all_;
};

void add_nodes(const Scope& scope, List& list) {
    auto nodes = scope.site.nodes;
    for (const auto& node : scope.nodes)
        if (std::ranges::find(nodes, node) == nodes.end()) nodes.push_back(node);
    if (nodes.size() > most_nodes) nodes.resize(most_nodes);
    const auto ports = ports_of(scope.site, "covi");
    const auto port = ports.empty() ? service_named("covi")->port : ports.front();
    for (const auto& node : nodes) list.add({.role = "node", .host = node, .port = port});
}

void add_storage(World& world, List& list) {
    const auto text = world.files.read("/proc/self/mountinfo", mounts_limit);
    for (const auto& mount : disk::parse_mountinfo(text ? *text : std::string{})) {
        const bool nfs = mount.type == "nfs" || mount.type == "nfs4";
        const bool smb = mount.type == "cifs" || mount.type == "smb3";
        if (!nfs && !smb) continue;
        Peer peer{.role = "storage"};
        if (nfs) peer.host = bare_host(mount.source.substr(0, mount.source.find(":/")));
        peer.port = port_in(option(mount.super_options, "port"), nfs ? nfs_port : smb_port);
        if (smb && mount.source.starts_with("//"))
            peer.host = mount.source.substr(2, mount.source.find('/', 2) - 2);
        peer.address = option(mount.super_options, "addr");
        list.add(std::move(peer));
    }
    for (const auto& share : world.scope.nfs.exports) {
        const auto words = words_of(share);
        const auto end = share.find(":/");
        if (words.empty() || end == share.npos) continue;
        list.add({.role = "storage",
                  .host = bare_host(std::string_view(share).substr(0, end)),
                  .port = port_in(words.size() > 1 ? option(words[1], "port") : "", nfs_port)});
    }
}

void add_cameras(const Scope& scope, const Traffic& traffic, List& list) {
    std::vector<Place> places;
    for (const auto& url : scope.cameras.urls)
        if (const auto stream = cameras::parse_stream_url(url))
            places.push_back({stream->host, stream->port});
    for (const auto& crowd : traffic.crowds)
        if (!crowd.incoming && std::ranges::find(camera_ports, crowd.port) != camera_ports.end())
            places.push_back({crowd.peer, crowd.port});
    std::set<std::string> networks;
    for (auto& place : places) {
        const auto network =
            is_address(place.host) ? place.host.substr(0, place.host.rfind('.')) : place.host;
        if (networks.size() < most_cameras && networks.insert(network).second)
            list.add({.role = "camera", .host = std::move(place.host), .port = place.port});
    }
}

void add_desk(const Scope& scope, List& list) {
    const auto url = https_url_from(scope.desk_url);
    if (!url) return;
    if (const auto proxy = proxy_from(scope.cloud.proxy))
        list.add({.role = "desk", .host = proxy->host, .port = proxy->port});
    else
        list.add({.role = "desk", .host = url->host, .port = url->port});
}

void add_licence(const Scope& scope, List& list) {
    if (const auto server = host_port_from(scope.cloud.licence_server))
        list.add({.role = "licence", .host = server->host, .port = server->port});
}

}  // namespace

std::vector<std::string> other_hosts(const Scope& scope) {
    std::set<std::string> hosts;
    for (const auto& endpoint : scope.cloud.endpoints)
        if (const auto url = https_url_from(endpoint)) hosts.insert(url->host);
    for (const auto& server : scope.notifications.servers)
        if (const auto mail = host_port_from(server)) hosts.insert(mail->host);
    for (const auto& text : scope.integrations.systems)
        if (const auto system = integrations::system_from(text)) hosts.insert(system->host);
    std::erase_if(hosts,
                  [](const std::string& each) { return is_address(each) || is_loopback(each); });
    return {hosts.begin(), hosts.end()};
}

std::vector<Peer> find_peers(World& world, const Traffic& traffic,
                             const std::vector<Route>& routes) {
    List list;
    for (const auto& route : routes)
        if (route.is_default() && !route.gateway.empty())
            list.add({.role = "gateway", .host = route.gateway});
    add_nodes(world.scope, list);
    add_storage(world, list);
    add_cameras(world.scope, traffic, list);
    add_desk(world.scope, list);
    add_licence(world.scope, list);
    return list.take();
}

json::value to_json(const Peer& peer) {
    json::array knocks;
    json::array sizes;
    json::array arrived;
    for (const auto& each : peer.knocks)
        knocks.push_back({{"ms", each.ms}, {"error", each.error}, {"starved", each.starved}});
    for (const auto size : peer.echoes.sizes) sizes.push_back(size);
    for (const auto size : peer.echoes.arrived) arrived.push_back(size);
    const auto& echoes = peer.echoes;
    return {{"role", peer.role},
            {"host", peer.host},
            {"address", peer.address},
            {"other", peer.other},
            {"port", peer.port},
            {"unresolved", peer.unresolved},
            {"here", peer.here},
            {"link_mtu", peer.link_mtu},
            {"knocks", std::move(knocks)},
            {"echoes",
             {{"error", echoes.error},
              {"sent", echoes.sent},
              {"received", echoes.received},
              {"best_ms", echoes.best_ms},
              {"mean_ms", echoes.mean_ms},
              {"worst_ms", echoes.worst_ms},
              {"sizes", std::move(sizes)},
              {"arrived", std::move(arrived)},
              {"lost_large", echoes.lost_large},
              {"starved", echoes.starved},
              {"told", echoes.told},
              {"teller", echoes.teller}}}};
}

Peer peer_from(const json::value& document) {
    const auto text = [&](std::string_view path) {
        return json::text_at(document, path).value_or("");
    };
    const auto number = [&](std::string_view path) {
        return json::number_at(document, path).value_or(0);
    };
    Peer peer{.role = text("role"), .host = text("host"), .address = text("address")};
    const auto port = json::integer_at(document, "port").value_or(0);
    peer.port = port > 0 && port < 65'536 ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
    peer.other = text("other");
    peer.unresolved = text("unresolved");
    peer.here = json::flag_at(document, "here").value_or(false);
    peer.link_mtu = json::natural_at(document, "link_mtu");
    for (const auto& each : json::list_at(document, "knocks"))
        peer.knocks.push_back({json::number_at(each, "ms").value_or(0),
                               json::text_at(each, "error").value_or(""),
                               json::flag_at(each, "starved").value_or(false)});
    auto& echoes = peer.echoes;
    echoes.error = text("echoes.error");
    echoes.sent = json::natural_at(document, "echoes.sent");
    echoes.received = json::natural_at(document, "echoes.received");
    echoes.best_ms = number("echoes.best_ms");
    echoes.mean_ms = number("echoes.mean_ms");
    echoes.worst_ms = number("echoes.worst_ms");
    for (const auto& each : json::list_at(document, "echoes.sizes"))
        if (each.is_int64() && each.get_int64() > 0)
            echoes.sizes.push_back(static_cast<std::size_t>(each.get_int64()));
    for (const auto& each : json::list_at(document, "echoes.arrived"))
        if (each.is_int64() && each.get_int64() > 0)
            echoes.arrived.push_back(static_cast<std::size_t>(each.get_int64()));
    echoes.lost_large = json::natural_at(document, "echoes.lost_large");
    echoes.starved = json::flag_at(document, "echoes.starved").value_or(false);
    echoes.told = json::natural_at(document, "echoes.told");
    echoes.teller = text("echoes.teller");
    return peer;
}

}  // namespace diag::network
