// SPDX-License-Identifier: Apache-2.0
// What is remembered outlives the backups that were rotated away.
#include <doctest.h>

#include "collectors/backups/history.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

namespace {

/// A line of a run `days` before now that saw a backup of this size, made on that day.
std::string line(const FakeWorld& world, int days, std::uint64_t bytes, std::uint64_t count) {
    const auto time = world.clock.time - 24h * days;
    backups::Moment moment{.time = time, .kept = {}};
    moment.kept.push_back({.place = share,
                           .kind = "SAFR",
                           .count = count,
                           .newest = "gone-" + std::to_string(days) + ".tgz",
                           .bytes = bytes,
                           .taken = time - 1h,
                           .contents = ""});
    return backups::write_moment(moment) + "\n";
}

/// One backup is kept, all before it were rotated away.
FakeWorld keeps_one() {
    auto world = server();
    files_in(world).erase(files_in(world).begin(), files_in(world).end() - 1);
    return world;
}

const Chart* chart(const Judgement& judgement, std::string_view id) {
    for (const auto& each : judgement.charts)
        if (each.id == id) return &each;
    return nullptr;
}

}  // namespace

TEST_CASE("backups: a size is compared with those of backups that are gone") {
    auto world = keeps_one();
    CHECK_FALSE(examine(subject, world).finding("backups.size_fell"));

    for (int days = 6; days > 1; --days) world.scope.past += line(world, days, 100 * gib, 1);
    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("backups.size_fell"));
    CHECK(seen.finding("backups.size_fell")->parameters.at("usual") == "100.0 GiB");
}

TEST_CASE("backups: the trend is drawn from what is here and what was remembered") {
    auto world = keeps_one();
    CHECK_FALSE(chart(examine(subject, world).judgement, "backups.size"));

    world.scope.past = line(world, 3, 9 * gib, 4) + line(world, 2, 9 * gib, 5);
    const auto judgement = examine(subject, world).judgement;

    REQUIRE(chart(judgement, "backups.size"));
    CHECK(chart(judgement, "backups.size")->series.front().points.size() == 3);
    REQUIRE(chart(judgement, "backups.kept"));
    CHECK(chart(judgement, "backups.kept")->series.front().points.back().second == 1);
    CHECK(fact_of(judgement, "backups.trend").starts_with(share + ": 9.0 GiB (2026-11-20), 10.0"));
}

TEST_CASE("backups: a run remembers the newest and their number, once as long as nothing is new") {
    auto world = server();
    const auto first = examine(subject, world).evidence;
    REQUIRE(first.contains("remember"));
    const auto kept = backups::parse_history(*first.at("remember"), world.clock.time);
    REQUIRE(kept.size() == 1);
    REQUIRE(kept.front().kept.size() == 1);
    CHECK(kept.front().kept.front().count == 7);
    CHECK(kept.front().kept.front().newest == "SAFR-backup-20261123-020000.tgz");

    world.scope.past = *first.at("remember") + "\n";
    CHECK_FALSE(examine(subject, world).evidence.contains("remember"));
    files_in(world).pop_back();
    CHECK(examine(subject, world).evidence.contains("remember"));
}

TEST_CASE("backups: what is being written, or lies where nobody answers, is not remembered") {
    auto world = server();
    files_in(world).back().modified = world.clock.time - 1s;
    auto later = *world.paths.walks.at(share);
    later.entries.back().bytes += 1;
    world.paths.second_walks.insert_or_assign(share, later);
    CHECK_FALSE(examine(subject, world).evidence.contains("remember"));

    auto silent = server();
    silent.scope.past = line(silent, 1, gib, 3);
    silent.paths.silent = {share};
    CHECK_FALSE(examine(subject, silent).evidence.contains("remember"));
}

TEST_CASE("backups: a history that is broken or from the future tells nothing") {
    const Time now{1'000ms};
    const std::string text =
        "{\n{}\n5\n{\"time\": 2000, \"kept\": []}\n{\"time\": 900, \"kept\": [5, {\"bytes\": "
        "-1}]}\n"
        "{\"time\": 100}\n";

    const auto moments = backups::parse_history(text, now);

    REQUIRE(moments.size() == 2);
    CHECK(moments[0].time == Time{100ms});
    CHECK(moments[1].kept.size() == 2);
    CHECK(moments[1].kept[1].bytes == 0);
}
