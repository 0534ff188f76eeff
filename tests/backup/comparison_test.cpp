// SPDX-License-Identifier: Apache-2.0
// L4: a backup beside a list, and beside a database that goes on being written to.
#include "agent/backup/comparison.hpp"

#include <doctest.h>

#include <algorithm>

#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace std::chrono_literals;

namespace {

const Time taken{std::chrono::hours{500'000}};

/// 1,000 events with two indexes, 40 people; asked two hours after it was made.
Climb compared() {
    Climb climb;
    climb.taken = taken;
    climb.now = taken + 2h;
    Contents contents;
    contents.complete = true;
    contents.collections[{"event", "events"}] = {
        .documents = 1000, .indexes = 2, .has_documents = true, .has_metadata = true};
    contents.collections[{"covi", "people"}] = {
        .documents = 40, .indexes = 1, .has_documents = true, .has_metadata = true};
    climb.contents = contents;
    Expected expected{.documents = {}, .source = "the database", .asked = taken + 2h};
    expected.documents[{"event", "events"}] = 1000;
    expected.documents[{"covi", "people"}] = 40;
    climb.expected = expected;
    return climb;
}

bool says(const Rung& rung, std::string_view words) {
    return std::ranges::any_of(
        rung.seen, [&](const std::string& seen) { return seen.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("covering: a backup equal to the database holds") {
    const auto rung = covering(compared());

    CHECK(rung.standing == Standing::held);
    CHECK(says(rung, "2 of 2 collections agree with the database within 5 %, 5 % a day since."));
}

TEST_CASE("covering: a database may have grown by the tolerance of each day since, not by more") {
    auto grown = compared();
    grown.expected->documents[{"event", "events"}] = 1050;
    CHECK(covering(grown).standing == Standing::held);
    grown.expected->documents[{"event", "events"}] = 1051;
    CHECK(says(covering(grown), "event.events holds 1000 documents, the database 1051"));
    CHECK(covering(grown).standing == Standing::failed);

    grown.expected->documents[{"event", "events"}] = 1140;
    grown.expected->asked = taken + 72h;
    CHECK(covering(grown).standing == Standing::held);
}

TEST_CASE("covering: a backup that holds more than the database holds, and that is told") {
    auto shrunk = compared();
    shrunk.expected->documents[{"event", "events"}] = 100;
    const auto rung = covering(shrunk);

    CHECK(rung.standing == Standing::held);
    CHECK(says(rung, "event.events holds 1000 documents, the database only 100"));
}

TEST_CASE("covering: a handful of documents more is nothing, however few there were") {
    auto small = compared();
    small.expected->documents[{"covi", "people"}] = 50;
    CHECK(covering(small).standing == Standing::held);
    small.expected->documents[{"covi", "people"}] = 51;
    CHECK(covering(small).standing == Standing::failed);
}

TEST_CASE("covering: a database that is missing whole fails, by one sentence") {
    auto missing = compared();
    missing.expected->documents[{"reports", "a"}] = 1;
    missing.expected->documents[{"reports", "b"}] = 2;
    const auto rung = covering(missing);

    CHECK(rung.standing == Standing::failed);
    CHECK(says(rung,
               "The database reports is missing: 3 documents in 2 collections, by the database."));
    CHECK_FALSE(says(rung, "reports.a"));
}

TEST_CASE(
    "covering: a missing collection fails where it is large, else may be new, so is not told") {
    auto missing = compared();
    missing.expected->documents[{"event", "gone"}] = 500;
    CHECK(covering(missing).standing == Standing::failed);
    CHECK(says(covering(missing), "event.gone is missing: 500 documents, by the database."));

    missing.expected->documents[{"event", "gone"}] = 20;
    CHECK(covering(missing).standing == Standing::not_told);
    CHECK(says(covering(missing), "either it was made after the backup, or the backup lacks it"));

    missing.expected->documents[{"event", "gone"}] = 0;
    CHECK(covering(missing).standing == Standing::held);
}

TEST_CASE("covering: a missing collection whose oldest document is newer is new, however large") {
    auto grown = compared();
    grown.named_so = true;
    grown.expected->documents[{"event", "new"}] = 500;
    grown.expected->oldest[{"event", "new"}] = taken + 2min;
    CHECK(covering(grown).standing == Standing::held);
    CHECK(
        says(covering(grown), "event.new is new since the backup: 500 documents, and its oldest"));

    // Between two clocks nobody knows.
    grown.expected->oldest[{"event", "new"}] = taken + 2min - 1s;
    CHECK(covering(grown).standing == Standing::not_told);
    grown.expected->oldest[{"event", "new"}] = taken - 2min;
    CHECK(covering(grown).standing == Standing::not_told);

    grown.expected->documents[{"event", "new"}] = 1;
    grown.expected->oldest[{"event", "new"}] = taken - 2min - 1s;
    CHECK(covering(grown).standing == Standing::failed);
    CHECK(says(covering(grown), "event.new is missing: 1 document, by the database (its oldest"));
}

TEST_CASE("covering: where no name tells when a dump began, a day before it ended is not told") {
    auto unnamed = compared();
    unnamed.contents->written = Written{taken - 1h, taken};
    unnamed.expected->documents[{"event", "new"}] = 500;
    unnamed.expected->oldest[{"event", "new"}] = taken - 30min;
    CHECK(covering(unnamed).standing == Standing::held);
    unnamed.expected->oldest[{"event", "new"}] = taken - 2h;
    CHECK(covering(unnamed).standing == Standing::not_told);
    unnamed.expected->oldest[{"event", "new"}] = taken - 26h;
    CHECK(covering(unnamed).standing == Standing::failed);
}

TEST_CASE("covering: a database all of which is newer than the backup is new, else it is missing") {
    auto grown = compared();
    grown.named_so = true;
    for (const std::string name : {"a", "b"}) {
        grown.expected->documents[{"reports", name}] = 7;
        grown.expected->oldest[{"reports", name}] = taken + 1h;
    }
    CHECK(covering(grown).standing == Standing::held);
    CHECK(says(covering(grown), "reports.b is new since the backup"));

    grown.expected->oldest.erase({"reports", "b"});
    CHECK(covering(grown).standing == Standing::failed);
    CHECK(says(covering(grown), "The database reports is missing: 14 documents"));
}

TEST_CASE("covering: what could not be asked for want of a right is told beside the rest") {
    auto limited = compared();
    limited.expected->lacks = "The account lacks find.";
    CHECK(covering(limited).standing == Standing::held);
    CHECK(covering(limited).seen.back() == "The account lacks find.");
    CHECK(covering(limited).not_compared == "not in every part. The account lacks find.");
}

TEST_CASE("covering: what fails stays failed, whatever else is not told") {
    auto worse = compared();
    worse.expected->documents[{"event", "new"}] = 20;
    worse.expected->documents[{"event", "events"}] = 9000;

    CHECK(covering(worse).standing == Standing::failed);
}

TEST_CASE("covering: of a collection of fixed size only its presence counts") {
    auto capped = compared();
    capped.expected->documents[{"event", "events"}] = 9000;
    capped.expected->capped.insert({"event", "events"});
    CHECK(covering(capped).standing == Standing::held);

    capped.contents->collections.erase({"event", "events"});
    CHECK(covering(capped).standing == Standing::failed);
}

TEST_CASE("covering: fewer indexes are not told, none at all fail") {
    auto indexed = compared();
    indexed.expected->indexes[{"event", "events"}] = 3;
    CHECK(covering(indexed).standing == Standing::not_told);
    CHECK(says(covering(indexed), "event.events has 2 indexes in it, 3 in the database"));

    indexed.contents->collections[{"event", "events"}].indexes = 0;
    CHECK(covering(indexed).standing == Standing::failed);
}

TEST_CASE("covering: of many differences the first are told, and how many there are") {
    auto many = compared();
    for (int i = 0; i < 15; ++i)
        many.expected->documents[{"event", "gone" + std::to_string(i)}] = 500;
    const auto rung = covering(many);

    CHECK(says(rung, "... and 5 more."));
    CHECK(rung.seen.size() < 20);
}

TEST_CASE("covering: files in no folder are compared by their names") {
    auto bare = compared();
    auto& all = bare.contents->collections;
    for (const auto& [name, each] : std::map(all)) all[{"", name.second}] = each;
    std::erase_if(all, [](const auto& each) { return !each.first.first.empty(); });

    CHECK(covering(bare).standing == Standing::held);
}

TEST_CASE("covering: objects alone, and half a reading, are not compared with a database") {
    auto objects = compared();
    objects.contents->collections.clear();
    objects.contents->objects = 5;
    objects.server.role = "redundant";
    CHECK(covering(objects).standing == Standing::held);
    CHECK(covering(objects).not_compared == "it holds objects alone");
    CHECK(says(covering(objects), "not compared with the database: it holds objects alone"));

    auto half = compared();
    half.contents->complete = false;
    half.expected->documents[{"event", "gone"}] = 500;
    CHECK_FALSE(says(covering(half), "event.gone"));
    CHECK(covering(half).not_compared == "it was not read to its end");

    auto empty = compared();
    empty.expected->documents.clear();
    CHECK(covering(empty).not_compared == "nothing is there");
    CHECK(covering(compared()).not_compared.empty());
}

TEST_CASE("covering: no database to compare with fails nothing, and is told with its reason") {
    auto alone = compared();
    alone.expected.reset();
    alone.not_compared = "127.0.0.1:27017 refused the login";

    CHECK(covering(alone).standing == Standing::held);
    CHECK(covering(alone).not_compared == alone.not_compared);
    CHECK(says(covering(alone),
               "not compared with the live server: 127.0.0.1:27017 refused the login."));
}

TEST_CASE("covering: a list holds in both directions and to the last empty collection") {
    auto listed = compared();
    listed.expected->asked.reset();
    listed.expected->documents[{"event", "events"}] = 900;
    CHECK(covering(listed).standing == Standing::failed);
    listed.expected->documents[{"event", "events"}] = 1000;
    listed.expected->documents[{"event", "empty"}] = 0;
    CHECK(says(covering(listed), "event.empty is missing"));
}

TEST_CASE("covering: an oplog spans its dump, does not, or cannot tell") {
    auto sliced = compared();
    const auto seconds = [](Time time) {
        return static_cast<std::uint32_t>(
            std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
    };
    auto& contents = *sliced.contents;
    contents.written = Written{taken, taken + 60s};
    contents.oplog =
        Oplog{.documents = 5, .first = seconds(taken - 5s), .last = seconds(taken + 55s)};
    CHECK(covering(sliced).standing == Standing::held);
    CHECK(says(covering(sliced), "It spans the dump"));

    contents.oplog->last = seconds(taken);
    CHECK(covering(sliced).standing == Standing::held);
    CHECK(says(covering(sliced), "Whether it spans the dump is not told"));

    contents.oplog->first = seconds(taken + 90s);
    contents.oplog->last = seconds(taken + 95s);
    CHECK(covering(sliced).standing == Standing::failed);
    contents.oplog = Oplog{};
    CHECK(says(covering(sliced), "is empty"));
}

TEST_CASE("backup: the times of a collection's files and an empty oplog are seen in a tar") {
    const auto contents = test::examine(test::packed(test::small_tar()));
    REQUIRE(contents.written);
    CHECK(contents.written->first == contents.written->last);
    CHECK_FALSE(contents.oplog);

    const auto empty =
        test::examine(test::packed(test::member("dump/oplog.bson", "") + test::small_tar()));
    REQUIRE(empty.oplog);
    CHECK(empty.oplog->documents == 0);
    const auto told = contents_from(to_json(contents));
    REQUIRE(told.written);
    CHECK(told.written->first == contents.written->first);
}
