// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/configuration.hpp"

#include <doctest.h>

#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;

namespace {

/// A dump with these members beside it, before and behind.
Contents with(const std::string& before, const std::string& behind = {}) {
    return examine(packed(before + member("./mongo/event/events.bson", events(3)) +
                          member("./mongo/event/events.metadata.json", metadata) +
                          member("./cv-storage/objs/1.jpg", "\xff\xd8\xff image") + behind +
                          tar_end()));
}

}  // namespace

TEST_CASE("configuration: what a dump writes beside its documents is none") {
    for (const auto* name : {"./mongo/event/info.json", "./mongo/prelude.json", "./prelude.json"}) {
        CAPTURE(name);
        for (const auto& contents : {with(member(name, "{}")), with({}, member(name, "{}"))}) {
            CHECK(contents.configuration_count == 0);
            CHECK(contents.configurations.empty());
            CHECK(contents.other_files == 1);
            CHECK(class_of(contents) == "database and objects");
        }
    }
}

TEST_CASE("configuration: what lies elsewhere is, and SAFR's own is wherever it lies") {
    const auto contents =
        with(member("./config/server.xml", "<a/>"),
             member("./mongo/event/safrports.conf", "a=1") + member("./oplog.json", "{}"));
    CHECK(contents.configuration_count == 3);
    REQUIRE(contents.configurations.size() == 3);
    CHECK(contents.configurations.front() == "./mongo/event/safrports.conf");
    CHECK(class_of(contents) == "full");
}

TEST_CASE("configuration: many texts of other names leave room for the names of SAFR's own") {
    Configurations seen;
    for (int i = 0; i < 100'000; ++i) seen.see("d" + std::to_string(i) + "/a.json");
    seen.see("config/safrports.conf");
    Contents contents;
    seen.tell(contents);
    CHECK(contents.configuration_count == 100'001);
    CHECK(contents.configurations.size() == most_configurations);
    CHECK(contents.configurations.front() == "config/safrports.conf");
}
