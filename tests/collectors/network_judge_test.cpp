// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/collectors/network_scene.hpp"

using namespace diag;
using test::fixture;
using test::NetworkScene;

TEST_CASE("network: a network that is well has no findings, and facts to show") {
    const NetworkScene scene;

    CHECK(scene.found() == "");
    CHECK(scene.judgement().facts.size() >= 6);
}

TEST_CASE("network: a card with an address and no link is critical, one without is not in use") {
    NetworkScene scene;
    scene.link.carrier = false;
    CHECK(scene.found() == "link_down critical");

    scene.addresses.clear();
    CHECK(scene.found() == "");
}

TEST_CASE("network: half duplex and slow cards are named, tunnels are not") {
    NetworkScene scene;
    scene.link.speed = 100;
    CHECK(scene.found() == "link_slow warning");
    scene.link.duplex = "half";
    CHECK(scene.found() == "half_duplex warning");
    scene.link.hardware = false;
    CHECK(scene.found() == "");
}

TEST_CASE("network: a bond without one of its cards goes on, without all it does not") {
    NetworkScene scene;
    auto text = fixture("network/bond-degraded");
    scene.more.insert_or_assign("bond.bond0", text);
    CHECK(scene.found() == "bond_degraded warning");
    CHECK(scene.told("down") == "eno2");

    text.replace(text.rfind("MII Status: up"), 14, "MII Status: down");
    scene.more.insert_or_assign("bond.bond0", text);
    CHECK(scene.found() == "bond_degraded critical");
}

TEST_CASE("network: a card that the switch does not bundle, and runs slower, is named") {
    NetworkScene scene;
    scene.more.insert_or_assign("bond.bond0", fixture("network/bond-split"));

    CHECK(scene.found() == "bond_uneven warning, bond_split warning");
    CHECK(scene.judgement().findings.back().parameters.at("alone") == "eno2");
}

TEST_CASE("network: errors count by what grew, not by what was") {
    NetworkScene scene;
    scene.before.devices = network::parse_net_dev(fixture("network/net-dev-before"));
    scene.now.devices = network::parse_net_dev(fixture("network/net-dev-after"));
    CHECK(scene.found() == "errors_growing warning, drops_growing warning");
    CHECK(scene.told("errors") == "33");

    scene.before.devices = scene.now.devices;
    CHECK(scene.found() == "");
}

TEST_CASE("network: a check compares with what an earlier run of this boot remembered") {
    NetworkScene scene;
    scene.now.devices["eno1"].receive_errors = 500;
    scene.history = json::write(to_json(scene.before)) + "\n";
    scene.before = scene.now;
    CHECK(scene.found() == "errors_growing warning");

    scene.now.boot = "c";
    scene.before.boot = "c";
    CHECK(scene.found() == "");
}

TEST_CASE("network: segments sent again and connections turned away are told by share and time") {
    NetworkScene scene;
    scene.now.tcp.sent_again = 5'010;
    CHECK(scene.found() == "retransmissions warning");
    CHECK(scene.told("share") == "10");

    scene.now.tcp.sent_again = 20;
    scene.now.tcp.overflows = 40;
    CHECK(scene.found() == "listen_overflows warning");
}

TEST_CASE("network: an address that another machine has is critical") {
    NetworkScene scene;
    scene.addresses.push_back({{"device", "eno1"}, {"address", "fd00::5"}, {"conflict", true}});

    CHECK(scene.found() == "address_conflict critical");
}

TEST_CASE("network: a gateway that is away is told, not all that lies behind it") {
    NetworkScene scene;
    scene.gateway.echoes.received = 0;
    scene.storage.echoes.received = 0;
    scene.storage.knocks = {{400, "EHOSTUNREACH"}, {400, "EHOSTUNREACH"}};
    scene.neighbours = {{{"address", "10.0.0.1"}, {"answers_arp", false}}};

    CHECK(scene.found() == "gateway_silent critical");
}

TEST_CASE("network: a gateway that answers ARP and no echo is well") {
    NetworkScene scene;
    scene.gateway.echoes.received = 0;
    scene.neighbours = {{{"address", "10.0.0.1"}, {"answers_arp", true}}};

    CHECK(scene.found() == "");
}

TEST_CASE("network: a peer that is off, one behind a wall and a closed port are told apart") {
    NetworkScene scene;
    scene.storage.knocks = {{400, "ETIMEDOUT"}, {1'300, "ETIMEDOUT"}};
    CHECK(scene.found() == "port_filtered critical");

    scene.storage.echoes.received = 0;
    scene.storage.echoes.arrived.clear();
    CHECK(scene.found() == "peer_silent critical");

    scene.neighbours = {{{"address", "10.0.0.9"}, {"answers_arp", false}}};
    CHECK(scene.found() == "peer_absent critical");
    CHECK(scene.told("peer") == "nas01 (10.0.0.9)");
}

TEST_CASE("network: a desk that refuses is named, whom SAFR asks others judge") {
    NetworkScene scene;
    scene.storage.knocks = {{0.4, "ECONNREFUSED"}};
    CHECK(scene.found() == "");
    scene.storage.role = "desk";
    CHECK(scene.found() == "port_refused warning");
}

TEST_CASE("network: loss is judged from enough echoes, at the gateway as our own") {
    NetworkScene scene;
    scene.storage.echoes.received = 19;
    CHECK(scene.found() == "");
    scene.storage.echoes.received = 17;
    CHECK(scene.found() == "peer_loss warning");
    CHECK(scene.told("share") == "15");
    scene.storage.echoes.sent = 3;
    scene.storage.echoes.received = 2;
    CHECK(scene.found() == "");
    scene.gateway.echoes.received = 10;
    CHECK(scene.found() == "local_loss warning");
}

TEST_CASE("network: the fastest answer tells how far a peer is") {
    NetworkScene scene;
    scene.node.echoes.best_ms = 80;
    CHECK(scene.found() == "");
    scene.node.knocks = {{90, ""}, {400, ""}};
    CHECK(scene.found() == "peer_slow warning");
    CHECK(scene.told("ms") == "80");
}

TEST_CASE("network: large packets that vanish are a black hole, unless somebody says so") {
    NetworkScene scene;
    scene.storage.echoes.arrived = {1'400, 576};
    CHECK(scene.found() == "mtu_black_hole critical");
    CHECK(scene.told("arrived") == "1400");

    scene.storage.echoes.told = 1'400;
    CHECK(scene.found() == "mtu_smaller info");
}

TEST_CASE("network: where small packets are lost too, large ones tell of no black hole") {
    NetworkScene scene;
    scene.storage.echoes.arrived = {1'400, 576};
    scene.storage.echoes.received = 19;
    CHECK(scene.found() == "");

    scene.storage.echoes.received = 20;
    scene.storage.echoes.lost_large = 1;
    CHECK(scene.found() == "");
}

TEST_CASE("network: a host that refuses large echoes as such is no black hole") {
    NetworkScene scene;
    scene.storage.echoes.arrived.clear();

    CHECK(scene.found() == "");
}

TEST_CASE("network: without a right to echoes nothing is told of loss and MTU, and that is said") {
    NetworkScene scene;
    for (auto* peer : {&scene.gateway, &scene.node, &scene.storage})
        peer->echoes = {.error = "EACCES"};

    CHECK(scene.found() == "echo_unknown info");
}

TEST_CASE("network: no default route is a warning where something lies outside") {
    NetworkScene scene;
    scene.routes.clear();
    CHECK(scene.found() == "no_default_route info");
    scene.node.role = "desk";
    CHECK(scene.found() == "no_default_route warning");
}

TEST_CASE("network: a machine of which nothing is known has no findings and hangs on nothing") {
    test::FakeWorld fake;
    fake.scope.brief = true;

    const auto seen = test::examine(collectors::network, fake);

    CHECK(seen.judgement.findings.empty());
    CHECK(seen.evidence.contains("peers"));
    CHECK(seen.evidence.contains("remember"));
}

TEST_CASE("network: of a process's surroundings only its proxy is kept") {
    test::FakeWorld fake;
    fake.scope.brief = true;
    fake.scope.site.processes.push_back({.pid = 7, .service = "covi", .program = "/opt/java"});
    using namespace std::string_literals;
    fake.files.texts["/proc/7/environ"] =
        "DB_PASSWORD=hunter2\0https_proxy=http://anna:s3cret@proxy:3128\0"s;

    const auto seen = test::examine(collectors::network, fake);

    std::string all;
    for (const auto& [name, value] : seen.evidence)
        if (value) all += *value + "\n";
    CHECK(all.find("covi (pid 7)") != std::string::npos);
    CHECK(all.find("hunter2") == std::string::npos);
    CHECK(all.find("s3cret") == std::string::npos);
}
