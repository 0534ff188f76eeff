// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/backups/picture.hpp"
#include "collectors/backups/schedules.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

TEST_CASE("backups: a week of nightly ones on a share is nothing to complain about") {
    auto world = server();

    const auto seen = examine(subject, world);

    CHECK(seen.judgement.findings.empty());
    CHECK(seen.judgement.charts.size() == 1);
}

TEST_CASE("backups: options of backup.py and of mongodump are understood") {
    const auto all = backups::schedules_in(
        "# backup.py -o\n"
        "0 2 * * * root \"/opt/RealNetworks/SAFR/bin/backup.py\" -q -s -p '/srv/b'\n"
        "ExecStart=/usr/bin/python3 /opt/SAFR/bin/backup.py -o\n"
        "mongodump --gzip --archive=/srv/m/dump.archive\n"
        "mongodump --out /srv/dumps\n",
        "x");

    REQUIRE(all.size() == 4);
    CHECK((all[0].skips_objects && all[0].directory == "/srv/b" && !all[0].objects_only));
    CHECK(all[1].objects_only);
    CHECK((all[2].mongodump && all[2].directory == "/srv/m"));
    CHECK(all[3].directory == "/srv/dumps");
}

TEST_CASE("backups: a place that a line does not tell is not taken for SAFR's own") {
    const auto all = backups::schedules_in(
        "backup.py -p \"$DEST\"\nbackup.py -p/srv/b\nbackup.py -p'$DEST/x'\n"
        "backup.py -p /srv/b && find /srv/b -mtime +7 -print\n",
        "x");

    REQUIRE(all.size() == 4);
    CHECK((all[0].elsewhere && all[0].directory.empty()));
    CHECK((!all[1].elsewhere && all[1].directory == "/srv/b"));
    CHECK(all[2].elsewhere);
    CHECK((!all[3].elsewhere && all[3].directory == "/srv/b"));
}

TEST_CASE("backups: a script that cron runs is looked into") {
    auto world = server();
    world.files.texts["/etc/cron.d/safr"] = "0 2 * * * root /usr/local/bin/nightly.sh\n";
    world.paths.texts.insert_or_assign("/usr/local/bin/nightly.sh",
                                       "#!/bin/sh\nbackup.py -p " + share + "\n");

    CHECK(examine(subject, world).judgement.findings.empty());
}

TEST_CASE("backups: none at all is critical where SAFR runs, unless the node needs none") {
    auto world = server();
    files_in(world).clear();
    CHECK(examine(subject, world).finding("backups.none"));

    world.scope.site.role = "redundant";
    const auto redundant = examine(subject, world);
    CHECK_FALSE(redundant.finding("backups.none"));

    world.scope.site.processes.clear();
    CHECK(examine(subject, world).judgement.findings.empty());
}

TEST_CASE("backups: the newest is too old, critically so after a week") {
    auto world = server();
    world.clock.time += 30h;
    CHECK(examine(subject, world).finding("backups.old")->severity == Severity::warning);
    world.clock.time += 24h * 8;
    CHECK(examine(subject, world).finding("backups.old")->severity == Severity::critical);
    world.clock.time -= 24h * 30;
    CHECK(examine(subject, world).finding("backups.from_the_future"));
}

TEST_CASE("backups: a size that fell or rose beside the median of those before is a warning") {
    auto world = server();
    files_in(world).back().bytes = 7 * gib;
    CHECK(examine(subject, world).finding("backups.size_fell"));
    files_in(world).back().bytes = 45 * gib;
    CHECK(examine(subject, world).finding("backups.size_rose"));
    files_in(world).back().bytes = 0;
    CHECK(examine(subject, world).finding("backups.empty"));
}

TEST_CASE("backups: a FIFO with a backup's name is told and never taken for the newest") {
    auto world = server();
    auto fifo = backup_file("SAFR-backup-20261123-120000.tgz", 0, world.clock.time);
    fifo.kind = Kind::other;
    files_in(world).push_back(fifo);

    const auto seen = examine(subject, world);

    CHECK(seen.finding("backups.no_file"));
    CHECK(backups::picture_of(seen.evidence).newest()->name == "SAFR-backup-20261123-020000.tgz");
}

TEST_CASE("backups: on the data's own disk they do not protect it") {
    auto world = server();
    world.paths.resolutions.insert_or_assign(share, leads_to(share, 1));
    CHECK(examine(subject, world).finding("backups.same_device"));

    world.paths.resolutions.insert_or_assign(share, leads_to(share, 9));
    world.files.texts["/proc/self/mountinfo"] = "28 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
    CHECK(examine(subject, world).finding("backups.no_copy_elsewhere"));
}

TEST_CASE("backups: no room for the next one, or for a restore") {
    auto world = server();
    world.paths.spaces.at(share)->bytes_available = 11 * gib;
    const auto database = world.scope.data_root + "/mongo/data";
    world.paths.usages.insert_or_assign(database, Usage{.bytes = 100 * gib, .files = 9});
    world.paths.spaces.insert_or_assign(database, Space{.bytes_available = 50 * gib});

    const auto seen = examine(subject, world);

    CHECK(seen.finding("backups.no_room"));
    CHECK(seen.finding("backups.no_room_to_restore"));
}

TEST_CASE("backups: a place that is missing and one that stays silent are told apart") {
    auto world = server();
    world.paths.resolutions.erase(share);
    CHECK(examine(subject, world).finding("backups.place_missing"));
    world.paths.silent = {share};
    const auto silent = examine(subject, world);
    CHECK(silent.finding("backups.place_unread"));
    CHECK_FALSE(silent.finding("backups.place_missing"));
}

TEST_CASE("backups: nobody makes them, or only half of what is needed") {
    auto world = server();
    world.files.texts.erase("/etc/cron.d/safr");
    world.scope.backup_root = share;
    CHECK(examine(subject, world).finding("backups.no_schedule"));
    world.files.texts["/etc/cron.d/safr"] = "0 2 * * * root backup.py -o\n";
    CHECK(examine(subject, world).finding("backups.no_database_saved"));
    world.files.texts["/etc/cron.d/safr"] = "0 2 * * * root backup.py -s\n";
    const auto skipped = examine(subject, world);
    REQUIRE(skipped.finding("backups.objects_skipped"));
    CHECK(skipped.finding("backups.objects_skipped")->severity == Severity::warning);
    world.paths.resolutions.insert_or_assign(world.scope.data_root + "/cv-storage",
                                             leads_to("/mnt/nas/objects", 50));
    CHECK(examine(subject, world).finding("backups.objects_skipped")->severity == Severity::info);
}

TEST_CASE("backups: a timer that is off and a unit that failed are told") {
    auto world = server();
    world.files.directories["/etc/systemd/system"] = {"safr-backup.service"};
    world.files.texts["/etc/systemd/system/safr-backup.service"] =
        "[Service]\nExecStart=/opt/RealNetworks/SAFR/bin/backup.py -q\n";
    world.programs.answers.insert_or_assign(
        "systemctl show safr-backup.service "
        "--property=Result,ExecMainStatus,ExecMainExitTimestamp",
        ProgramOutput{.output = "Result=exit-code\nExecMainStatus=1\n"});
    world.programs.answers.insert_or_assign(
        "systemctl show safr-backup.timer --property=ActiveState,LastTriggerUSec",
        ProgramOutput{.output = "ActiveState=inactive\n"});

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("backups.schedule_failed"));
    CHECK(seen.finding("backups.schedule_failed")->parameters.at("status") == "1");
    CHECK(seen.finding("backups.timer_off"));
}

TEST_CASE("backups: one name in two places, of two sizes, is told") {
    auto world = server();
    world.paths.resolutions.insert_or_assign(world.scope.backup_root, leads_to("/b", 7));
    Walk walk;
    walk.entries = {backup_file("SAFR-backup-20261123-020000.tgz", gib, world.clock.time - 1h)};
    world.paths.walks.insert_or_assign("/b", walk);

    CHECK(examine(subject, world).finding("backups.same_name"));
}

TEST_CASE("backups: each is listed with age, size, what it holds and how far it is proven") {
    auto world = server();

    const auto listed = facts_of(examine(subject, world).judgement, "backups.listed");

    REQUIRE(listed.size() == 7);
    CHECK(listed[0] == share + "/SAFR-backup-20261123-020000.tgz: 18 h, 10.0 GiB, full, L4");
    CHECK(listed[1].ends_with("42 h, 10.0 GiB, full (as scheduled), not proven"));
}

TEST_CASE("backups: what one holds is by its schedules only where these agree") {
    auto world = server();
    world.scope.proofs.clear();
    const std::string line = "0 2 * * * root backup.py -p " + share;
    const auto holds = [&](const std::string& cron) {
        world.files.texts["/etc/cron.d/safr"] = cron;
        const auto seen = examine(subject, world);
        return backups::picture_of(seen.evidence).backups.front().contents;
    };
    CHECK(holds(line + " -s\n") == "without objects");
    CHECK(holds(line + " -o\n") == "objects only");
    CHECK(holds(line + "\n" + line + " -o\n").empty());
    CHECK(holds("0 2 * * * root mongodump --out " + share + "\n").empty());
}

TEST_CASE("backups: with images on each node the others are named to be looked at") {
    auto world = server();
    world.scope.nodes = {"safr-b", "safr-c"};
    world.scope.site.nodes = {"safr-c"};
    const auto seen = examine(subject, world);
    REQUIRE(seen.finding("backups.other_nodes"));
    CHECK(seen.finding("backups.other_nodes")->severity == Severity::info);
    CHECK(seen.finding("backups.other_nodes")->parameters.at("nodes") == "safr-b, safr-c");

    world.paths.resolutions.insert_or_assign(world.scope.data_root + "/cv-storage",
                                             leads_to("/mnt/nas/objects", 50));
    CHECK_FALSE(examine(subject, world).finding("backups.other_nodes"));
}

TEST_CASE("backups: a redundant node with images of its own must save them") {
    auto world = server();
    world.scope.site.role = "redundant";
    world.files.texts.erase("/etc/cron.d/safr");

    CHECK(examine(subject, world).finding("backups.node_needs_objects"));

    // The database's does not hold them, nor one that skipped them.
    world.scope.backup_root = share;
    for (auto& each : files_in(world)) each.path += ".archive";
    world.scope.proofs.clear();
    CHECK(examine(subject, world).finding("backups.node_needs_objects"));
    world = server();
    world.scope.site.role = "redundant";
    world.files.texts["/etc/cron.d/safr"] = "0 2 * * * root backup.py -s -p " + share + "\n";
    world.scope.proofs.clear();
    CHECK(examine(subject, world).finding("backups.node_needs_objects"));
    world.scope.proofs = server().scope.proofs;
    CHECK_FALSE(examine(subject, world).finding("backups.node_needs_objects"));
}
