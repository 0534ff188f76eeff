// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/plan.hpp"

#include <doctest.h>

#include <algorithm>

#include "tests/show.hpp"

using namespace diag;
using namespace diag::rehearsal;

namespace {

constexpr std::uint64_t mib = 1ull << 20;

backup::Contents with(std::uint64_t bytes) {
    backup::Contents contents;
    contents.complete = true;
    contents.collections[{"event", "events"}] = {
        .documents = 10, .bytes = bytes, .has_documents = true};
    return contents;
}

bool has_pair(const std::vector<std::string>& words, const std::string& name,
              const std::string& value) {
    const auto at = std::ranges::find(words, name);
    return at != words.end() && at + 1 != words.end() && *(at + 1) == value;
}

}  // namespace

TEST_CASE("rehearsal: the scratch database listens in its own directory alone, and is of no set") {
    const auto words = arguments("/opt/mongod", "/s");

    CHECK(words.front() == "/opt/mongod");
    CHECK(has_pair(words, "--dbpath", "/s/data"));
    CHECK(has_pair(words, "--bind_ip", "/s/own.sock"));
    CHECK(has_pair(words, "--unixSocketPrefix", "/s"));
    CHECK(has_pair(words, "--logpath", "/s/log"));
    CHECK(std::ranges::find(words, "--replSet") == words.end());
    CHECK(std::ranges::find(words, "--config") == words.end());
}

TEST_CASE("rehearsal: mongod's default socket is the one whose length is asked for") {
    const auto words = arguments("m", "/s");
    const auto at = std::ranges::find(words, "--port");
    REQUIRE(at != words.end());
    REQUIRE(at + 1 != words.end());
    CHECK(default_socket_in("/s") == "/s/mongodb-" + *(at + 1) + ".sock");
}

TEST_CASE("rehearsal: no JavaScript of a backup runs in the scratch database") {
    const auto words = arguments("m", "d");
    CHECK(std::ranges::find(words, "--noscripting") != words.end());
}

TEST_CASE("rehearsal: documents past their time are not removed before they are counted") {
    CHECK(has_pair(arguments("m", "d"), "--setParameter", "ttlMonitorEnabled=false"));
}

TEST_CASE("rehearsal: room is asked for the documents, a fifth more, and what must stay free") {
    const Bounds bounds;
    const auto contents = with(1000 * mib);
    Space space{.bytes_total = 10'000 * mib, .bytes_free = 9'000 * mib};

    CHECK(room_needed(contents, bounds) == 1'500 * mib);
    space.bytes_available = 2'500 * mib;
    CHECK(has_room(contents, space, bounds));
    space.bytes_available = 2'499 * mib;
    const auto none = has_room(contents, space, bounds);
    REQUIRE_FALSE(none);
    CHECK(none.error().fault == Fault::full);
    space.bytes_available = 9'000 * mib;
    space.read_only = true;
    CHECK_FALSE(has_room(contents, space, bounds));
}

TEST_CASE("rehearsal: images and what is not restored need no room") {
    auto contents = with(0);
    contents.object_bytes = 1ull << 40;
    contents.collections[{"config", "transactions"}] = {
        .documents = 1, .bytes = 1ull << 40, .has_documents = true};

    CHECK(bytes_to_restore(contents) == 0);
}

TEST_CASE("rehearsal: no directory of a live database is taken, nor one in it or around it") {
    const std::vector<std::string> live{"/other", "/data/db"};

    CHECK(is_apart("/var/lib/x/data", live));
    CHECK(is_apart("/data/db2", live));
    for (const char* near : {"/data/db", "/data/db/rehearsal/data", "/data", "/other/x"}) {
        CAPTURE(near);
        const auto apart = is_apart(near, live);
        REQUIRE_FALSE(apart);
        CHECK(apart.error().fault == Fault::refused);
    }
}

TEST_CASE("rehearsal: a directory is taken whose longest socket just is one") {
    const std::string own = "/own.sock";
    const auto others = default_socket_in("").size();
    REQUIRE(others > own.size());

    CHECK(takes_sockets(std::string(longest_socket - others, 'x')));
    const auto longer = takes_sockets(std::string(longest_socket - others + 1, 'x'));
    REQUIRE_FALSE(longer);
    CHECK(longer.error().fault == Fault::unsupported);
    CHECK(longer.error().what.find("backup.scratch") != std::string::npos);
}

TEST_CASE("rehearsal: what a server keeps for itself is not given to another") {
    CHECK(is_servers_own({"local", "oplog.rs"}));
    CHECK(is_servers_own({"config", "transactions"}));
    CHECK(is_servers_own({"admin", "system.version"}));
    CHECK(is_servers_own({"event", "system.profile"}));
    CHECK_FALSE(is_servers_own({"admin", "system.users"}));
    CHECK_FALSE(is_servers_own({"event", "system.js"}));
    CHECK_FALSE(is_servers_own({"event", "systems"}));
    CHECK_FALSE(is_servers_own({"event", "system.buckets.load"}));
    CHECK(is_time_series({"event", "system.buckets.load"}));
}

TEST_CASE("rehearsal: a damaged backup, or one without documents, is not tried") {
    CHECK(is_restorable(with(5)));
    auto damaged = with(5);
    backup::note(damaged, {"", 7, "a checksum that does not fit", true});
    CHECK_FALSE(is_restorable(damaged));
    auto cut = with(5);
    cut.complete = false;
    CHECK_FALSE(is_restorable(cut));
    backup::Contents images;
    images.complete = true;
    images.objects = 40;
    CHECK_FALSE(is_restorable(images));
}

TEST_CASE("rehearsal: names that no server takes are changed in the scratch database only") {
    CHECK(in_scratch({"event", "events"}) == backup::Namespace{"event", "events"});
    CHECK(in_scratch({"", "events"}) == backup::Namespace{"rehearsal", "events"});
    CHECK(in_scratch({"a.b c", "x.y$z"}) == backup::Namespace{"a_b_c", "x.y_z"});
    CHECK(in_scratch({"", ""}) == backup::Namespace{"rehearsal", "documents"});
}

TEST_CASE("rehearsal: samples are spread, and bounded for each collection and for all") {
    const Bounds bounds;

    CHECK(sampling_step(0, 1, bounds) == 1);
    CHECK(sampling_step(32, 1, bounds) == 1);
    CHECK(sampling_step(33, 1, bounds) == 2);
    CHECK(sampling_step(3'200'000, 1, bounds) == 100'000);
    CHECK(sampling_step(1'000, 20'000, bounds) == 1'000);
    CHECK(sampling_step(1'000, 40'000, bounds) == 1'000);
}

TEST_CASE("rehearsal: the program is that of the mongod that runs here") {
    Site site;
    CHECK(mongod_of(site).empty());
    site.processes.push_back({.pid = 1, .service = "covi", .program = "/opt/java"});
    site.processes.push_back({.pid = 2, .service = "mongod", .program = "/opt/SAFR/mongo/mongod"});
    CHECK(mongod_of(site) == "/opt/SAFR/mongo/mongod");
}
