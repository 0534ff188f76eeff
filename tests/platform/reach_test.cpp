// SPDX-License-Identifier: Apache-2.0
#include "platform/reach.hpp"

#include <doctest.h>

#include "platform/tls.hpp"
#include "platform/web_server.hpp"
#include "tests/platform/told.hpp"

using namespace diag;
using test::Told;

namespace {

constexpr milliseconds patience{6'000};

/// A server by an authority of its own, in a file.
struct Served {
    Served() {
        const auto now = system_clock().now();
        const auto subject = [&](Role role, std::string name, std::string host) {
            return Subject{.role = role,
                           .name = std::move(name),
                           .level = {},
                           .host = std::move(host),
                           .from = now - std::chrono::hours{1},
                           .until = now + std::chrono::hours{1}};
        };
        const auto authority_key = *PrivateKey::generate();
        const auto key = *PrivateKey::generate();
        const auto authority =
            *self_signed(subject(Role::authority, "Test Root", {}), authority_key);
        const auto certificate =
            *issue(subject(Role::desk, "cloud", "127.0.0.1"), key, authority, authority_key);
        authorities = authority.pem();
        service.answer = [](const WebHead&) {
            return WebAnswer{.status = 404,
                             .headers = {{"Date", "Mon, 23 Nov 2026 20:00:00 GMT"}},
                             .body = "nothing here"};
        };
        server = *WebServer::start({.tls = WebTls{certificate, key, authority}}, service);
    }
    ReachPlace place() const { return {.host = "127.0.0.1", .port = server->port()}; }

    std::string authorities;
    Told service;
    std::unique_ptr<WebServer> server;
};

}  // namespace

TEST_CASE("reach: a server that answers is seen whole, with its chain and its clock") {
    const Served served;

    const auto seen = reach({served.place()}, served.authorities, patience).front();

    CHECK(seen.rung == Rung::whole);
    CHECK(seen.status == 404);
    CHECK(seen.verdict == 0);
    CHECK(seen.names_host);
    REQUIRE_FALSE(seen.chain.empty());
    CHECK(seen.chain.front().issuer == "Test Root");
    REQUIRE(date_of(seen.headers));
}

TEST_CASE("reach: an authority that nobody here believes ends no look, and is told") {
    const Served served;

    const auto seen = reach({served.place()}, "", patience).front();

    CHECK(seen.rung == Rung::whole);
    CHECK(leads_nowhere(seen.verdict));
    CHECK_FALSE(lacks_issuer(seen.verdict));
    CHECK_FALSE(seen.verdict_text.empty());
}

TEST_CASE("reach: a place that wants only a connection gets one, and sends nothing") {
    const Served served;
    auto place = served.place();
    place.speaks = false;

    const auto seen = reach({place}, "", patience).front();

    CHECK(seen.rung == Rung::whole);
    CHECK(seen.status == 0);
    CHECK(seen.chain.empty());
}

TEST_CASE("reach: each place is told by the rung where it ended, whatever the others do") {
    const Served served;
    const auto closed = [] {
        const Served gone;
        return gone.server->port();
    }();
    auto by_proxy = served.place();
    by_proxy.proxy = Proxy{.host = "127.0.0.1", .port = closed, .user = {}, .password = {}};

    const auto seen = reach({{.host = "127.0.0.1", .port = closed}, by_proxy, served.place()},
                            served.authorities, patience);

    CHECK(seen[0].rung == Rung::connection);
    CHECK(seen[0].failed->fault == Fault::refused);
    CHECK(seen[1].rung == Rung::proxy);
    CHECK(seen[2].rung == Rung::whole);
}

TEST_CASE("reach: of several addresses that of IPv4 is asked first") {
    const Served served;
    auto place = served.place();
    place.host = "localhost";
    place.speaks = false;

    const auto seen = reach({place}, served.authorities, patience).front();

    CHECK(seen.rung == Rung::whole);
    CHECK(seen.address == "127.0.0.1");
}

TEST_CASE("reach: rungs have names that lead back to them") {
    for (const auto rung :
         {Rung::name, Rung::connection, Rung::proxy, Rung::tls, Rung::answer, Rung::whole})
        CHECK(rung_named(name_of(rung)) == rung);
    CHECK(rung_named("nonsense") == Rung::name);
}

TEST_CASE("reach: a server's date is read as servers write it, and nothing else is one") {
    const auto date = date_of({{"date", "Sun, 06 Nov 1994 08:49:37 GMT"}});
    REQUIRE(date);
    CHECK(to_text(*date) == "1994-11-06T08:49:37.000Z");
    for (const auto* text :
         {"", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nox 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"})
        CHECK_FALSE(date_of({{"Date", text}}));
    CHECK_FALSE(date_of({}));
}

TEST_CASE("reach: a date that a cache kept is as much later as the cache says") {
    const std::string kept = "Sun, 06 Nov 1994 08:49:37 GMT";
    const auto date = date_of({{"Date", kept}, {"Age", "3600"}});

    REQUIRE(date);
    CHECK(to_text(*date) == "1994-11-06T09:49:37.000Z");
    for (const auto* age : {"", "-1", "an hour", "2147483649", "99999999999999999999"})
        CHECK_FALSE(date_of({{"Date", kept}, {"Age", age}}));
}

TEST_CASE("reach: authorities count by what is in them") {
    const Served served;

    CHECK(has_trust_store(served.authorities));
    CHECK(has_trust_store("no certificate\n") == has_trust_store(""));
    CHECK(certificates_in("# two\n" + served.authorities + "and\n" + served.authorities) == 2);
    CHECK(certificates_in(served.authorities.substr(0, served.authorities.size() / 2)) == 0);
    CHECK(certificates_in(std::string(100'000, '\0')) == 0);
}
