// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/collect.hpp"

#include <doctest/doctest.h>

#include "tests/scratch.hpp"
#include "tests/workers/quiet_watcher.hpp"

using namespace diag;

TEST_CASE("collect: a case whose contact may not leave is refused before anything is begun") {
    const test::Scratch scratch;
    test::QuietWatcher watcher;
    collect::Order order;
    order.state = scratch.path() / "state";
    collect::Parcel parcel;
    parcel.notes = {.number = "4711", .contact = "call 10.1.2.3"};

    const auto made = collect::collect(order, parcel, watcher);

    REQUIRE_FALSE(made);
    CHECK(made.error().fault == Fault::denied);
    CHECK(made.error().what.starts_with("the field \"contact\" of case.json "));
    CHECK_FALSE(std::filesystem::exists(order.state));
}

TEST_CASE("collect: what the site lets pass may stand in a contact") {
    const test::Scratch scratch;
    test::QuietWatcher watcher;
    collect::Order order;
    order.state = scratch.path() / "state";
    order.rules.exceptions = {"10.1.2.3"};
    collect::Parcel parcel;
    parcel.notes = {.contact = "call 10.1.2.3"};

    const auto made = collect::collect(order, parcel, watcher);

    REQUIRE_FALSE(made);  // for want of a recipient
    CHECK(made.error().what.find("case.json") == std::string::npos);
}
