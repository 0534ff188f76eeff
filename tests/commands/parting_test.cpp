// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/parting.hpp"

#include <doctest/doctest.h>

#include "agent/commands/loopback.hpp"
#include "platform/local_socket.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using commands::allows_loopback;
using commands::loopback_needed;

namespace {

config::Config with(std::string url, std::string proxy = {}) {
    config::Config config;
    config.desk.url = std::move(url);
    config.desk.proxy = std::move(proxy);
    return config;
}

constexpr std::string_view stub = "nameserver 127.0.0.53\noptions edns0\n";
constexpr std::string_view local = "# ours\nnameserver 127.0.0.1\n";

}  // namespace

TEST_CASE("parting: a desk, a proxy or a name server on loopback is told") {
    CHECK(loopback_needed(with("https://desk.example"), "", stub).empty());
    CHECK(!loopback_needed(with("https://desk.example"), "", local).empty());
    CHECK(!loopback_needed(with("https://localhost:8443"), "", stub).empty());
    CHECK(!loopback_needed(with("https://[::1]:8443"), "", stub).empty());
    CHECK(!loopback_needed(with("https://desk.example"), "127.0.1.1 me desk.example\n", stub)
               .empty());
    CHECK(
        loopback_needed(with("https://desk.example"), "# 127.0.0.1 desk.example\n", stub).empty());
    CHECK(
        !loopback_needed(with("https://desk.example", "http://127.0.0.1:3128"), "", stub).empty());
    CHECK(!loopback_needed(with("https://desk.example"), "", "# nobody\nsearch example\n").empty());
}

TEST_CASE("parting: a drop-in lets a unit reach loopback by what it says, not by what it names") {
    for (const char* yes :
         {"[Service]\nIPAddressAllow=localhost\n", "[Service]\nIPAddressAllow = any\n",
          "[Service]\nIPAddressAllow=192.0.2.1 ::1\n", "[Service]\nIPAddressAllow=127.0.0.0/8\n",
          "[Service]\nIPAddressAllow=\nIPAddressAllow=127.0.0.1\n"})
        CHECK_MESSAGE(allows_loopback(yes), yes);
    for (const char* no :
         {"", "[Service]\n# IPAddressAllow=localhost\n", "[Service]\nIPAddressAllow=192.0.2.1\n",
          "[Service]\nIPAddressAllow=localhost\nIPAddressAllow=\n",
          "[Unit]\nIPAddressAllow=localhost\n", "[Service]\nIPAddressDeny=localhost\n"})
        CHECK_MESSAGE(!allows_loopback(no), no);
}

TEST_CASE(
    "parting: a number needs no name server, and behind a proxy only the proxy's name counts") {
    CHECK(loopback_needed(with("https://192.0.2.1"), "", local).empty());
    CHECK(loopback_needed(with("https://localhost", "http://192.0.2.1:3128"), "", local).empty());
    CHECK(!loopback_needed(with("https://desk.example", "http://proxy:3128"), "", local).empty());
}

TEST_CASE("parting: it is one process unless the site says otherwise, and nobody comes to it") {
    const test::Scratch scratch;
    const auto socket = scratch.path() / "line";
    { REQUIRE(LocalListener::open(socket, {})); }
    const auto parting = commands::part(with("https://desk.example"), socket);
    REQUIRE(parting);
    CHECK(!parting->two());
    CHECK(parting->as_meant);
    CHECK(!parting->listener);
    CHECK(!std::filesystem::exists(socket));
}

TEST_CASE("parting: who wants two processes and cannot have them is not served by one") {
    auto config = with("https://desk.example");
    config.serve.halves = "two";
    // There is no such directory.
    const auto parting = commands::part(config, "/absent/safr-diag/line");
    REQUIRE(!parting);
    CHECK(parting.error().fault == Fault::denied);
}
