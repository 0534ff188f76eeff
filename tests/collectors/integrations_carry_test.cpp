// SPDX-License-Identifier: Apache-2.0
// One visit to an outside system with several addresses, and what is kept of it.
#include <doctest.h>

#include "collectors/integrations/carry_asio.hpp"
#include "tests/collectors/integrations_peers.hpp"

using namespace diag;
using namespace diag::integrations;
using namespace diag::test;

TEST_CASE("integrations: an address that takes nothing leaves the others their turn") {
    Answering ldap("\x30");
    std::vector<Call> calls(1);
    calls[0].system = {.kind = Brand::ldap, .host = "dc1.example", .security = Security::plain};
    calls[0].port = static_cast<std::uint16_t>(ldap.port());
    calls[0].addresses = Addresses{"::1", "127.0.0.2", "127.0.0.1"};

    const auto visit = visit_all(calls, "", milliseconds{3'000}, milliseconds{6'000}).front();

    CHECK(visit.address == "127.0.0.1");
    CHECK(visit.step == Step::greeting);
}

TEST_CASE("integrations: of several addresses that fail the one that refused tells most") {
    std::uint16_t closed = 0;
    {
        Answering gone("");
        closed = static_cast<std::uint16_t>(gone.port());
    }
    std::vector<Call> calls(1);
    calls[0].system = {.kind = Brand::ldap, .host = "dc1.example", .security = Security::plain};
    calls[0].port = closed;
    // The last is no address that TCP can connect to, whatever this machine's routes.
    calls[0].addresses = Addresses{"127.0.0.1", "255.255.255.255"};

    const auto visit = visit_all(calls, "", milliseconds{3'000}, milliseconds{6'000}).front();

    REQUIRE(visit.failed);
    CHECK(visit.failed->fault == Fault::refused);
    CHECK(visit.step == Step::connect);
}

TEST_CASE("integrations: a visit reads back from evidence as it was") {
    Visit visit{.system = {.kind = Brand::amag, .host = "fd00::1", .name = "Gate"}, .port = 1433};
    visit.step = Step::tls;
    visit.failed = Error{Fault::malformed, "wrong version number"};
    visit.tls = TlsFacts{.version = "TLSv1.2",
                         .name = "x",
                         .not_before = Time{},
                         .not_after = Time{milliseconds{5}},
                         .names_host = true,
                         .distrust = "y"};
    const auto text = json::write(to_json(visit));

    const auto document = json::parse(text);
    REQUIRE(document);
    CHECK(json::write(to_json(visit_from(*document))) == text);
    CHECK(server_text(visit) == "[fd00::1]:1433");
}
