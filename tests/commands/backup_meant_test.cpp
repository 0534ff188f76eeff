// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "agent/commands/proving.hpp"

using namespace diag;

TEST_CASE("backup: the newest is not guessed where a place was looked at in part") {
    backups::Picture picture;
    picture.backups.push_back({.place = "/b", .path = "/b/dump", .name = "dump"});
    picture.places.push_back({.number = "1", .path = "/b", .source = "the configuration"});
    CHECK(commands::backup_meant("", picture)->path == "/b/dump");

    auto& place = picture.places.front();
    place.cut = true;
    place.failure = "more than 5,000 entries: not all were looked at";
    place.fault = Fault::full;
    const auto guessed = commands::backup_meant("", picture);
    REQUIRE_FALSE(guessed);
    CHECK(guessed.error().fault == Fault::full);
    CHECK(guessed.error().what.find("/b holds more than 5,000 entries") != std::string::npos);
    CHECK(guessed.error().what.ends_with("Name the file"));
    CHECK(commands::backup_meant("/b/dump", picture)->path == "/b/dump");
}
