// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "collectors/disk/history.hpp"
#include "tests/collectors/disk_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace std::chrono_literals;

namespace {

const std::string ask_sdb = "smartctl --json=c -n standby -a /dev/sdb";

Seen with_smart(const std::string& name) {
    auto world = server();
    world.programs.answers.insert_or_assign(ask_sdb, printed(fixture("disk/" + name)));
    return examine(subject, world);
}

}  // namespace

TEST_CASE("disk: a disk slower than 100 ms is a warning that names its mounts") {
    auto world = server();
    world.files.second_texts["/proc/diskstats"] = fixture("disk/diskstats-after");

    const auto seen = examine(subject, world);

    const auto* found = seen.finding("disk.latency_high");
    REQUIRE(found);
    CHECK(found->parameters.at("device") == "sdb");
    CHECK(found->parameters.at("write") == "200 ms");
    CHECK(found->parameters.at("mounts") == "/srv/safr data");
    CHECK(seen.finding("disk.busy"));
}

TEST_CASE("disk: the database's disk is held to 20 ms, others are not") {
    auto world = server();
    auto& after = world.files.second_texts["/proc/diskstats"];
    after = replaced(fixture("disk/diskstats-after"), "34000 60090 2000 9000720 138000",
                     "25060 60090 2000 9000720 122700");            // sdb: 30 ms a write
    after = replaced(after, "16003200 400400", "16003200 412000");  // sda: 30 ms a write

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.latency_database"));
    CHECK(seen.finding("disk.latency_database")->parameters.at("device") == "sdb");
    CHECK_FALSE(seen.finding("disk.latency_high"));
}

TEST_CASE("disk: a few slow requests on an idle disk tell nothing") {
    auto world = server();
    world.files.second_texts["/proc/diskstats"] =
        replaced(fixture("disk/diskstats-before"), "25000 60000 2000 9000000 120000",
                 "25000 60003 2000 9000024 123000");

    CHECK_FALSE(examine(subject, world).finding("disk.latency_high"));
}

TEST_CASE("disk: a busy disk that answers fast is not a bottleneck") {
    auto world = server();
    world.files.second_texts["/proc/diskstats"] =
        replaced(fixture("disk/diskstats-before"), "60000 2000 9000000 120000 0 90000 145000",
                 "66000 2000 9048000 121000 0 92990 146000");

    CHECK_FALSE(examine(subject, world).finding("disk.busy"));
}

TEST_CASE("disk: a brief run compares with the run before instead of waiting") {
    auto world = server();
    world.scope.brief = true;
    const auto first = examine(subject, world);
    world.scope.past = *first.evidence.at("remember") + "\n";
    world.clock.sleep(60s);
    world.files.texts["/proc/diskstats"] = fixture("disk/diskstats-after");
    const auto before = world.clock.uptime();

    const auto second = examine(subject, world);

    CHECK(world.clock.uptime() == before);
    CHECK_FALSE(second.evidence.contains("diskstats.before"));
    CHECK(second.finding("disk.latency_high"));
}

TEST_CASE("disk: a brief run does not compare with another boot, nor with hours ago") {
    for (const auto& [boot, wait] : {std::pair{"b00t-2\n", 60s}, std::pair{"b00t-1\n", 7200s}}) {
        auto world = server();
        world.scope.brief = true;
        const auto first = examine(subject, world);
        world.scope.past = *first.evidence.at("remember") + "\n";
        world.files.texts["/proc/sys/kernel/random/boot_id"] = boot;
        world.clock.sleep(wait);

        CHECK(examine(subject, world).evidence.contains("diskstats.before"));
    }
}

TEST_CASE("disk: a brief run asks no program and counts no files") {
    auto world = server();
    world.scope.brief = true;

    const auto seen = examine(subject, world);

    CHECK(world.programs.calls.empty());
    CHECK_FALSE(seen.evidence.contains("usage.database"));
}

TEST_CASE("disk: a drive that expects to fail is critical, with its lost sectors and its heat") {
    const auto seen = with_smart("smart-ata-failing.json");

    REQUIRE(seen.finding("disk.smart_failing"));
    CHECK(seen.finding("disk.smart_failing")->severity == Severity::critical);
    CHECK(seen.finding("disk.smart_failing")->parameters.at("serial") == "ZC100001");
    REQUIRE(seen.finding("disk.smart_sectors"));
    CHECK(seen.finding("disk.smart_sectors")->parameters.at("attributes") ==
          "5: 23712, 187: 131, 188: 4, 197: 360, 198: 360");
    REQUIRE(seen.finding("disk.hot"));
    CHECK(seen.finding("disk.hot")->severity == Severity::warning);
}

TEST_CASE("disk: lost sectors that become more are critical, the same ones a warning") {
    auto world = server();
    world.programs.answers.insert_or_assign(ask_sdb,
                                            printed(fixture("disk/smart-ata-failing.json")));
    diag::disk::Moment earlier;
    earlier.time = world.clock.time - 24h;
    for (const auto& [count, id] : {std::pair{700ull, "disk.smart_sectors_rising"},
                                    std::pair{720ull, "disk.smart_sectors"}}) {
        earlier.lost_sectors["sdb"] = count;
        world.scope.past = diag::disk::write_moment(earlier) + "\n";
        CAPTURE(id);
        CHECK(examine(subject, world).finding(id));
    }
}

TEST_CASE(
    "disk: a worn NVMe drive names its warning, its spare and its wear, and is not hot at 62 C") {
    const auto seen = with_smart("smart-nvme-worn.json");

    REQUIRE(seen.finding("disk.nvme_warning"));
    CHECK(seen.finding("disk.nvme_warning")->parameters.at("warning") == "0x05");
    CHECK(seen.finding("disk.smart_spare_low"));
    REQUIRE(seen.finding("disk.smart_wear"));
    CHECK(seen.finding("disk.smart_wear")->severity == Severity::critical);
    CHECK_FALSE(seen.finding("disk.hot"));
}

TEST_CASE("disk: a healthy drive and one left asleep find nothing") {
    for (const char* name : {"smart-ata-healthy.json", "smart-standby.json"}) {
        const auto seen = with_smart(name);
        CAPTURE(name);
        const auto about_smart =
            std::ranges::count_if(seen.judgement.findings, [](const Finding& found) {
                return found.id.starts_with("disk.smart") && found.id != "disk.smart_unavailable";
            });
        CHECK(about_smart == 0);
    }
}

TEST_CASE("disk: a drive behind a RAID controller is asked by its type") {
    auto world = server();
    world.programs.answers.insert_or_assign("smartctl --json=c --scan",
                                            printed(fixture("disk/smart-scan.json")));
    world.programs.answers.insert_or_assign(
        "smartctl --json=c -n standby -a -d megaraid,4 /dev/bus/0",
        printed(fixture("disk/smart-scsi.json")));

    const auto seen = examine(subject, world);

    CHECK(seen.evidence.contains("smart.bus-0-megaraid-4"));
    REQUIRE(seen.finding("disk.hot"));
    CHECK(seen.finding("disk.hot")->parameters.at("limit") == "48 °C");
    CHECK(seen.finding("disk.smart_media_errors"));
}

TEST_CASE("disk: no smartctl is worth knowing where there are real disks") {
    auto world = server();
    world.programs.answers.clear();

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.smart_unavailable"));
    CHECK(seen.finding("disk.smart_unavailable")->severity == Severity::info);
    CHECK(seen.finding("disk.smart_unavailable")->parameters.at("disks") == "sda, sdb, sdc");
}

TEST_CASE("disk: a virtual machine's disks are not expected to know their health") {
    auto world = server();
    world.programs.answers.clear();
    for (const char* name : {"sda", "sdb", "sdc"})
        world.files.texts["/sys/block/" + std::string(name) + "/device/vendor"] = "VMware  \n";

    CHECK_FALSE(examine(subject, world).finding("disk.smart_unavailable"));
}

TEST_CASE("disk: RAID without a spare left is critical, one that is being mended a warning") {
    auto world = server();
    world.files.texts["/proc/mdstat"] = fixture("disk/mdstat-degraded");

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.raid_degraded"));
    CHECK(seen.finding("disk.raid_degraded")->severity == Severity::critical);
    CHECK(seen.finding("disk.raid_degraded")->parameters.at("array") == "md0");
    REQUIRE(seen.finding("disk.raid_rebuilding"));
    CHECK(seen.finding("disk.raid_rebuilding")->parameters.at("progress") == "12.6 %");
    REQUIRE(seen.finding("disk.raid_inactive"));
}

TEST_CASE("disk: the monthly check of a healthy RAID is information") {
    auto world = server();
    world.files.texts["/proc/mdstat"] = fixture("disk/mdstat-healthy");

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.raid_resync"));
    CHECK(seen.finding("disk.raid_resync")->severity == Severity::info);
    CHECK_FALSE(seen.finding("disk.raid_degraded"));
}

TEST_CASE("disk: a hardware RAID volume that is degraded is critical, its failed drive a warning") {
    auto world = server();
    const std::string storcli = "/opt/MegaRAID/storcli/storcli64 ";
    world.programs.answers.insert_or_assign(storcli + "/call/vall show J",
                                            printed(fixture("disk/storcli-volumes.json")));
    world.programs.answers.insert_or_assign(storcli + "/call/eall/sall show J",
                                            printed(fixture("disk/storcli-drives.json")));

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.raid_volume"));
    CHECK(seen.finding("disk.raid_volume")->severity == Severity::critical);
    CHECK(seen.finding("disk.raid_volume")->parameters.at("part") == "1/1");
    CHECK(seen.finding("disk.raid_drive"));
}

TEST_CASE("disk: the latency chart goes on from the runs before") {
    auto world = server();
    diag::disk::Moment earlier;
    earlier.boot = "b00t-1";
    earlier.time = world.clock.time - 2h;
    earlier.uptime = 1000s;
    earlier.totals["sdb"] = {49'000, 24'000, 59'000, 110'000, 80'000};
    world.scope.past = diag::disk::write_moment(earlier) + "\n";
    earlier.time += 1h;
    earlier.uptime += 1h;
    earlier.totals["sdb"] = {49'500, 24'500, 59'500, 120'000, 85'000};
    world.scope.past += diag::disk::write_moment(earlier) + "\n";
    world.files.second_texts["/proc/diskstats"] = fixture("disk/diskstats-after");

    const auto seen = examine(subject, world);

    const auto found = std::ranges::find_if(seen.judgement.charts, [](const Chart& chart) {
        return chart.id == "disk.latency" && chart.subject == "sdb";
    });
    REQUIRE((found != seen.judgement.charts.end()));
    REQUIRE(found->series.size() == 2);
    CHECK(found->series[1].name == "w_await");
    CHECK(found->series[1].points.front().second == doctest::Approx(20));
    CHECK(found->series[1].points.back().second == doctest::Approx(200));
}
