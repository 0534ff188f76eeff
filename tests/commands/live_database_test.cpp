// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/live_database.hpp"

#include <doctest.h>

using namespace diag;
using namespace diag::commands;

TEST_CASE("live database: what it holds is what a backup must hold, and says whose and when") {
    mongo::Holdings holdings{
        .address = "127.0.0.1:27017", .at = {}, .collections = {}, .lacks = {}};
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
    CHECK(expected.lacks.empty());
    CHECK(expected.oldest.empty());
}

TEST_CASE("live database: a right that is missing is named, with what follows and what to grant") {
    mongo::Holdings holdings{.address = "db1:27017", .at = {}, .collections = {}, .lacks = {}};
    holdings.collections = {{.database = "event", .collection = "new", .documents = 1}};
    holdings.collections.front().oldest = Time{std::chrono::seconds{1'795'778'400}};
    holdings.lacks = {"find"};
    const auto expected = expected_from(holdings, 5);
    CHECK(expected.lacks ==
          "The account on db1:27017 lacks the action find, so that nothing tells when a collection "
          "was made: grant its user the role readAnyDatabase or backup on the database admin.");
    CHECK(expected.oldest.at({"event", "new"}) == holdings.collections.front().oldest);
    holdings.lacks = {"listCollections", "listIndexes"};
    CHECK(expected_from(holdings, 5).lacks.find("lacks the actions listCollections, so") !=
          std::string::npos);
}
