// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/settings.hpp"

#include "collectors/network/firewall.hpp"
#include "collectors/network/proxies.hpp"
#include "platform/https.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t text_limit = 256 << 10;
constexpr std::size_t ruleset_limit = 1 << 20;  // of text; as JSON in memory some ten times as much
constexpr std::size_t most_processes = 64;
constexpr milliseconds program_patience{500};

/// environ(7) of a process as lines.
std::string lines_from(std::string environment) {
    for (auto& letter : environment)
        if (letter == '\0') letter = '\n';
    return environment;
}

std::vector<Proxy> find_proxies(World& world) {
    std::vector<Proxy> all;
    const auto add = [&](std::vector<Proxy> more) {
        for (auto& each : more) all.push_back(std::move(each));
    };
    for (const auto* path : {"/etc/environment", "/etc/default/safr", "/etc/sysconfig/safr"})
        if (const auto text = world.files.read(path, text_limit)) add(proxies_in(*text, path));
    const auto manager =
        world.programs.run({"systemctl", "show-environment"}, text_limit, program_patience);
    if (manager && manager->exit_code == 0) add(proxies_in(manager->output, "systemd"));
    std::size_t looked_at = 0;
    for (const auto& process : world.scope.site.processes) {
        if (++looked_at > most_processes) break;
        const auto pid = std::to_string(process.pid);
        const auto where =
            (process.service.empty() ? "SAFR" : process.service) + " (pid " + pid + ")";
        if (auto text = world.files.read("/proc/" + pid + "/environ", text_limit))
            add(proxies_in(lines_from(std::move(*text)), where));
        add(proxies_in(process.argv, where));
    }
    return all;
}

/// Whom SAFR speaks HTTP or RTSP with inside the site.
bool lies_inside(const Peer& peer) { return peer.role == "node" || peer.role == "camera"; }

}  // namespace

void give_proxies(World& world, Sink& sink, const std::vector<Peer>& peers) {
    json::array all;
    for (const auto& proxy : find_proxies(world)) {
        json::array inside;
        for (const auto& peer : peers)
            if (lies_inside(peer) && !peer.here && !is_exempt(proxy, peer.host, peer.address))
                inside.emplace_back(peer.host);
        all.push_back({{"where", proxy.where},
                       {"variable", proxy.variable},
                       {"host", proxy.host},
                       {"port", proxy.port},
                       {"login", proxy.login},
                       {"not_exempt", std::move(inside)}});
    }
    if (const auto own = proxy_from(world.scope.cloud.proxy))
        all.push_back({{"where", "safr-diag"},
                       {"variable", "desk.proxy"},
                       {"host", own->host},
                       {"port", own->port},
                       {"login", false},
                       {"not_exempt", json::array{}}});
    sink.give("proxies", json::write(all));
}

void give_firewall(World& world, Sink& sink) {
    const auto nft =
        world.programs.run({"nft", "-j", "list", "ruleset"}, ruleset_limit, program_patience);
    Firewall firewall;
    if (nft && nft->exit_code == 0) firewall = parse_nft(nft->output);
    // Who has more rules than are read may let in any port by the rest.
    const auto is_full = [](const auto& run) { return !run && run.error().fault == Fault::full; };
    if (is_full(nft)) {
        firewall = {.tool = "nft", .unclear = true};
        return sink.give("firewall", json::write(to_json(firewall)));
    }
    if (firewall.tool.empty() || firewall.unclear) {
        const auto saved =
            world.programs.run({"iptables-save", "-t", "filter"}, ruleset_limit, program_patience);
        if (saved && saved->exit_code == 0 && !trimmed(saved->output).empty())
            firewall = parse_iptables(saved->output);
        else if (is_full(saved))
            firewall = {.tool = "iptables", .unclear = true};
        else if (firewall.tool.empty())
            return sink.give("firewall",
                             saved ? Error{Fault::denied, one_line(saved->errors)} : saved.error());
    }
    sink.give("firewall", json::write(to_json(firewall)));
}

}  // namespace diag::network
