// SPDX-License-Identifier: Apache-2.0
// What too little was seen of, or through our own fault, is not held against others.
#include <doctest/doctest.h>

#include <limits>

#include "tests/collectors/network_scene.hpp"

using namespace diag;
using test::NetworkScene;

TEST_CASE("network: one silent knock may be one lost packet, and is not critical") {
    NetworkScene scene;
    scene.storage.knocks = {{400, "ETIMEDOUT"}};
    CHECK(scene.found() == "port_filtered warning");

    scene.storage.echoes.received = 0;
    CHECK(scene.found() == "peer_silent warning");
    scene.storage.knocks = {{400, "ETIMEDOUT"}, {0.4, ""}};
    CHECK(scene.found() == "");
}

TEST_CASE("network: what this machine itself refuses is not the peer's silence") {
    NetworkScene scene;
    scene.storage.echoes.received = 0;
    scene.neighbours = {{{"address", "10.0.0.9"}, {"answers_arp", false}}};
    for (const char* error : {"EPERM", "EMFILE", "EADDRNOTAVAIL", "ENETUNREACH"}) {
        scene.storage.knocks = {{0.1, error}, {0.1, error}};
        CHECK(scene.found() == "peer_unknown info");
        CHECK(scene.told("reason") == error);
    }
    scene.storage.echoes.received = 20;
    CHECK(scene.found() == "peer_unknown info");
}

TEST_CASE("network: silence while others had the processors tells nothing") {
    NetworkScene scene;
    scene.storage.knocks = {{400, "ETIMEDOUT", true}, {1'300, "ETIMEDOUT", true}};
    CHECK(scene.found() == "too_busy info");
    CHECK(scene.told("peers") == "nas01 (10.0.0.9)");
    scene.storage.echoes.received = 0;
    CHECK(scene.found() == "too_busy info");

    scene.storage.knocks.push_back({0.4, ""});
    CHECK(scene.found() == "");

    scene.storage.echoes.starved = true;
    scene.storage.echoes.received = 10;
    CHECK(scene.found() == "too_busy info");
}

TEST_CASE("network: a gateway is not called silent by a machine that was too busy to hear it") {
    NetworkScene scene;
    scene.gateway.echoes.received = 0;
    scene.gateway.echoes.starved = true;
    scene.neighbours = {{{"address", "10.0.0.1"}, {"answers_arp", false}}};

    CHECK(scene.found() == "too_busy info");
}

TEST_CASE("network: one event within seconds is no rate of a minute") {
    NetworkScene scene;
    scene.before.time = scene.now.time - 3'000;
    scene.now.devices["eno1"].receive_errors = 2;
    scene.now.tcp.overflows = 4;
    CHECK(scene.found() == "");

    scene.now.devices["eno1"].receive_errors = 5;
    scene.now.tcp.overflows = 8;
    CHECK(scene.found() == "errors_growing warning, listen_overflows warning");
}

TEST_CASE("network: a run of a few seconds compares with one remembered from a minute ago") {
    NetworkScene scene;
    scene.history = json::write(to_json(scene.before)) + "\n";
    scene.before = scene.now;
    scene.before.time = scene.now.time - 3'000;
    scene.now.devices["eno1"].receive_errors = 3;
    scene.before.devices["eno1"].receive_errors = 3;

    CHECK(scene.found() == "errors_growing warning");
    CHECK(scene.told("minutes") == "1.0");
}

TEST_CASE("network: times that no clock shows are survived") {
    NetworkScene scene;
    scene.before.time = std::numeric_limits<std::int64_t>::min();
    scene.now.time = std::numeric_limits<std::int64_t>::max();

    CHECK(scene.found() == "");
}
