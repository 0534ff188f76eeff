// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/refusals.hpp"

#include <doctest/doctest.h>

#include "tests/show.hpp"

using namespace diag;
using namespace diag::commands;

TEST_CASE("refusals: twenty an hour are told one by one, the others by their number, afterwards") {
    Refusals refusals;
    milliseconds uptime{5'000};
    for (std::uint64_t i = 0; i < Refusals::most; ++i) CHECK(refusals.counts(uptime));
    for (int i = 0; i < 7; ++i) CHECK_FALSE(refusals.counts(uptime));
    CHECK(refusals.untold(uptime) == 0);
    CHECK(refusals.untold(uptime, true) == 7);

    uptime += Refusals::hour;
    CHECK(refusals.untold(uptime) == 7);
    refusals.told();
    CHECK(refusals.untold(uptime) == 0);
    CHECK(refusals.counts(uptime));
}
