// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/report.hpp"

#include <doctest.h>

#include "platform/text.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::rehearsal;
using backup::Standing;

namespace {

Report good() {
    return {.version = "6.0.9",
            .sha256 = "c0ffee",
            .collections = 14,
            .documents = 1'203'441,
            .bytes = 1ull << 30,
            .indexes = 22,
            .validated = 14,
            .sampled = 420,
            .took = milliseconds{41'000}};
}

backup::Contents known() {
    backup::Contents contents;
    contents.sha256 = "c0ffee";
    return contents;
}

bool says(const backup::Rung& rung, std::string_view words) {
    return joined(rung.seen, "\n").find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("rehearsal: what was restored is told with its pace, and holds") {
    const auto rung = judged(good(), known());

    CHECK(rung.standing == Standing::held);
    CHECK(rung.seen.front() ==
          "Restored 14 collections, 1,203,441 documents (1.0 GiB) in 41.0 s (29,352 a second, "
          "25.0 MiB/s) into mongod 6.0.9, and built 22 indexes.");
    CHECK(says(rung, "420 sampled documents were the same."));
    REQUIRE(rung.pace);
    CHECK(rung.pace->documents_per_second() == 29'352);
}

TEST_CASE("rehearsal: a stand-in is called so before anything else") {
    auto report = good();
    report.stand_in = true;
    const auto rung = judged(report, known());

    CHECK(rung.standing == Standing::held);
    CHECK(rung.stand_in);
    CHECK(rung.seen.front() == "Rehearsed against a stand-in for mongod, not a real one.");
}

TEST_CASE("rehearsal: any difference fails the rung, the first ten named") {
    auto report = good();
    for (int i = 0; i < 12; ++i) report.differs("event.c" + std::to_string(i) + " is not valid.");
    const auto rung = judged(report, known());

    CHECK(rung.standing == Standing::failed);
    CHECK(says(rung, "event.c9 is not valid."));
    CHECK_FALSE(says(rung, "event.c10"));
    CHECK(says(rung, "... and 2 more."));
    CHECK_FALSE(says(rung, "validated, with"));
}

TEST_CASE("rehearsal: a backup that changed meanwhile proves nothing") {
    auto contents = known();
    contents.sha256 = "other";
    const auto rung = judged(good(), contents);

    CHECK(rung.standing == Standing::not_told);
    CHECK(says(rung, "it changed between"));
    CHECK_FALSE(rung.pace);
}

TEST_CASE("rehearsal: what was left out is told, and measurements keep the rung from holding") {
    auto report = good();
    name_one(report.left_out, report.left_out_count, "config.transactions");
    report.optioned = 2;
    auto contents = known();
    contents.oplog = backup::Oplog{.documents = 10};
    auto rung = judged(report, contents);
    CHECK(rung.standing == Standing::held);
    CHECK(says(rung, "config.transactions"));
    CHECK(says(rung, "not applied to 2 collections."));
    CHECK(says(rung, "The 10 operations of the oplog"));

    name_one(report.series, report.series_count, "event.system.buckets.load");
    rung = judged(report, contents);
    CHECK(rung.standing == Standing::not_told);
}

TEST_CASE("rehearsal: a report comes back as it was told") {
    auto report = good();
    report.stand_in = true;
    report.differs("event.events: 3 documents were refused: planted.");
    name_one(report.left_out, report.left_out_count, "local.me");
    const auto back = report_from(to_json(report));

    CHECK(json::write(to_json(back)) == json::write(to_json(report)));
    CHECK(back.took == report.took);
    CHECK(back.difference_count == 1);
}

TEST_CASE("rehearsal: no time measured is no pace") {
    auto report = good();
    report.took = milliseconds{0};
    const auto rung = judged(report, known());

    CHECK(rung.pace->documents_per_second() == 0);
    CHECK_FALSE(says(rung, "a second"));
}

TEST_CASE("rehearsal: of a log the failure is told, else its last line") {
    CHECK(last_words("").empty());
    CHECK(last_words("a\nb\n\n") == "b");
    CHECK(last_words("{\"s\":\"I\"}\n{\"s\":\"F\",\"msg\":\"no space\"}\n{\"s\":\"I\"}\n") ==
          "{\"s\":\"F\",\"msg\":\"no space\"}");
    CHECK(last_words(std::string(5'000, 'x')).size() == 300);
}
