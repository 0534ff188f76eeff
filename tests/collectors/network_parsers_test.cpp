// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "collectors/install/sockets.hpp"
#include "collectors/network/addresses.hpp"
#include "collectors/network/bonding.hpp"
#include "collectors/network/counters.hpp"
#include "collectors/network/peers.hpp"
#include "collectors/network/probes.hpp"
#include "collectors/network/proxies.hpp"
#include "collectors/network/resolver.hpp"
#include "collectors/network/routes.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::network;
using test::fixture;

TEST_CASE("network: counters of devices are read, those of loopback are not") {
    const auto devices = parse_net_dev(fixture("network/net-dev-after"));

    REQUIRE(devices.size() == 2);
    const auto& eno1 = devices.at("eno1");
    CHECK(eno1.received == 7'011'000);
    CHECK(eno1.receive_errors == 42);
    CHECK(eno1.receive_drops == 65);
    CHECK(eno1.send_errors == 3);
}

TEST_CASE("network: what TCP counts is found by its names, wherever they stand") {
    const auto tcp = parse_tcp_counters(fixture("network/snmp"), fixture("network/netstat"));

    CHECK(tcp.sent == 80'000);
    CHECK(tcp.sent_again == 1'600);
    CHECK(tcp.overflows == 21);
    CHECK(parse_tcp_counters("Tcp: A\n", "").sent == 0);
}

TEST_CASE("network: a reading survives being remembered") {
    Reading reading{.time = 5'000, .boot = "b"};
    reading.devices = parse_net_dev(fixture("network/net-dev-before"));
    reading.tcp = {1, 2, 3};

    const auto again = reading_from(to_json(reading));

    CHECK(again.time == 5'000);
    CHECK(again.devices.at("eno1").receive_errors == 12);
    CHECK(again.tcp.overflows == 3);
}

TEST_CASE("network: a bond tells its members, and which of them carry") {
    const auto degraded = parse_bonding(fixture("network/bond-degraded"));
    REQUIRE(degraded.members.size() == 2);
    CHECK(degraded.mode == "fault-tolerance (active-backup)");
    CHECK(degraded.active == "eno1");
    CHECK(degraded.members[1].status == "down");
    CHECK(degraded.members[1].failures == 3);

    const auto split = parse_bonding(fixture("network/bond-split"));
    REQUIRE(split.members.size() == 2);
    CHECK(split.aggregator == "1");
    CHECK(split.members[1].aggregator == "2");
    CHECK(split.members[1].speed == 1'000);
}

TEST_CASE("network: routes and neighbours are read as people write them") {
    const auto routes = parse_routes(fixture("network/route"));
    REQUIRE(routes.size() == 2);
    CHECK(routes[0].gateway == "192.168.1.1");
    CHECK(routes[0].is_default());
    CHECK(routes[1].network == "192.168.1.0");
    CHECK(routes[1].prefix == 24);

    const auto six = parse_default_routes_ipv6(fixture("network/ipv6_route"));
    REQUIRE(six.size() == 1);
    CHECK(six[0].gateway == "fe80::1");

    CHECK(answers_arp(fixture("network/arp"), "192.168.1.1") == true);
    CHECK(answers_arp(fixture("network/arp"), "192.168.1.77") == false);
    CHECK(answers_arp(fixture("network/arp"), "192.168.1.9") == std::nullopt);
}

TEST_CASE("network: an IPv6 address that another machine has is named") {
    const auto refused = refused_addresses(
        "fe80000000000000020c29fffe000001 02 40 20 80     eno1\n"
        "fd000000000000000000000000000005 02 40 00 88     eno1\n");

    CHECK(refused == std::vector<std::string>{"fd00::5"});
}

TEST_CASE("network: networks are told by their bits") {
    CHECK(same_network("10.1.2.3", "10.1.3.9", 22));
    CHECK_FALSE(same_network("10.1.2.3", "10.1.4.9", 22));
    CHECK(same_network("fd00::1", "fd00::2", 64));
    CHECK_FALSE(same_network("10.1.2.3", "fd00::2", 0));
    CHECK_FALSE(same_network("nas01", "10.1.2.3", 8));
}

TEST_CASE("network: name servers and hosts are read, comments are not") {
    const auto resolver = parse_resolv_conf(
        "# nameserver 10.0.0.9\nnameserver 10.0.0.1\nnameserver 10.0.0.1\n"
        "domain old.example\nsearch a.example b.example\nnameserver fd00::53\n");
    CHECK(resolver.servers == std::vector<std::string>{"10.0.0.1", "fd00::53"});
    CHECK(resolver.search == std::vector<std::string>{"a.example", "b.example"});

    const auto hosts = parse_hosts("10.0.0.5 NAS01 nas01.site # nas02\n10.0.0.6 nas01\n#x y\n");
    CHECK(addresses_in(hosts, "nas01") == std::vector<std::string>{"10.0.0.5", "10.0.0.6"});
    CHECK(addresses_in(hosts, "nas02").empty());
}

TEST_CASE("network: a proxy is kept without its login") {
    const auto proxies = proxies_in(
        "PATH=/bin\nexport HTTPS_PROXY=\"http://anna:s3cret@proxy.site:3128/\"\n"
        "no_proxy=localhost,.site,10.0.0.0/8\n",
        "/etc/environment");

    REQUIRE(proxies.size() == 1);
    CHECK(proxies[0].host == "proxy.site");
    CHECK(proxies[0].port == 3128);
    CHECK(proxies[0].login);
}

TEST_CASE("network: who is exempt of a proxy is told by name, end, address and network") {
    const auto proxy =
        proxies_in("http_proxy=proxy:1\nno_proxy=node-1,.site,10.2.0.0/16\n", "x").front();
    CHECK(is_exempt(proxy, "NODE-1", ""));
    CHECK(is_exempt(proxy, "node-2.site", ""));
    CHECK(is_exempt(proxy, "node-3", "10.2.7.7"));
    CHECK_FALSE(is_exempt(proxy, "node-3", "10.3.7.7"));
    CHECK_FALSE(is_exempt(proxy, "campsite", ""));

    const auto java = proxies_in(
        {"java", "-Dhttp.proxyHost=proxy", "-Dhttp.nonProxyHosts=10.0.*|*.site", "-jar"}, "covi");
    REQUIRE(java.size() == 1);
    CHECK(is_exempt(java[0], "10.0.3.4", "10.0.3.4"));
    CHECK(is_exempt(java[0], "a.site", ""));
    CHECK_FALSE(is_exempt(java[0], "10.1.3.4", "10.1.3.4"));
}

TEST_CASE("network: a table of sockets that is too long is told as cut, and the other one read") {
    test::FakeWorld fake;
    fake.files.texts["/proc/net/tcp"] = std::string((8 << 20) + 1, 'x');
    fake.files.texts["/proc/net/tcp6"] =
        "   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A "
        "0:0 00:0 0 0 0 5 1\n";
    auto world = fake.world();

    const auto traffic = read_traffic(world);

    CHECK(traffic.cut);
    REQUIRE(traffic.ears.size() == 1);
    CHECK(traffic.ears[0].port == 8'080);
    fake.files.texts.erase("/proc/net/tcp");
    CHECK_FALSE(read_traffic(world).cut);
}

TEST_CASE("network: what a peer was asked and answered survives being written") {
    Peer peer{.role = "node", .host = "node-2", .address = "10.0.0.6"};
    peer.other = "fd00::6";
    peer.knocks = {{400, "ETIMEDOUT", true}, {0.5, ""}};
    peer.echoes = {.sent = 3, .received = 2, .lost_large = 1, .starved = true};

    const auto again = peer_from(to_json(peer));

    CHECK(again.other == "fd00::6");
    REQUIRE(again.knocks.size() == 2);
    CHECK(again.knocks[0].starved);
    CHECK_FALSE(again.knocks[1].starved);
    CHECK(again.echoes.lost_large == 1);
    CHECK(again.echoes.starved);
}

TEST_CASE("network: of a host with both kinds of address IPv4 is asked first") {
    Peer peer;
    choose_address(peer, {"fd00::9", "10.0.0.9", "10.0.0.8"});
    CHECK(peer.address == "10.0.0.9");
    CHECK(peer.other == "fd00::9");

    Peer sixth;
    choose_address(sixth, {"fd00::9", "fd00::8"});
    CHECK(sixth.address == "fd00::9");
    CHECK(sixth.other == "");
}

TEST_CASE("network: a name without a dot is asked with the first domain searched") {
    const auto resolver = parse_resolv_conf("search site.example other.example\n");

    CHECK(qualified("nas01", resolver) == "nas01.site.example");
    CHECK(qualified("nas01.example", resolver) == "nas01.example");
    CHECK_FALSE(qualified("nas01", parse_resolv_conf("search .\n")));
    CHECK_FALSE(qualified("nas01", parse_resolv_conf("nameserver 10.0.0.1\n")));
}

TEST_CASE("network: connections are read with their states") {
    const std::string table =
        "   0: 0100007F:1F90 00000000:0000 0A 0:0 00:0 0 0 0 5 1\n"
        "   1: 0500000A:D431 0900000A:022A 02 0:0 00:0 0 0 0 6 1\n"
        "   2: 0500000A:D432 0900000A:022A 08 0:0 00:0 0 0 0 7 1\n";

    const auto all = install::connections(table, 10);

    REQUIRE(all.size() == 2);
    CHECK(all[0].state == "SYN-SENT");
    CHECK(all[0].remote.address == "10.0.0.9");
    CHECK(all[0].remote.port == 554);
    CHECK(all[1].state == "CLOSE-WAIT");
    CHECK(install::connections(table, 1).size() == 1);
}

TEST_CASE("network: desk, proxy and licence server are those of the configuration in force") {
    test::FakeWorld fake;
    fake.files.texts["/etc/safr-diag/agent.toml"] = "[desk]\nurl = \"https://old.example\"\n";
    const auto seen = [&] {
        auto world = fake.world();
        std::string text;
        for (const auto& peer : find_peers(world, {}, {}))
            text += peer.role + " " + peer.host + ":" + std::to_string(peer.port) + " ";
        return text;
    };
    CHECK(seen() == "");
    fake.scope.desk_url = "https://desk.example:8443/x";
    fake.scope.cloud.licence_server = "licence.example:443";
    CHECK(seen() == "desk desk.example:8443 licence licence.example:443 ");
    fake.scope.cloud.proxy = "http://proxy:3128";
    CHECK(seen() == "desk proxy:3128 licence licence.example:443 ");
    fake.scope.cloud.licence_server = "[fd00::1]:27000";
    fake.scope.desk_url.clear();
    CHECK(seen() == "licence fd00::1:27000 ");
}

TEST_CASE("network: hosts that others ask are looked for in the hosts file by name") {
    Scope scope;
    scope.cloud.endpoints = {"https://covi.example/", "https://192.0.2.7/"};
    scope.notifications.servers = {"mail.example:587", "localhost:25"};
    scope.integrations.systems = {"lenel://onguard.example:8080 Gate"};

    CHECK(other_hosts(scope) ==
          std::vector<std::string>{"covi.example", "mail.example", "onguard.example"});
}

TEST_CASE("network: peers are nodes, storage, one camera a network, and the gateway") {
    test::FakeWorld fake;
    fake.scope.site.nodes = {"10.0.0.6", "127.0.0.1"};
    fake.scope.nfs.exports = {"nas02:/export vers=3,port=2050"};
    fake.scope.cameras.urls = {"rtsp://root:b@c@10.9.0.4/x"};
    fake.files.texts["/proc/self/mountinfo"] =
        "40 1 0:50 / /srv/nas rw - nfs4 nas01:/safr rw,vers=4.2,addr=10.0.0.9\n"
        "41 1 0:51 / /srv/smb rw - cifs //win01/share rw,addr=10.0.0.8\n";
    Traffic traffic;
    traffic.crowds = {{"ESTABLISHED", "virgo", "virgo", "10.9.0.5", 554, false, 1},
                      {"ESTABLISHED", "virgo", "virgo", "10.9.1.5", 554, false, 1},
                      {"ESTABLISHED", "java", "covi", "10.9.2.5", 8080, true, 1}};
    auto world = fake.world();

    std::vector<std::string> seen;
    for (const auto& peer : find_peers(world, traffic, parse_routes(fixture("network/route"))))
        seen.push_back(peer.role + " " + peer.host + " " + peer.address + " " +
                       std::to_string(peer.port));

    CHECK(seen ==
          std::vector<std::string>{"gateway 192.168.1.1 192.168.1.1 0",
                                   "node 10.0.0.6 10.0.0.6 8080", "storage nas01 10.0.0.9 2049",
                                   "storage win01 10.0.0.8 445", "storage nas02  2050",
                                   "camera 10.9.0.4 10.9.0.4 554", "camera 10.9.1.5 10.9.1.5 554"});
}
