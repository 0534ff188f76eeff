// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/ladder.hpp"

#include <doctest.h>

#include "tests/backup/healthy.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;
using namespace std::chrono_literals;

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
