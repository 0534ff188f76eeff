// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/collectors/network_scene.hpp"

using namespace diag;
using test::NetworkScene;

TEST_CASE("network: a silent name server is a warning, all silent and a name missing critical") {
    NetworkScene scene;
    scene.first.error = "ETIMEDOUT";
    scene.first.addresses.clear();
    CHECK(scene.found() == "dns_silent warning");
    CHECK(scene.told("servers") == "10.0.0.1");

    scene.second = scene.first;
    scene.second.server = "10.0.0.2";
    CHECK(scene.found() == "dns_dead warning");
    scene.storage.unresolved = "timed_out";
    CHECK(scene.found() == "dns_dead critical");
}

TEST_CASE("network: slow, refusing and disagreeing name servers are named") {
    NetworkScene scene;
    scene.first.ms = 900;
    CHECK(scene.found() == "dns_slow warning");

    scene = {};
    scene.first.code = 5;
    scene.first.words = "refused";
    scene.first.addresses.clear();
    CHECK(scene.found() == "dns_refuses warning");

    scene = {};
    scene.first.code = 3;
    scene.first.words = "no such name";
    scene.first.addresses.clear();
    CHECK(scene.found() == "dns_disagrees warning");
    CHECK(scene.told("answers") == "10.0.0.1: no such name; 10.0.0.2: 10.0.0.9");
}

TEST_CASE("network: silence of a name server while others had the processors tells nothing") {
    NetworkScene scene;
    scene.first.error = "ETIMEDOUT";
    scene.first.addresses.clear();
    scene.first.starved = true;

    CHECK(scene.found() == "too_busy info");
    CHECK(scene.told("peers") == "10.0.0.1");
}

TEST_CASE("network: a resolver here that reads the hosts file disagrees with nobody") {
    NetworkScene scene;
    scene.first.server = "127.0.0.53";
    scene.first.addresses = {"10.0.0.77"};
    CHECK(scene.found() == "");

    scene.hosts += "10.0.0.77 nas01\n";
    CHECK(scene.found() == "hosts_override warning");
    CHECK(scene.told("there") == "10.0.0.9");
}

TEST_CASE("network: a host outside may have other addresses at each question") {
    NetworkScene scene;
    scene.storage.role = "licence";
    scene.first.addresses = {"10.0.0.8"};

    CHECK(scene.found() == "");
}

TEST_CASE("network: names that nobody knows, and no one to ask") {
    NetworkScene scene;
    scene.storage.unresolved = "absent";
    CHECK(scene.found() == "name_unknown warning");
    scene.resolv_conf = "search site\n";
    CHECK(scene.found() == "name_unknown warning, dns_none warning");
}

TEST_CASE("network: the hosts file must not say other than the name servers, or two things") {
    NetworkScene scene;
    scene.hosts += "10.0.0.77 nas01\n";
    CHECK(scene.found() == "hosts_override warning");
    CHECK(scene.told("there") == "10.0.0.9");

    scene.hosts += "10.0.0.9 NAS01\n";
    CHECK(scene.found() == "hosts_twice warning");
}

TEST_CASE("network: a hosts file that sends this server to itself is named with the name") {
    for (const auto* const address : {"127.0.0.1", "127.0.1.1", "::1", "10.0.0.5"}) {
        NetworkScene scene;
        scene.hosts = std::string(address) + " nas01\n";
        scene.storage.address = address;
        scene.storage.here = true;
        scene.storage.knocks.clear();
        CHECK_MESSAGE(scene.found() == "hosts_here warning", address);
        CHECK(scene.told("name") == "nas01");
        CHECK(scene.told("there") == "10.0.0.9");
    }
    // Where no name server knows it, its own address may be meant so.
    NetworkScene scene;
    scene.first.addresses.clear();
    scene.second.addresses.clear();
    scene.hosts = "127.0.0.1 nas01\n127.0.0.1 node-2\n";
    CHECK(scene.found() == "hosts_here warning, hosts_here warning");
    scene.hosts = "10.0.0.5 nas01\n10.0.0.5 node-2\n";
    CHECK(scene.found() == "hosts_here info");
    CHECK(scene.told("name") == "nas01");
}

TEST_CASE("network: that its own name leads to this server is as it should be") {
    NetworkScene scene;
    scene.node.host = "node-1.site.lan";
    scene.node.here = true;
    scene.hosts = "127.0.1.1 node-1.site.lan node-1\n";
    CHECK(scene.found() == "");

    // Under another name, of which the name servers say that it is this machine.
    scene.storage.role = "node";
    scene.hosts = "127.0.0.1 nas01\n";
    scene.first.addresses = scene.second.addresses = {"10.0.0.5"};
    CHECK(scene.found() == "");
}

TEST_CASE("network: the hosts file is read for cloud, mail servers and outside systems too") {
    NetworkScene scene;
    scene.others = json::array{json::object{{"host", "covi.example"}}};
    scene.hosts = "127.0.0.1 covi.example\n";
    CHECK(scene.found() == "hosts_here warning");

    scene.hosts = "10.0.0.77 covi.example\n";
    CHECK(scene.found() == "");
    scene.first.name = scene.second.name = "covi.example";
    CHECK(scene.found() == "hosts_override warning");
}

TEST_CASE("network: a proxy that nodes are not exempt from is named once, with all who use it") {
    NetworkScene scene;
    const json::value proxy{{"where", "covi (pid 7)"}, {"variable", "http_proxy"},
                            {"host", "proxy.site"},    {"port", 3'128},
                            {"login", true},           {"not_exempt", json::array{"node-2"}}};
    scene.proxies = {proxy, proxy};

    CHECK(scene.found() == "proxy_not_exempt warning");
    CHECK(scene.told("proxy") == "proxy.site:3128");
}

TEST_CASE("network: a port of SAFR's that the firewall closes or loopback keeps is named") {
    NetworkScene scene;
    scene.traffic.ears = {{"0.0.0.0", 8'080, "java", "covi"}, {"0.0.0.0", 22, "sshd", ""}};
    scene.site.ports = {{"covi", 8'080, "listening"}};
    scene.firewall.closed = true;
    CHECK(scene.found() == "port_firewalled warning");
    CHECK(scene.told("ports") == "8080");

    scene.firewall.open = {{8'000, 8'100}};
    CHECK(scene.found() == "");
    scene.traffic.ears[0].address = "127.0.0.1";
    CHECK(scene.found() == "loopback_only warning");
}

TEST_CASE("network: a server alone may let nobody in, and a database may keep to itself") {
    NetworkScene scene;
    scene.traffic.ears = {{"0.0.0.0", 8'080, "java", "covi"}};
    scene.site.ports = {{"covi", 8'080, "listening"}, {"mongod", 27'017, "listening"}};
    scene.firewall.closed = true;
    scene.site.nodes = {"127.0.0.1"};
    CHECK(scene.found() == "");

    scene.site.nodes = {"node-2"};
    scene.traffic.ears = {{"0.0.0.0", 27'017, "mongod", "mongod"}};
    CHECK(scene.found() == "");
    scene.traffic.ears[0].address = "127.0.0.1";
    CHECK(scene.found() == "");
}

TEST_CASE("network: connections that nobody answers are the other side's, unclosed ones ours") {
    NetworkScene scene;
    scene.traffic.crowds = {{"SYN-SENT", "virgo", "virgo", "10.9.0.4", 554, false, 3},
                            {"SYN-SENT", "java", "covi", "10.9.0.4", 554, false, 2}};
    CHECK(scene.found() == "syn_sent warning");
    CHECK(scene.told("peer") == "10.9.0.4:554");

    scene.traffic.crowds = {{"CLOSE-WAIT", "java", "covi", "10.0.0.6", 8'080, true, 120}};
    CHECK(scene.found() == "close_wait warning");
    scene.traffic.crowds[0].service = "";
    CHECK(scene.found() == "close_wait_other warning");
    scene.traffic.crowds[0].count = 99;
    CHECK(scene.found() == "");
}
