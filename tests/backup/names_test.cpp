// SPDX-License-Identifier: Apache-2.0
// What names in a backup tell, and how long they may be.
#include <doctest.h>

#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;

TEST_CASE("backup: a member whose name is longer than any file's is damage, and its name cut") {
    const auto named = [](std::size_t size) {
        const std::string name = "dump/" + std::string(size - 5, 'x');
        // GNU tar's long names (tar.h: GNUTYPE_LONGNAME).
        return examine(packed(member("././@LongLink", name + '\0', 'L') + member("cut", "text") +
                              small_tar()));
    };
    CHECK(named(4'096).structurally_sound());
    const auto longer = named(500'000);
    CHECK_FALSE(longer.structurally_sound());
    CHECK(tells(longer, "a name longer than any file has"));
    CHECK(json::write(to_json(longer)).size() < 20'000);
}

TEST_CASE("backup: an oplog is the slice at the top of a dump; a collection may be named so") {
    const auto entry = [] {
        bson_t document;
        bson_init(&document);
        BSON_APPEND_TIMESTAMP(&document, "ts", 1'764'000'000, 1);
        BSON_APPEND_UTF8(&document, "op", "n");
        auto bytes = bytes_of(document);
        bson_destroy(&document);
        return bytes;
    }();
    const auto slice = examine(packed(member("SAFR/mongo/oplog.bson", entry) + small_tar()));
    REQUIRE(slice.oplog);
    CHECK(slice.oplog->first == 1'764'000'000);
    CHECK(slice.collections.size() == 2);
    for (const auto& contents :
         {examine(packed(member("SAFR/mongo/event/oplog.bson", event(1)) + small_tar())),
          examine(packed(member("SAFR/mongo/event/events.bson", event(1)) +
                         member("SAFR/mongo/event/oplog.bson", entry) + tar_end()))}) {
        CHECK_FALSE(contents.oplog);
        CHECK(contents.collections.at({"event", "oplog"}).documents == 1);
    }
}
