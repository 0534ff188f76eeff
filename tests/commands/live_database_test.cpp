// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/live_database.hpp"

#include <doctest.h>

using namespace diag;
using namespace diag::commands;

TEST_CASE("live database: what it holds is what a backup must hold, and says whose and when") {
    mongo::Holdings holdings{.address = "127.0.0.1:27017", .at = {}, .collections = {}};
    holdings.at = Time{std::chrono::seconds{1'795'778'400}};
    holdings.collections = {
        {.database = "event", .collection = "events", .documents = 1200, .indexes = 2},
        {.database = "event", .collection = "l\x01og", .documents = 7, .capped = true}};

    const auto expected = expected_from(holdings, 7);

    CHECK(expected.source == "the database on 127.0.0.1:27017 (2026-11-27 11:20Z)");
    CHECK(expected.asked == holdings.at);
    CHECK(expected.tolerance == 7);
    CHECK(expected.documents.at({"event", "events"}) == 1200);
    CHECK(expected.indexes.at({"event", "events"}) == 2);
    CHECK(expected.documents.size() == 2);
    CHECK(expected.indexes.size() == 1);
    REQUIRE(expected.capped.size() == 1);
    CHECK(expected.capped.begin()->second.find('\x01') == std::string::npos);
}
