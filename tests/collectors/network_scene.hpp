// SPDX-License-Identifier: Apache-2.0
// The evidence of a server whose network is well, which each test changes in one thing.
#pragma once

#include <string>
#include <vector>

#include "collectors/catalog.hpp"
#include "collectors/network/ask_names.hpp"
#include "collectors/network/connections.hpp"
#include "collectors/network/counters.hpp"
#include "collectors/network/firewall.hpp"
#include "collectors/network/links.hpp"
#include "collectors/network/peers.hpp"
#include "collectors/network/routes.hpp"
#include "tests/fakes.hpp"

namespace diag::test {

struct NetworkScene {
    network::Link link{.name = "eno1",
                       .state = "up",
                       .duplex = "full",
                       .speed = 10'000,
                       .mtu = 1'500,
                       .enabled = true,
                       .carrier = true,
                       .hardware = true};
    network::Peer gateway = peer("gateway", "10.0.0.1", 0);
    network::Peer node = peer("node", "node-2", 8'080);
    network::Peer storage = peer("storage", "nas01", 2'049);
    network::NameAnswer first{.server = "10.0.0.1",
                              .name = "nas01",
                              .words = "found",
                              .ms = 2,
                              .addresses = {"10.0.0.9"}};
    network::NameAnswer second{.server = "10.0.0.2",
                               .name = "nas01",
                               .words = "found",
                               .ms = 2,
                               .addresses = {"10.0.0.9"}};
    network::Reading before{.time = 60'000, .boot = "b", .devices = {}, .tcp = {}};
    network::Reading now{.time = 120'000, .boot = "b", .devices = {}, .tcp = {}};
    network::Traffic traffic;
    network::Firewall firewall{.tool = "nft", .chains = 1, .rules = 4};
    std::vector<network::Route> routes{
        {.device = "eno1", .network = "0.0.0.0", .gateway = "10.0.0.1", .prefix = 0, .metric = 0}};
    Site site;
    json::array addresses{{{"device", "eno1"}, {"address", "10.0.0.5"}, {"prefix", 24}}};
    json::array neighbours;
    json::array proxies;
    json::array others;
    std::string hosts = "127.0.0.1 localhost\n10.0.0.6 node-2\n";
    std::string resolv_conf = "nameserver 10.0.0.1\nnameserver 10.0.0.2\n";
    std::string history;
    Evidence more;

    NetworkScene() {
        site.known = true;
        site.nodes = {"node-2"};
        before.devices["eno1"] = {.received = 1'000, .sent = 1'000};
        now.devices["eno1"] = {.received = 50'000, .sent = 50'000};
        before.tcp = {.sent = 10'000, .sent_again = 10, .overflows = 3};
        now.tcp = {.sent = 60'000, .sent_again = 20, .overflows = 3};
    }

    static network::Peer peer(std::string role, std::string host, std::uint16_t port) {
        network::Peer one{.role = std::move(role), .host = std::move(host)};
        one.address = one.host.starts_with("10.") ? one.host
                      : one.host == "nas01"       ? "10.0.0.9"
                                                  : "10.0.0.6";
        one.port = port;
        one.link_mtu = 1'500;
        if (port != 0) one.knocks = {{0.4, ""}, {0.5, ""}};
        one.echoes = {.sent = 20,
                      .received = 20,
                      .best_ms = 0.2,
                      .mean_ms = 0.3,
                      .worst_ms = 0.6,
                      .sizes = {1'500, 1'400, 576},
                      .arrived = {1'500, 1'400, 576}};
        return one;
    }

    Evidence evidence() const {
        using namespace network;
        Evidence all = more;
        const auto put = [&](const char* name, const json::value& value) {
            all.insert_or_assign(name, json::write(value));
        };
        json::array ways;
        for (const auto& route : routes) ways.push_back(to_json(route));
        put("run", {{"time", 1'795'464'000'000}, {"host", "node-1"}, {"site", to_json(site)}});
        put("links", json::array{to_json(link)});
        put("addresses", addresses);
        put("routes", ways);
        put("neighbours", neighbours);
        put("proxies", proxies);
        put("others", others);
        put("firewall", to_json(firewall));
        put("sockets", to_json(traffic));
        put("names", json::array{to_json(first), to_json(second)});
        put("peers", json::array{to_json(gateway), to_json(node), to_json(storage)});
        put("counters.before", to_json(before));
        put("counters", to_json(now));
        all.insert_or_assign("hosts", hosts);
        all.insert_or_assign("resolv.conf", resolv_conf);
        all.insert_or_assign("history", history);
        return all;
    }

    Judgement judgement(const Thresholds& in_force = {}) const {
        return collectors::network.judge(evidence(), in_force);
    }

    /// "link_down critical", parted by ", ".
    std::string found() const {
        std::string text;
        for (const auto& each : judgement().findings)
            text += (text.empty() ? "" : ", ") + each.id.substr(each.id.find('.') + 1) + " " +
                    std::string(name_of(each.severity));
        return text;
    }

    /// A parameter of the first finding; empty where there is none.
    std::string told(std::string_view parameter) const {
        const auto findings = judgement().findings;
        if (findings.empty()) return {};
        const auto value = findings.front().parameters.find(parameter);
        return value == findings.front().parameters.end() ? "" : value->second;
    }
};

}  // namespace diag::test
