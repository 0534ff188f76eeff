// SPDX-License-Identifier: Apache-2.0
// L4: whether what a server has is in its backup.
#include <doctest.h>

#include "agent/backup/ladder.hpp"
#include "tests/backup/healthy.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;
using namespace std::chrono_literals;

TEST_CASE("ladder: a collection of which one half is missing fails L4") {
    auto halved = healthy();
    halved.contents->collections[{"event", "lost"}].has_metadata = true;

    CHECK(says(covering(halved), "event.lost: its indexes are there, its documents are missing"));
}

TEST_CASE("ladder: views, time series and users of one database are whole as mongodump has them") {
    const auto covered = [](const std::string& members) {
        auto all = healthy();
        const auto identity = all.contents->identity;
        all.contents = examine(packed(members + small_tar()));
        all.contents->identity = identity;
        return covering(all);
    };
    const auto view = [](const std::string& text) {
        return member("SAFR/mongo/event/v.metadata.json", text);
    };
    const auto series = member("SAFR/mongo/event/x.metadata.json",
                               R"({"options":{"timeseries":{}},"indexes":[],"type":"timeseries"})");
    const auto buckets = member("SAFR/mongo/event/system.buckets.x.bson", events(2));

    CHECK(covered(view(R"({"indexes":[],"type":"view"})")).standing == Standing::held);
    CHECK(covered(view(R"({"options":{"viewOn":"a"},"indexes":[]})")).standing == Standing::held);
    CHECK(covered(view(R"({"options":{},"indexes":[],"type":"collection"})")).standing ==
          Standing::failed);
    CHECK(covered(series + buckets).standing == Standing::held);
    CHECK(says(covered(series), "event.x: its indexes are there, its documents are missing"));
    CHECK(says(covered(buckets), "event.system.buckets.x: its documents are there"));
    CHECK(covered(member("SAFR/mongo/event/%24admin.system.users.bson", events(1))).standing ==
          Standing::held);
    CHECK(covered(member("SAFR/mongo/event/users.bson", events(1))).standing == Standing::failed);
}

TEST_CASE("ladder: images alone cover a redundant server, no primary and nobody unknown") {
    auto images = healthy();
    images.contents = examine(packed(member("1.png", "\x89PNG") + tar_end()));
    images.by_safr = true;
    for (const auto& [role, standing] :
         {std::pair{"primary", Standing::failed}, std::pair{"redundant", Standing::held},
          std::pair{"simple", Standing::held}, std::pair{"unknown", Standing::not_told},
          std::pair{"", Standing::not_told}}) {
        CAPTURE(role);
        images.server.role = role;
        CHECK(covering(images).standing == standing);
    }
}

TEST_CASE("ladder: a backup of backup.py without configuration fails L4, a dump does not") {
    auto bare = healthy();
    bare.contents->configuration_count = 0;
    CHECK(covering(bare).standing == Standing::held);
    bare.by_safr = true;
    CHECK(says(covering(bare), "No configuration is in it"));
    CHECK(covering(bare).standing == Standing::failed);
}

TEST_CASE("ladder: one text of whatever name is not the configuration of this server") {
    auto lost = healthy();
    lost.by_safr = true;
    CHECK(covering(lost).standing == Standing::held);
    CHECK(says(covering(lost), "Which configuration files this server has is not told"));
    lost.server.configurations = std::vector<std::string>{"safrports.conf", "virgo-factory.conf"};
    CHECK(covering(lost).standing == Standing::held);
    CHECK(says(covering(lost), "that are not in it: virgo-factory.conf."));
    lost.contents->configurations = {"SAFR/info.json"};
    CHECK(covering(lost).standing == Standing::failed);
    CHECK(says(covering(lost), "files is in it: safrports.conf, virgo-factory.conf."));
    lost.server.configurations = Error{Fault::timed_out, "the mount does not answer"};
    CHECK(covering(lost).standing == Standing::not_told);
    lost.server.configurations = Error{Fault::absent, "/opt/RealNetworks/SAFR: no such directory"};
    CHECK(covering(lost).standing == Standing::held);
    lost.server.configurations = std::vector<std::string>{};
    CHECK(covering(lost).standing == Standing::held);
}

TEST_CASE("ladder: no images in it is told beside those that this server has") {
    auto bare = healthy();
    bare.contents->objects = 0;
    CHECK_FALSE(says(covering(bare), "on a disk of its own"));
    bare.server.objects = 1;
    CHECK(says(covering(bare), "though this server keeps images on a disk of its own"));
    CHECK(covering(bare).standing == Standing::held);
}

TEST_CASE("ladder: a copy of few of a server's images does not tell that it covers them") {
    auto copy = healthy();
    copy.contents->objects = 800;
    const auto beside = [&](std::uint64_t files) {
        copy.server.objects = files;
        return covering(copy).standing;
    };
    CHECK(covering(copy).standing == Standing::held);  // not known
    CHECK(beside(0) == Standing::held);
    CHECK(beside(1'000) == Standing::held);
    CHECK(beside(1'001) == Standing::not_told);
    CHECK(says(covering(copy), "at least 1001 files, the copy 800: less than 80 %"));
    copy.contents->links = 200;  // second names of images
    CHECK(beside(1'250) == Standing::held);
    copy.contents->objects = 1;
    copy.contents->links = 0;
    CHECK(beside(101) == Standing::held);
    CHECK(beside(102) == Standing::not_told);
    copy.contents->complete = false;
    CHECK(beside(102) == Standing::failed);
}

TEST_CASE("ladder: what was not read to its end is not said to lack what may lie behind") {
    auto cut = healthy();
    cut.contents->collections.clear();
    cut.contents->objects = 0;
    cut.by_safr = true;
    cut.contents->configuration_count = 0;
    CHECK(says(covering(cut), "No database is in it."));
    cut.contents->complete = false;
    const auto rung = covering(cut);
    CHECK(rung.standing == Standing::failed);
    CHECK(says(rung, "could not be read to its end"));
    CHECK(says(rung, "As far as it was read, it holds: "));
    for (const auto* lacking : {"No database", "No images", "No configuration"})
        CHECK_FALSE(says(rung, lacking));
}

TEST_CASE("ladder: counts are compared with what is expected, within a tolerance") {
    auto compared = healthy();
    compared.expected = *expected_from(
        R"({"databases": {"event": {"events": 5}, "covi": {"people": 2}}})", "the server");
    CHECK(covering(compared).standing == Standing::held);

    compared.expected =
        *expected_from(R"({"databases": {"event": {"events": 5000, "gone": 3}}})", "the server");
    const auto rung = covering(compared);
    CHECK(rung.standing == Standing::failed);
    CHECK(says(rung, "event.gone is missing"));
    CHECK(says(rung, "event.events holds 5 documents, the server 5000"));
}

TEST_CASE("ladder: an expectation that is none is told") {
    for (const auto* text : {"", "[]", "{}", R"({"databases": 1})", R"({"databases": {"a": 1}})",
                             R"({"databases": {"a": {"b": "x"}}})"})
        CHECK_FALSE(expected_from(text, "x"));
}
