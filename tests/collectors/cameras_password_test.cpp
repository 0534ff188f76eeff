// SPDX-License-Identifier: Apache-2.0
// Who is told a password over real sockets on loopback, and how often.
#include <doctest/doctest.h>

#include <memory>

#include "tests/collectors/cameras_scene.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::cameras;
using namespace std::chrono_literals;

namespace {

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

}  // namespace

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
