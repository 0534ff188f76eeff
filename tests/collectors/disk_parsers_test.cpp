// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "collectors/disk/blocks.hpp"
#include "collectors/disk/controllers.hpp"
#include "collectors/disk/diskstats.hpp"
#include "collectors/disk/history.hpp"
#include "collectors/disk/mdstat.hpp"
#include "collectors/disk/mountinfo.hpp"
#include "collectors/disk/smart.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::disk;
using diag::test::fixture;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> points(const std::vector<Mount>& mounts) {
    std::vector<std::string> names;
    for (const auto& mount : mounts) names.push_back(mount.point);
    return names;
}

}  // namespace

TEST_CASE("disk: a mount point with a space is read as it is written on disk") {
    const auto mounts = parse_mountinfo(fixture("disk/mountinfo-server"));
    const auto found = std::ranges::find(mounts, "/srv/safr data", &Mount::point);

    REQUIRE(found != mounts.end());
    CHECK(found->device == "9:0");
    CHECK(found->source == "/dev/md0");
}

TEST_CASE("disk: any number of tags may stand before the dash, also none") {
    const auto mounts = parse_mountinfo(
        "9 1 8:1 / /a rw shared:1 master:2 propagate_from:3 - ext4 /dev/sda1 rw\n"
        "8 1 8:2 / /b rw - ext4  rw,noquota\n"
        "7 1 8:3 / /c rw\n"
        "x 1 8:4 / /d rw - ext4 /dev/sda4 rw\n");

    CHECK(points(mounts) == std::vector<std::string>{"/a", "/b"});
    REQUIRE(mounts.size() == 2);
    CHECK(mounts[1].source.empty());
    CHECK(mounts[1].super_options == "rw,noquota");
}

TEST_CASE("disk: only storage is asked, each file system once, local before network") {
    const auto asked = worth_asking(parse_mountinfo(fixture("disk/mountinfo-server")));

    CHECK(points(asked) == std::vector<std::string>{"/run", "/", "/dev/shm", "/boot", "/boot/efi",
                                                    "/srv/safr data", "/srv/objects"});
}

TEST_CASE("disk: in a container the root and what it was lent are asked, not the engine's files") {
    const auto asked = worth_asking(parse_mountinfo(fixture("disk/mountinfo-container")));

    CHECK(points(asked) == std::vector<std::string>{"/", "/dev/shm", "/opt/RealNetworks"});
}

TEST_CASE("disk: the upper of two mounts at one place is the one asked") {
    const auto asked =
        worth_asking(parse_mountinfo("5 1 8:1 / /data rw - ext4 /dev/sda1 rw\n"
                                     "6 1 8:2 / /data rw - xfs /dev/sdb1 rw\n"));

    REQUIRE(asked.size() == 1);
    CHECK(asked[0].id == 6);
}

TEST_CASE("disk: read-only is an option of its own, not a part of another") {
    CHECK_FALSE(has_option("rw,errors=remount-ro", "ro"));
    CHECK(has_option("noatime,ro", "ro"));
    CHECK_FALSE(lies_below("/srv/database", "/srv/data"));
    CHECK(lies_below("/srv/data/x", "/srv/data"));
}

TEST_CASE("disk: fstab tells what should be mounted") {
    const auto wanted = parse_fstab(fixture("disk/fstab-server"));

    CHECK(wanted.size() == 6);
    CHECK(std::ranges::find(wanted, "/srv/safr data", &Wanted::point) != wanted.end());
    CHECK(std::ranges::find(wanted, "/media/cdrom0", &Wanted::point) == wanted.end());
}

TEST_CASE("disk: load is the average over what happened between two readings") {
    const auto before = parse_diskstats(fixture("disk/diskstats-before"));
    const auto after = parse_diskstats(fixture("disk/diskstats-after"));
    REQUIRE(before.contains("sdb"));

    const auto load = load_between(before.at("sdb"), after.at("sdb"), 3s);

    REQUIRE(load);
    CHECK(load->read_ms == doctest::Approx(150));
    CHECK(load->write_ms == doctest::Approx(200));
    CHECK(load->busy == doctest::Approx(96.67).epsilon(0.001));
}

TEST_CASE("disk: a millisecond counter that wrapped still gives its growth") {
    const Totals before{10, 4'294'967'290, 0, 0, 0};
    const Totals after{12, 4, 0, 0, 0};

    const auto load = load_between(before, after, 1s);

    REQUIRE(load);
    CHECK(load->read_ms == doctest::Approx(5));
}

TEST_CASE("disk: counters that went back are another device's, and no time is no load") {
    const Totals big{100, 1, 100, 1, 1};
    const Totals small{1, 1, 1, 1, 1};

    CHECK_FALSE(load_between(big, small, 1s).has_value());
    CHECK_FALSE(load_between(small, big, 0s).has_value());
}

TEST_CASE("disk: md arrays tell who failed, who is missing and how far the repair is") {
    const auto arrays = parse_mdstat(fixture("disk/mdstat-degraded"));
    REQUIRE(arrays.size() == 5);

    CHECK(arrays[0].action == "recovery");
    CHECK(arrays[0].percent == 12.6);
    CHECK(arrays[0].remaining == "127.5min");
    CHECK(arrays[0].failed == std::vector<std::string>{"sdd1"});
    CHECK(arrays[1].degraded());
    CHECK(arrays[1].map == "U_");
    CHECK_FALSE(arrays[2].degraded());
    CHECK_FALSE(arrays[2].read_only);
    CHECK_FALSE(arrays[2].percent.has_value());
    CHECK_FALSE(arrays[3].active);
    CHECK(arrays[4].wanted == 0);
}

TEST_CASE("disk: SMART of an ATA drive gives verdict, counters, temperature and hours") {
    const auto smart = parse_smart(fixture("disk/smart-ata-failing.json"));
    REQUIRE(smart);

    CHECK(smart->passed == false);
    CHECK(smart->troubles.at(197) == 360);
    CHECK(smart->troubles.at(188) == 4);
    CHECK_FALSE(smart->troubles.contains(9));
    CHECK(smart->temperature == 64);
    CHECK(smart->hours == 39812);
}

TEST_CASE("disk: SMART of an NVMe drive gives wear, spare and its own alarm temperature") {
    const auto smart = parse_smart(fixture("disk/smart-nvme-worn.json"));
    REQUIRE(smart);

    CHECK(smart->nvme_warning == 5);
    CHECK(smart->media_errors == 17);
    CHECK(smart->used == 103);
    CHECK(smart->spare_limit == 10);
    CHECK(smart->trip == 81);
}

TEST_CASE("disk: a sleeping drive, a refusal and nonsense are three different things") {
    const auto asleep = parse_smart(fixture("disk/smart-standby.json"));
    const auto denied = parse_smart(fixture("disk/smart-denied.json"));

    REQUIRE(asleep);
    CHECK(asleep->standby);
    CHECK(asleep->refusal.empty());
    REQUIRE(denied);
    CHECK(denied->denied);
    CHECK(!parse_smart("{\"no\":1}"));
}

TEST_CASE(
    "disk: drives behind a RAID controller are found by the scan, plain ones are not asked twice") {
    const auto hidden = parse_scan(fixture("disk/smart-scan.json"));

    REQUIRE(hidden.size() == 1);
    CHECK(hidden[0].device == "/dev/bus/0");
    CHECK(hidden[0].type == "megaraid,4");
}

TEST_CASE("disk: storcli tells volumes and drives apart, and the sick from the healthy") {
    const auto volumes = parse_storcli(fixture("disk/storcli-volumes.json"));
    const auto drives = parse_storcli(fixture("disk/storcli-drives.json"));

    REQUIRE(volumes.size() == 2);
    CHECK(volumes[0].healthy);
    CHECK_FALSE(volumes[1].healthy);
    REQUIRE(drives.size() == 3);
    CHECK(drives[1].rebuilding);
    CHECK(drives[2].state == "Failed");
}

TEST_CASE("disk: ssacli's last word in the brackets is the state, spares are healthy") {
    const auto parts = parse_ssacli(fixture("disk/ssacli-config"));

    REQUIRE(parts.size() == 6);
    CHECK(parts[2].healthy);
    CHECK_FALSE(parts[3].healthy);
    CHECK(parts[3].state == "Interim Recovery Mode");
    CHECK(parts[5].state == "Failed");
}

TEST_CASE("disk: the disks under a mount are found through partitions, mapper and RAID") {
    test::FakeFiles files;
    files.directories["/sys/block"] = {"dm-0", "md0", "sda", "sdb"};
    const auto add = [&](const std::string& name, const std::string& device,
                         std::vector<std::string> slaves) {
        files.texts["/sys/block/" + name + "/dev"] = device;
        files.texts["/sys/block/" + name + "/size"] = "100";
        files.directories["/sys/block/" + name + "/slaves"] = std::move(slaves);
    };
    add("dm-0", "253:0", {"md0"});
    add("md0", "9:0", {"sda1", "sdb"});
    add("sda", "8:0", {});
    add("sdb", "8:16", {});
    files.directories["/sys/block/sda"] = {"sda1"};
    files.texts["/sys/block/sda/sda1/dev"] = "8:1";

    const auto blocks = parse_blocks(*read_blocks(files));
    Mount mount;
    mount.device = "253:0";

    CHECK(disks_under(blocks, mount) == std::set<std::string>{"sda", "sdb"});
}

TEST_CASE("disk: btrfs shows a device number of its own, so its source names the disk") {
    const auto blocks = parse_blocks(
        R"([{"name":"sda","device":"8:0","sectors":9,"partitions":[{"name":"sda2","device":"8:2"}]}])");
    Mount mount;
    mount.device = "0:33";
    mount.source = "/dev/sda2";

    CHECK(disks_under(blocks, mount) == std::set<std::string>{"sda"});
}

TEST_CASE("disk: what a run remembers is read back the same") {
    Moment moment;
    moment.time = Time{1'795'464'000'123ms};
    moment.uptime = 77s;
    moment.boot = "b";
    moment.fills["/srv/safr data"] = {1, 18'000'000'000'000'000'000ull, 3, 4};
    moment.totals["sda"] = {1, 2, 3, 4, 5};
    moment.lost_sectors["sda"] = 7;

    const auto past = parse_history(write_moment(moment) + "\n{broken\n", moment.time);

    REQUIRE(past.size() == 1);
    CHECK(past[0].fills.at("/srv/safr data").capacity == 18'000'000'000'000'000'000ull);
    CHECK(past[0].totals.at("sda").busy_ms == 5);
    CHECK(past[0].lost_sectors.at("sda") == 7);
}

TEST_CASE("disk: a line from the future is left out, for the clock was set back") {
    Moment moment;
    moment.time = Time{1000s};

    CHECK(parse_history(write_moment(moment), Time{999s}).empty());
}

TEST_CASE("disk: what a run remembers stays small on a server with hundreds of mounts") {
    Moment moment;
    for (int i = 0; i < 500; ++i) {
        moment.fills["/some/long/mount/point/of/tenant/" + std::to_string(i)] = {1, 2, 3, 4};
        moment.totals["sd" + std::to_string(i)] = {1, 2, 3, 4, 5};
    }

    CHECK(write_moment(moment).size() < 16'384);
}
