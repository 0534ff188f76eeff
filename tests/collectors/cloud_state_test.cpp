// SPDX-License-Identifier: Apache-2.0
// Whose fault it is where SAFR Cloud is silent.
#include <doctest.h>

#include "collectors/cloud/ask.hpp"
#include "tests/collectors/cloud_given.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::safr_cloud;

namespace {

State state(const std::vector<Look>& looks) { return cloud::state_of(looks, {}, true); }

}  // namespace

TEST_CASE("cloud: only a silence beside which others answer is the cloud's") {
    const auto down = silent(Rung::connection);

    CHECK(state({down, whole(Part::control)}) == State::down);
    CHECK(state({down, silent(Rung::connection, Part::control)}) == State::network);
    CHECK(state({down}) == State::unknown);
    CHECK(state({}) == State::unknown);
}

TEST_CASE("cloud: a gateway that is silent too is this site's own network, else it is the line") {
    const auto down = silent(Rung::connection);
    const auto control = silent(Rung::connection, Part::control);

    CHECK(state({down, control, silent(Rung::connection, Part::gateway)}) == State::lan);
    CHECK(state({down, control, whole(Part::gateway)}) == State::network);
    CHECK(state({down, whole(Part::control), silent(Rung::connection, Part::gateway)}) ==
          State::down);
    CHECK(cloud::state_named("lan") == State::lan);
}

TEST_CASE("cloud: a name that is not found is never the cloud's fault") {
    const auto lost = silent(Rung::name);

    CHECK(state({lost, whole(Part::control), whole(Part::control_name)}) == State::unknown);
    CHECK(state({lost, whole(Part::control), silent(Rung::name, Part::control_name)}) ==
          State::dns);
    CHECK(state({lost, well("cvos.real.com:443")}) == State::up);
    CHECK(state({lost, silent(Rung::connection, Part::control)}) == State::network);
}

TEST_CASE("cloud: an error of its own is as bad as silence, and a page that is not there is well") {
    auto failing = well();
    failing.reach.status = 503;

    CHECK(state({failing, whole(Part::control)}) == State::down);
    CHECK(state({well()}) == State::up);
}

TEST_CASE("cloud: some interfaces silent while others answer is told apart from an outage") {
    CHECK(state({well(), silent(Rung::tls, Part::endpoint, "cvos.real.com:443")}) ==
          State::partial);
}

TEST_CASE("cloud: a proxy that lets nobody through is the site's, one that blames others is not") {
    auto refused = silent(Rung::proxy), blames = silent(Rung::proxy);
    refused.reach.proxy_status = 407;
    blames.reach.proxy_status = 504;

    auto named = whole(Part::control_name);
    named.reach.proxy_status = 200;

    CHECK(state({refused, whole(Part::control)}) == State::proxy);
    CHECK(state({silent(Rung::proxy), whole(Part::control)}) == State::proxy);
    CHECK(state({blames, whole(Part::control), named}) == State::down);
    CHECK(state({blames, whole(Part::control)}) == State::unknown);
    CHECK(state({blames, whole(Part::control), whole(Part::control_name)}) == State::unknown);
    CHECK(state({blames, silent(Rung::proxy, Part::control)}) == State::network);
}

TEST_CASE("cloud: what a middle box answers says nothing of the cloud") {
    auto box = well();
    box.reach.verdict = self_signed_in_chain;
    box.reach.status = 503;

    CHECK(state({box, whole(Part::control)}) == State::unknown);
}

TEST_CASE("cloud: a proxy that may not have found the name proves nothing against the cloud") {
    auto lost = silent(Rung::proxy), named = whole(Part::control_name);
    named.reach.proxy_status = 200;
    for (const int status : {502, 503}) {
        lost.reach.proxy_status = status;
        CHECK(state({lost, whole(Part::control), named}) == State::unknown);
        CHECK(state({lost, whole(Part::control), silent(Rung::proxy, Part::control_name)}) ==
              State::dns);
        CHECK(state({lost, well("cvos.real.com:443")}) == State::up);
    }
    Given given;
    given.looks = {lost, well("cvos.real.com:443")};
    CHECK(given.ids().empty());
}

TEST_CASE("cloud: the gateway is found by the kernel's routes, and told by its neighbours") {
    FakeFiles files;
    files.texts["/proc/net/route"] =
        "Iface\tDestination\tGateway \tFlags\nens3\t00000000\t0102A8C0\t0003\t0\n";
    files.texts["/proc/net/arp"] =
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        "192.168.2.1      0x1         0x2         52:54:00:12:34:56     *        ens3\n";
    REQUIRE(cloud::gateway(files));
    CHECK(cloud::gateway(files)->place == "192.168.2.1");
    CHECK(cloud::gateway(files)->reach.rung == Rung::whole);

    files.texts["/proc/net/arp"] = "IP\n192.168.2.1 0x1 0x0 00:00:00:00:00:00 * ens3\n";
    CHECK(cloud::gateway(files)->reach.rung == Rung::connection);
    files.texts["/proc/net/arp"] = "IP\n";
    CHECK_FALSE(cloud::gateway(files));
}
