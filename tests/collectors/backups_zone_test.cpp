// SPDX-License-Identifier: Apache-2.0
// Names tell local time, and clocks are changed twice a year.
#include <doctest.h>

#include "collectors/backups/names.hpp"
#include "collectors/backups/picture.hpp"
#include "collectors/backups/zone.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

namespace {

/// Local time is Madrid's while this lives, by a rule that needs no tz database.
struct InMadrid {
    InMadrid() { set("CET-1CEST,M3.5.0,M10.5.0/3"); }
    ~InMadrid() { set("UTC0"); }
    static void set(const char* zone) {
        ::setenv("TZ", zone, 1);
        ::tzset();
    }
};

Time on(int month, int day, std::chrono::milliseconds of_day) {
    using namespace std::chrono;
    return Time{sys_days{year{2026} / month / day}} + of_day;
}

std::string taken(const backups::Zone& zone, const char* name, Time written) {
    return to_text(*backups::time_in_name(name, zone, written)).substr(0, 16);
}

backups::Zone at_all_times(std::chrono::seconds ahead) { return backups::Zone({{Time{}, ahead}}); }

}  // namespace

TEST_CASE("backups: a name tells when it was begun, in local time") {
    CHECK(to_text(*backups::time_in_name("SAFR-backup-20261123-020304.tgz", at_all_times(2h),
                                         {})) == "2026-11-23T00:03:04.000Z");
    for (const auto* name : {"SAFR-backup-20261323-020304.tgz", "SAFR-backup-2026.tgz",
                             "SAFR-backup-20261123-990304.tgz", "other-20261123-020304.tgz"})
        CHECK_FALSE(backups::time_in_name(name, at_all_times(0s), {}));
}

TEST_CASE("backups: the zone of this server has each change of clocks to the second") {
    const InMadrid here;
    const auto zone = backups::zone_here(on(10, 25, 1h + 10min));
    REQUIRE(zone.offsets().size() >= 4);
    const auto& last = zone.offsets().back();
    CHECK(last == backups::Zone::Offset{on(10, 25, 1h), 1h});
    CHECK(zone.offsets()[zone.offsets().size() - 2] == backups::Zone::Offset{on(3, 29, 1h), 2h});
    const json::value run = json::object{{"zone", backups::to_json(zone)}};
    CHECK(backups::zone_from(run, 0s).offsets() == zone.offsets());
    CHECK(backups::zone_from(json::object{}, 2h).offsets().front().ahead == 2h);
}

TEST_CASE(
    "backups: a name means the moment before its file was written, also where clocks change") {
    const InMadrid here;
    const auto zone = backups::zone_here(on(10, 25, 1h + 10min));
    const auto* twice = "SAFR-backup-20261025-023000.tgz";
    CHECK(taken(zone, twice, on(10, 25, 35min)) == "2026-10-25T00:30");
    CHECK(taken(zone, twice, on(10, 25, 1h + 29min)) == "2026-10-25T00:30");
    CHECK(taken(zone, twice, on(10, 25, 1h + 31min)) == "2026-10-25T01:30");
    CHECK(taken(zone, twice, Time{}) == "2026-10-25T00:30");
    // Each has the offset of its own day.
    CHECK(taken(zone, "SAFR-backup-20261024-043000.tgz", on(10, 24, 3h)) == "2026-10-24T02:30");
    CHECK(taken(zone, "SAFR-backup-20260115-043000.tgz", on(1, 15, 4h)) == "2026-01-15T03:30");
    // An hour that no clock showed.
    CHECK(taken(zone, "SAFR-backup-20260329-023000.tgz", on(3, 29, 2h)) == "2026-03-29T01:30");
}

TEST_CASE("backups: one of the hour that comes twice is neither from the future nor too young") {
    auto world = server();
    const InMadrid here;
    world.clock.time = on(10, 25, 1h + 10min);
    files_in(world) = {backup_file("SAFR-backup-20261024-043000.tgz", gib, on(10, 24, 2h + 40min)),
                       backup_file("SAFR-backup-20261025-023000.tgz", gib, on(10, 25, 40min))};
    world.scope.proofs.clear();

    const auto seen = examine(subject, world);

    CHECK_FALSE(seen.finding("backups.from_the_future"));
    const auto picture = backups::picture_of(seen.evidence);
    REQUIRE(picture.backups.size() == 2);
    CHECK(picture.now - picture.backups.front().taken == 40min);
    CHECK(picture.now - picture.backups.back().taken == 22h + 40min);
}
