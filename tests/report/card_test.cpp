// SPDX-License-Identifier: Apache-2.0
#include "agent/report/card.hpp"

#include <doctest/doctest.h>

using namespace diag;
using report::OpenCards;

TEST_CASE("cards: serious findings stand open, others are folded") {
    OpenCards open;

    CHECK(open.next(Severity::critical));
    CHECK(open.next(Severity::warning));
    CHECK_FALSE(open.next(Severity::info));
    CHECK_FALSE(open.next(Severity::unknown));
}

TEST_CASE("cards: once 24 of a severity stand open, the rest of it is folded") {
    OpenCards open;
    for (int i = 0; i < 24; ++i) REQUIRE(open.next(Severity::warning));

    CHECK_FALSE(open.next(Severity::warning));
    CHECK_FALSE(open.next(Severity::warning));
}

TEST_CASE("cards: many warnings fold no critical finding") {
    OpenCards open;
    for (int i = 0; i < 30; ++i) [[maybe_unused]] const bool any = open.next(Severity::warning);

    CHECK(open.next(Severity::critical));
}
