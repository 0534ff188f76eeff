// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/back_off.hpp"

#include <doctest/doctest.h>

#include "tests/show.hpp"

using namespace diag;
using namespace diag::exchange;

TEST_CASE("back-off: waits double up to five minutes, and are not all the same") {
    BackOff wait;

    CHECK(wait.next(0) == milliseconds{500});
    CHECK(wait.next(1) == milliseconds{2000});
    for (int i = 0; i < 20; ++i) CHECK(wait.next(1) <= BackOff::most);
    CHECK(wait.next(1) == BackOff::most);
    wait.reset();
    CHECK(wait.next(1) == BackOff::least);
}

TEST_CASE("back-off: by chance a wait is from half of the span to all of it") {
    BackOff wait(milliseconds{1000}, milliseconds{1000});

    for (int i = 0; i < 100; ++i) {
        const auto span = wait.next();
        CHECK(span >= milliseconds{500});
        CHECK(span <= milliseconds{1000});
    }
}
