// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/ladder.hpp"

#include <doctest.h>

#include <algorithm>

#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t gib = 1ull << 30;

Climb healthy() {
    Climb climb;
    climb.name = "SAFR-backup-20261127-020000.tgz";
    climb.now = Time{std::chrono::hours{500'000}};
    climb.taken = climb.now - 2h;
    auto contents = examine(packed(small_tar()));
    contents.identity.bytes = contents.after.bytes = contents.read = gib;
    contents.identity.modified = contents.after.modified = climb.taken;
    climb.contents = contents;
    climb.memory = Memory{};
    for (int day = 1; day <= 5; ++day)
        climb.earlier.push_back({gib - day * 1000, climb.taken - day * 24h});
    return climb;
}

bool says(const Rung& rung, std::string_view words) {
    return std::ranges::any_of(
        rung.seen, [&](const std::string& seen) { return seen.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("ladder: a healthy backup holds on every rung to L4") {
    const auto rungs = climb(healthy(), Level::covering);

    REQUIRE(rungs.size() == 5);
    for (const auto& rung : rungs) {
        CAPTURE(name_of(rung.level));
        CHECK(rung.standing == Standing::held);
        CHECK_FALSE(rung.seen.empty());
    }
}

TEST_CASE("ladder: old, from the future, and named otherwise than written fail L1") {
    auto old = healthy();
    old.taken -= 48h;
    CHECK(plausible(old).standing == Standing::failed);
    auto future = healthy();
    future.taken = future.now + 1h;
    CHECK(says(plausible(future), "from the future"));
    auto renamed = healthy();
    renamed.named_so = true;
    renamed.contents->identity.modified -= 72h;
    CHECK(says(plausible(renamed), "Its name says"));
}

TEST_CASE("ladder: a fifth smaller or four times larger than usual fails L1") {
    auto small = healthy();
    small.contents->identity.bytes = gib * 79 / 100;
    CHECK(plausible(small).standing == Standing::failed);
    auto large = healthy();
    large.contents->identity.bytes = gib * 41 / 10;
    CHECK(plausible(large).standing == Standing::failed);
    auto first = healthy();
    first.earlier.clear();
    CHECK(says(plausible(first), "no earlier one"));
}

TEST_CASE("ladder: one that was made between others of unknown parts fails no L1 by its size") {
    auto extra = healthy();
    extra.contents->identity.bytes = gib * 41 / 10;
    extra.taken -= 12h;  // of a nightly series
    CHECK(plausible(extra).standing == Standing::not_told);
    CHECK(says(plausible(extra), "Verify one of those that differ"));
    extra.earlier.front().contents = "full";
    CHECK(plausible(extra).standing == Standing::failed);
}

TEST_CASE(
    "ladder: where a few were read that hold the same, newer ones of other sizes do not count") {
    auto full = healthy();
    for (auto& each : full.earlier) each.bytes = gib / 100;
    full.earlier.push_back({gib, full.taken - 7 * 24h, "full"});
    CHECK(plausible(full).standing == Standing::held);
    full.contents->identity.bytes = gib / 2;
    CHECK(plausible(full).standing == Standing::failed);
}

TEST_CASE("ladder: beside small ones without objects a full one is compared with full ones") {
    const auto beside_hourly = [](const std::string& hourly, const std::string& daily) {
        auto full = healthy();
        for (auto& each : full.earlier) each.contents = daily;
        for (int hour = 1; hour <= 12; ++hour)
            full.earlier.insert(
                full.earlier.begin(),
                {.bytes = gib / 100, .taken = full.taken - hour * 1h, .contents = hourly});
        return full;
    };
    for (const auto* daily : {"full", ""}) {
        CAPTURE(daily);
        auto known = beside_hourly("without objects", daily);
        REQUIRE(class_of(*known.contents) == "full");
        CHECK(plausible(known).standing == Standing::held);
        known.contents->identity.bytes = gib / 100;
        CHECK(plausible(known).standing == Standing::failed);
    }
    auto unknown = beside_hourly("", "");
    CHECK(plausible(unknown).standing == Standing::not_told);
    CHECK(says(plausible(unknown), "two kinds lie in one place"));
    // One that is known tells what the others of its size are.
    unknown.earlier.front().contents = "without objects";
    CHECK(plausible(unknown).standing == Standing::held);
    unknown.contents->identity.bytes = gib / 3;
    CHECK(plausible(unknown).standing == Standing::failed);
    CHECK(plausible(beside_hourly("full", "full")).standing == Standing::failed);
}

TEST_CASE("ladder: a backup of other parts than all before it has no usual size") {
    auto changed = healthy();
    for (auto& each : changed.earlier) each.contents = "without objects";
    CHECK(plausible(changed).standing == Standing::not_told);
    CHECK(says(plausible(changed), "Those before it hold other parts (without objects)"));
    changed.now += 48h;
    CHECK(plausible(changed).standing == Standing::failed);
}

TEST_CASE("ladder: bytes that changed behind an unchanged time fail L2") {
    auto changed = healthy();
    FirstSight before;
    before.sha256 = "other";
    before.identity = changed.contents->identity;
    changed.memory = Memory{before, false};
    CHECK(says(unchanged(changed), "the storage changed them"));
    changed.memory->replaced = true;
    CHECK(unchanged(changed).standing == Standing::held);
    changed.memory = Error{Fault::denied, "no"};
    CHECK(unchanged(changed).standing == Standing::not_told);
}

TEST_CASE("ladder: that a first sight is kept is said once it was") {
    const auto told = [](const Climb& subject, bool kept) {
        auto rungs = climb(subject, Level::unchanged);
        CHECK_FALSE(says(rungs.back(), "is kept from now on"));
        tell_kept(subject, kept, rungs);
        return rungs.back();
    };
    auto first = healthy();
    CHECK(says(told(first, true), "It is kept from now on"));
    CHECK_FALSE(says(told(first, false), "is kept from now on"));
    CHECK(says(told(first, false), "It cannot be kept"));
    FirstSight before;
    before.sha256 = first.contents->sha256;
    first.memory = Memory{before, false};
    CHECK_FALSE(says(told(first, true), "kept"));
}

TEST_CASE("ladder: what could not be read to its end is neither there nor compared with before") {
    auto unread = healthy();
    unread.contents->read = gib / 2;
    note(*unread.contents, {"", gib / 2, "reading at byte 536870912: Input/output error", true});
    FirstSight before;
    before.sha256 = "of the whole";
    unread.memory = Memory{before, false};
    const auto rungs = climb(unread, Level::covering);
    CHECK(rungs[0].standing == Standing::failed);
    CHECK(says(rungs[0], "536870912 of its 1073741824 bytes could be read"));
    CHECK(says(rungs[0], "Input/output error"));
    CHECK(rungs[2].standing == Standing::not_told);
    unread.memory = Memory{};
    CHECK(unchanged(unread).standing == Standing::not_told);
}

TEST_CASE("ladder: of what is empty neither bytes, structure nor a time are told") {
    auto empty = healthy();
    empty.contents = Contents{.form = "directory"};
    empty.contents->complete = true;
    empty.named_so = true;
    auto rungs = climb(empty, Level::covering);
    CHECK(says(rungs[0], "It is empty"));
    CHECK_FALSE(says(rungs[1], "1970"));
    CHECK(rungs[2].standing == Standing::not_told);
    CHECK_FALSE(says(rungs[2], "SHA-256"));
    CHECK(rungs[3].standing == Standing::not_told);
    CHECK_FALSE(says(rungs[3], "0 members"));
    empty.named_so = false;
    empty.taken = Time{};
    rungs = climb(empty, Level::covering);
    CHECK(rungs[1].standing != Standing::held);
    CHECK_FALSE(says(rungs[1], "1970"));

    // One that lost all its bytes is not what it was.
    FirstSight before;
    before.sha256 = "of the whole";
    empty.memory = Memory{before, false};
    CHECK(unchanged(empty).standing == Standing::failed);
}

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
