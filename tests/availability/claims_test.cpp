// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/claims.hpp"

#include <doctest.h>

#include "tests/availability/history.hpp"

namespace diag::test {
namespace {

using availability::pending_claim;

std::optional<availability::Claim> claim_of(const History& history, std::int64_t days_later) {
    return pending_claim({.runs = history.runs, .damaged = 0}, {},
                         Time{std::chrono::seconds{history.now + days_later * 86'400}});
}

TEST_CASE("availability: an outage is to be claimed until the seventh day is over, and no longer") {
    const Zone zone("UTC0");
    const auto history = History{}.state(State::up, 10).state(State::down, 10).state(State::up, 10);

    const auto claim = claim_of(history, 1);

    REQUIRE(claim);
    CHECK(claim->began == october + 600);
    CHECK(claim->away == 600);
    CHECK(claim->outages == 1);
    CHECK(claim->claim_by == "2026-10-08");
    CHECK(claim->over == october + 8 * 86'400);
    CHECK_FALSE(claim->missed);
    CHECK(claim_of(history, 7));
    CHECK_FALSE(claim_of(history, 8));
}

TEST_CASE("availability: nothing is to be claimed where the cloud was not seen to be at fault") {
    const Zone zone("UTC0");

    CHECK_FALSE(claim_of(History{}, 1));
    CHECK_FALSE(claim_of(History{}.state(State::up, 10).state(State::network, 100), 1));
    CHECK_FALSE(claim_of(History{}.state(State::down, 100), 1));
}

TEST_CASE("availability: a month that is missed already earns a credit, and the claim says so") {
    const Zone zone("UTC0");
    History history;
    history.state(State::up, 10);
    for (int i = 0; i < 12; ++i) history.state(State::down, 5);

    const auto claim = claim_of(history.state(State::up, 1), 2);

    REQUIRE(claim);
    CHECK(claim->missed);
    CHECK(claim->outages == 1);
}

TEST_CASE("availability: an outage over the end of a month is one, claimed from its beginning") {
    const Zone zone("UTC0");
    History history;
    history.now -= 4'200;
    history.state(State::up, 10);
    for (int i = 0; i < 24; ++i) history.state(State::down, 5);

    const auto claim = claim_of(history.state(State::up, 1), 1);

    REQUIRE(claim);
    CHECK(claim->outages == 1);
    CHECK(claim->away == 7'200);
    CHECK(claim->claim_by == "2026-10-07");
}

}  // namespace
}  // namespace diag::test
