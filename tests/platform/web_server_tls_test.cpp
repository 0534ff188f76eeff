// SPDX-License-Identifier: Apache-2.0
// Who a client is, and how much of a server one may take.
#include <doctest.h>

#include <chrono>
#include <optional>
#include <thread>

#include "platform/https.hpp"
#include "platform/web_server.hpp"
#include "tests/platform/told.hpp"

using namespace diag;
using namespace std::chrono_literals;
using test::Told;

namespace {

/// An authority, a server and a client of it.
struct Trio {
    Trio() {
        const auto now = system_clock().now();
        const auto make = [&](Role role, const std::string& name, const PrivateKey& of) {
            Subject subject{.role = role,
                            .name = name,
                            .level = {},
                            .host = {},
                            .from = now - std::chrono::hours{1},
                            .until = now + std::chrono::hours{1}};
            if (role == Role::desk) subject.host = "127.0.0.1";
            return role == Role::authority ? *self_signed(subject, of)
                                           : *issue(subject, of, authority, authority_key);
        };
        authority = make(Role::authority, "authority", authority_key);
        server = make(Role::desk, "desk", server_key);
        client = make(Role::agent, "agent-1", client_key);
    }
    HttpsPlace place(std::uint16_t port) const {
        HttpsPlace place{.host = "127.0.0.1", .port = port};
        place.authority = authority;
        place.certificate = &client;
        place.key = &client_key;
        return place;
    }
    PrivateKey authority_key = *PrivateKey::generate(), server_key = *PrivateKey::generate(),
               client_key = *PrivateKey::generate();
    Certificate authority = *self_signed({.role = Role::authority,
                                          .name = "x",
                                          .level = {},
                                          .host = {},
                                          .from = {},
                                          .until = no_expiry()},
                                         authority_key);
    Certificate server = authority, client = authority;
};

}  // namespace

TEST_CASE("web server: over TLS a client is who its certificate says, if our authority says so") {
    const Trio ours, theirs;
    Told service;
    service.answer = [](const WebHead& head) {
        return WebAnswer{.body = head.certificate ? head.certificate->name() : "nobody"};
    };
    const auto server =
        WebServer::start({.tls = WebTls{ours.server, ours.server_key, ours.authority}}, service);
    REQUIRE(server);
    auto place = ours.place((*server)->port());

    const auto known = Https(place).ask({});
    place.certificate = nullptr;
    const auto nobody = Https(place).ask({});
    place.certificate = &theirs.client;
    place.key = &theirs.client_key;
    const auto foreign = Https(place).ask({});

    REQUIRE(known);
    CHECK(known->body == "agent-1");
    REQUIRE(nobody);
    CHECK(nobody->body == "nobody");
    CHECK_FALSE(foreign);
}

TEST_CASE("web server: one client does not take the places of all") {
    const Trio trio;
    Told service;
    service.answer = [](const WebHead&) { return WebAnswer{.body = "here"}; };
    const auto server = WebServer::start(
        {.tls = WebTls{trio.server, trio.server_key, trio.authority}, .most_of_one = 2}, service);
    REQUIRE(server);
    auto place = trio.place((*server)->port());
    std::optional<Https> first(std::in_place, place);
    Https second(place), third(place);
    REQUIRE(first->ask({}));
    REQUIRE(second.ask({}));

    const auto one_more = third.ask({});
    place.certificate = nullptr;
    const auto stranger = Https(place).ask({});
    first.reset();
    auto after_one_left = third.ask({});
    for (int tries = 0; tries < 100 && !(after_one_left && after_one_left->status == 200);
         ++tries) {
        std::this_thread::sleep_for(20ms);
        after_one_left = third.ask({});
    }

    REQUIRE(one_more);
    CHECK(one_more->status == 429);
    CHECK(stranger);
    REQUIRE(after_one_left);
    CHECK(after_one_left->status == 200);
    CHECK((*server)->figures().turned_away >= 1);
}
