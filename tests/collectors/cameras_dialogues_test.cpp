// SPDX-License-Identifier: Apache-2.0
// Gathering from real sockets on loopback whose other ends misbehave.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "collectors/cameras/picture.hpp"
#include "collectors/cameras/plan.hpp"
#include "collectors/catalog.hpp"
#include "tests/collectors/cameras_peers.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::cameras;
using namespace std::chrono_literals;

namespace {

const std::string sdp =
    "v=0\r\na=control:*\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 "
    "H264/90000\r\na=control:trackID=1\r\n";

std::string answer(const std::string& asked, const std::string& status,
                   const std::string& headers = {}, const std::string& body = {}) {
    const auto at = asked.find("CSeq: ");
    return "RTSP/1.0 " + status + "\r\n" + asked.substr(at, asked.find("\r\n", at) - at) + "\r\n" +
           headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A camera without faults that counts TEARDOWNs.
struct Proper {
    std::atomic<int> torn_down{0};
    std::atomic<int> with_login{0};
    void serve(int peer, const std::atomic<bool>& stop, bool wants_login) {
        for (auto asked = request(peer, stop); !asked.empty(); asked = request(peer, stop)) {
            const bool given = asked.find("Authorization") != std::string::npos;
            if (given) ++with_login;
            if (asked.starts_with("OPTIONS")) {
                send_all(peer, answer(asked, "200 OK"));
            } else if (wants_login) {
                send_all(peer, answer(asked, "401 No",
                                      "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n"));
            } else if (asked.starts_with("DESCRIBE")) {
                send_all(peer, answer(asked, "200 OK", "", sdp));
            } else if (asked.starts_with("SETUP")) {
                send_all(peer, answer(asked, "200 OK", "Session: 5\r\n"));
            } else if (asked.starts_with("PLAY")) {
                send_all(peer, answer(asked, "200 OK"));
                for (char i = 0; i < 20; ++i)
                    send_all(peer, std::string("$\0\0\x0e\x80\xe0\0", 7) + i +
                                       std::string("\0\0", 2) + i + std::string("\0SSRC\x65z", 7));
            } else {
                if (asked.starts_with("TEARDOWN")) ++torn_down;
                send_all(peer, answer(asked, "200 OK"));
            }
        }
    }
};

/// A camera that wants its password in clear text, and what it was given.
struct Frank {
    std::string given;
    void serve(int peer, const std::atomic<bool>& stop) {
        for (auto asked = request(peer, stop); !asked.empty(); asked = request(peer, stop)) {
            const auto at = asked.find("Authorization: ");
            if (at != std::string::npos) given = asked.substr(at, asked.find("\r\n", at) - at);
            if (asked.starts_with("OPTIONS"))
                send_all(peer, answer(asked, "200 OK"));
            else
                send_all(peer, answer(asked, "401 No", "WWW-Authenticate: Basic realm=\"r\"\r\n"));
        }
    }
};

struct Outcome {
    End end(std::size_t index) const { return picture.cameras.at(index).record.end; }
    Picture picture;
    Evidence evidence;
    milliseconds took{};
};

Outcome gathered(FakeWorld& fake) {
    FakeSink sink;
    auto world = fake.world();
    const auto start = std::chrono::steady_clock::now();
    collectors::cameras.gather(world, sink);
    Outcome outcome;
    outcome.took =
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
    outcome.picture = picture_of(sink.evidence);
    outcome.evidence = std::move(sink.evidence);
    return outcome;
}

FakeWorld world_with(std::vector<std::string> urls) {
    FakeWorld fake;
    fake.scope.cameras.urls = std::move(urls);
    fake.scope.cameras.patience = 300ms;
    fake.scope.cameras.play = 200ms;
    return fake;
}

}  // namespace

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

TEST_CASE("cameras: a wrong login is tried once at a host, however many feeds it has") {
    Proper camera;
    std::vector<std::unique_ptr<PeerServer>> servers;
    auto fake = world_with({});
    for (int i = 0; i < 6; ++i) {
        servers.push_back(std::make_unique<PeerServer>(
            [&](int peer, const auto& stop) { camera.serve(peer, stop, true); }));
        auto url = servers.back()->url("/" + std::to_string(i));
        fake.scope.cameras.urls.push_back(url.insert(7, "admin:planted-word@"));
    }

    const auto outcome = gathered(fake);

    CHECK(camera.with_login == 1);
    int wrong = 0, not_tried = 0;
    for (const auto& seen : outcome.picture.cameras) {
        wrong += seen.record.end == End::wrong_login ? 1 : 0;
        not_tried += seen.record.end == End::not_tried ? 1 : 0;
    }
    CHECK(wrong == 1);
    CHECK(not_tried == 5);
    for (const auto& [name, text] : outcome.evidence) {
        CAPTURE(name);
        if (text) CHECK(text->find("planted-word") == std::string::npos);
    }
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

TEST_CASE("cameras: a brief run does not give SAFR's own login either") {
    Proper camera;
    PeerServer server([&](int peer, const auto& stop) { camera.serve(peer, stop, true); });
    auto fake = world_with({});
    auto url = server.url();
    fake.files.texts["/etc/virgo-factory.conf"] =
        R"({"feeds":{"Lobby":{"enabled":true,"input.stream.url":")" +
        url.insert(7, "admin:was-right-once@") + R"("}}})";
    fake.scope.brief = true;

    const auto outcome = gathered(fake);

    REQUIRE(outcome.picture.cameras.size() == 1);
    CHECK(outcome.end(0) == End::wants_login);
    CHECK(camera.with_login == 0);
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

TEST_CASE("cameras: the password for all cameras is not given to one that wants it in clear text") {
    Frank frank;
    PeerServer server([&](int peer, const auto& stop) { frank.serve(peer, stop); });
    auto fake = world_with({server.url()});
    fake.scope.accounts["cameras"] = {"all", "for-all", ""};
    SUBCASE("of all") {
        CHECK(gathered(fake).end(0) == End::login_withheld);
        CHECK(frank.given.empty());
        CHECK(examine(collectors::cameras, fake).finding("cameras.login_withheld"));
    }
    SUBCASE("its own account") {
        fake.scope.accounts["cameras:127.0.0.1"] = {"own", "for-one", ""};
        CHECK(gathered(fake).end(0) == End::wrong_login);
        CHECK(frank.given == "Authorization: Basic b3duOmZvci1vbmU=");
    }
    SUBCASE("its own URL") {
        fake.scope.cameras.urls[0].insert(7, "own:for-one@");
        CHECK(gathered(fake).end(0) == End::wrong_login);
        CHECK(frank.given == "Authorization: Basic b3duOmZvci1vbmU=");
    }
}
