// SPDX-License-Identifier: Apache-2.0
// Gathering from real sockets on loopback whose other ends misbehave.
#include <doctest/doctest.h>

#include "collectors/cameras/plan.hpp"
#include "platform/text.hpp"
#include "tests/collectors/cameras_scene.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::cameras;
using namespace std::chrono_literals;

TEST_CASE("cameras: a proper camera is played over a real socket and torn down") {
    Proper camera;
    PeerServer server([&](int peer, const auto& stop) { camera.serve(peer, stop, false); });
    auto fake = world_with({server.url()});

    const auto outcome = gathered(fake);

    REQUIRE(outcome.picture.cameras.size() == 1);
    const auto& record = outcome.picture.cameras[0].record;
    CHECK(record.end == End::ok);
    REQUIRE(record.played);
    CHECK(record.played->figures.packets == 20);
    CHECK(record.played->figures.keyframes == 20);
    CHECK(camera.torn_down == 1);
}

TEST_CASE("cameras: the rude, the slow and the gone cost their patience together, not in turn") {
    PeerServer silent(stay_silent);
    PeerServer drip([](int peer, const std::atomic<bool>& stop) {
        for (const char c : std::string("RTSP/1.0 200 OK and so on and so on")) {
            if (stop || !send_all(peer, std::string(1, c))) return;
            std::this_thread::sleep_for(50ms);
        }
    });
    PeerServer endless([](int peer, const std::atomic<bool>& stop) {
        const std::string block(10'000, 'x');
        if (!send_all(peer, "RTSP/1.0 200 OK\r\nX: ")) return;
        while (!stop && send_all(peer, block)) {
        }
    });
    PeerServer huge([](int peer, const std::atomic<bool>& stop) {
        const auto asked = request(peer, stop);
        send_all(peer, "RTSP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n");
        stay_silent(peer, stop);
    });
    PeerServer redirect([](int peer, const std::atomic<bool>& stop) {
        const auto asked = request(peer, stop);
        send_all(peer, answer(asked, "302 Moved", "Location: rtsp://127.0.0.9/other\r\n"));
        stay_silent(peer, stop);
    });
    PeerServer web([](int peer, const std::atomic<bool>& stop) {
        request(peer, stop);
        send_all(peer, "HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    PeerServer hangs_up([](int, const std::atomic<bool>&) {});
    int closed = 0;
    {
        PeerServer gone(stay_silent);
        closed = gone.port();
    }
    auto fake =
        world_with({silent.url(), drip.url(), endless.url(), huge.url(), redirect.url(), web.url(),
                    hangs_up.url(), "rtsp://127.0.0.1:" + std::to_string(closed) + "/x",
                    "rtsp://no.such.name.invalid/x", "nonsense"});

    const auto outcome = gathered(fake);

    REQUIRE(outcome.picture.cameras.size() == 10);
    CHECK(outcome.end(0) == End::silent);
    CHECK(outcome.end(1) == End::silent);
    CHECK(outcome.end(2) == End::violation);
    CHECK(outcome.end(3) == End::violation);
    CHECK(outcome.end(4) == End::redirected);
    CHECK(outcome.end(5) == End::wrong_service);
    CHECK(outcome.end(6) == End::lost);
    CHECK(outcome.end(7) == End::refused);
    CHECK(outcome.end(8) == End::name_unknown);
    CHECK(outcome.end(9) == End::bad_url);
    CHECK(outcome.took < 3000ms);
}

TEST_CASE(
    "cameras: a brief run gives no login of our own, plays nothing and ends in 2 s with dead "
    "cameras") {
    Proper camera;
    PeerServer live([&](int peer, const auto& stop) { camera.serve(peer, stop, true); });
    PeerServer dead(stay_silent);
    auto url = live.url();
    auto fake = world_with({url.insert(7, "admin:x@"), dead.url()});
    fake.scope.cameras.patience = 5000ms;
    fake.scope.brief = true;

    const auto outcome = gathered(fake);

    CHECK(outcome.end(0) == End::wants_login);
    CHECK(outcome.end(1) == End::silent);
    CHECK(camera.with_login == 0);
    CHECK(outcome.took < 2000ms);
}

TEST_CASE("cameras: a host that two feeds found dead is not waited for again") {
    PeerServer dead(stay_silent);
    auto fake = world_with({});
    for (int i = 0; i < 40; ++i)
        fake.scope.cameras.urls.push_back(dead.url("/" + std::to_string(i)));

    const auto outcome = gathered(fake);

    CHECK(outcome.picture.cameras.size() == 40);
    for (const auto& seen : outcome.picture.cameras) CHECK(seen.record.end == End::silent);
    CHECK(outcome.took < 1500ms);
    CHECK(dead.accepted.load() <= 6);
}

TEST_CASE("cameras: feeds of the factory configuration are used, one stream once") {
    Proper camera;
    PeerServer server([&](int peer, const auto& stop) { camera.serve(peer, stop, false); });
    auto fake = world_with({server.url()});
    fake.files.texts["/etc/virgo-factory.conf"] =
        R"({"global":{"user-password":"planted-word"},"feeds":{"Lobby":{"enabled":true,"input.stream.url":")" +
        server.url() + R"("},"Off":{"enabled":false,"input.stream.url":"rtsp://127.0.0.1:1/"}}})";

    const auto outcome = gathered(fake);

    REQUIRE(outcome.picture.cameras.size() == 1);
    CHECK(outcome.picture.cameras[0].record.feed == "Lobby");
    CHECK(outcome.picture.cameras[0].record.source == "virgo-factory,configuration");
    const auto& factory = *outcome.evidence.at("virgo-factory.1");
    CHECK(factory.find("planted-word") == std::string::npos);
}

TEST_CASE(
    "cameras: a recorder's channels are all described before the first ones are listened to") {
    Proper recorder;
    PeerServer server([&](int peer, const auto& stop) { recorder.serve(peer, stop, false); });
    std::vector<std::string> urls;
    for (int channel = 0; channel < 12; ++channel)
        urls.push_back(server.url() + "/channel-" + std::to_string(channel));
    auto fake = world_with(urls);
    fake.scope.cameras.per_host = 2;

    const auto outcome = gathered(fake);

    const auto described = lines_of(*outcome.evidence.at("cameras.0001"));
    REQUIRE(described.size() == 12);
    const auto played_at_once = std::ranges::count_if(described, [](std::string_view line) {
        return line.find("\"played\"") != std::string_view::npos;
    });
    CHECK(played_at_once > 0);
    CHECK(played_at_once <= 2);
    for (const auto& seen : outcome.picture.cameras) CHECK(seen.record.played);
    CHECK(outcome.picture.not_played == 0);
    CHECK(recorder.torn_down == 12);
}
