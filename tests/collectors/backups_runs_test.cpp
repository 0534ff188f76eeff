// SPDX-License-Identifier: Apache-2.0
// Did cron's last run make a backup, and what did it say?
#include <doctest.h>

#include "collectors/backups/cron_log.hpp"
#include "collectors/backups/last_run.hpp"
#include "collectors/backups/picture.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

namespace {

const std::string asked_journal =
    "journalctl --quiet --no-pager --output=short-unix --since=-8d --lines=200 --identifier=CRON "
    "--identifier=CROND --identifier=crond --grep=backup|dump|run-parts|grandchild";

/// Cron ran nothing that made a backup on the 23rd.
FakeWorld one_missed() {
    auto world = server();
    files_in(world).pop_back();
    world.scope.proofs = {proof_for(files_in(world).back(), world.clock.time)};
    return world;
}

Judgement judged(FakeWorld& world) { return examine(subject, world).judgement; }

const Finding* found(const Judgement& judgement, std::string_view id) {
    for (const auto& finding : judgement.findings)
        if (finding.id == id) return &finding;
    return nullptr;
}

bool missed(FakeWorld& world) {
    const auto judgement = judged(world);
    return found(judgement, "backups.schedule_missed") != nullptr;
}

}  // namespace

TEST_CASE("backups: one that cron should have made and that is not there is missed") {
    auto world = one_missed();
    world.programs.answers.insert_or_assign(
        asked_journal,
        ProgramOutput{.output = "1795399201.000100 safr CRON[7]: (root) CMD "
                                "(/opt/RealNetworks/SAFR/bin/backup.py -q -p /mnt/nas/safr)\n"});

    const auto judgement = judged(world);

    const auto* finding = found(judgement, "backups.schedule_missed");
    REQUIRE(finding);
    CHECK(finding->parameters.at("source") == "/etc/cron.d/safr");
    CHECK(finding->parameters.at("due") == "2026-11-23T02:00Z");
    CHECK(finding->parameters.at("newest") == "2026-11-22T02:00Z");
    CHECK(finding->parameters.at("started") == "2026-11-23T02:00Z");
    CHECK(fact_of(judgement, "backups.last_run") == "/etc/cron.d/safr: 2026-11-23T02:00Z");
}

TEST_CASE("backups: a run is waited for as long as it usually takes, and an hour more") {
    auto world = one_missed();
    // Due at 02:00; an hour is between names and last bytes.
    world.clock.time -= 16h + 10min;
    CHECK_FALSE(missed(world));
    world.clock.time += 20min;
    CHECK(missed(world));
}

TEST_CASE("backups: nothing is missed by a line that is younger, or in another zone") {
    auto world = one_missed();
    Walk walk;
    walk.entries = {backup_file("safr", 100, world.clock.time - 1h)};
    world.paths.walks.insert_or_assign("/etc/cron.d", walk);
    CHECK_FALSE(missed(world));
    world.paths.walks.at("/etc/cron.d")->entries.front().modified = world.clock.time - 48h;
    CHECK(missed(world));

    world.files.texts["/etc/cron.d/safr"].insert(0, "CRON_TZ=Asia/Tokyo\n");
    CHECK_FALSE(missed(world));
}

TEST_CASE("backups: nothing is missed where it is not told when or whither") {
    auto world = one_missed();
    for (const std::string line :
         {"@reboot root backup.py -p /mnt/nas/safr", "0 2 * * * root backup.py -p $WHERE",
          "0 2 * * * root mongodump --gzip", "99 2 * * * root backup.py -p /mnt/nas/safr"}) {
        CAPTURE(line);
        world.files.texts["/etc/cron.d/safr"] = line + "\n";
        CHECK_FALSE(missed(world));
    }
    world.files.texts["/etc/cron.d/safr"] = "0 2 * * * root backup.py -p /mnt/nas/safr/\n";
    CHECK(missed(world));
    world.paths.silent = {share};
    CHECK_FALSE(missed(world));
}

TEST_CASE("backups: a script's time is that of the line that runs it") {
    auto world = one_missed();
    world.files.texts["/etc/cron.d/safr"] =
        "# 0 1 * * * root /usr/local/bin/nightly.sh\n0 3 * * sun root /usr/local/bin/nightly.sh\n";
    world.paths.texts.insert_or_assign("/usr/local/bin/nightly.sh",
                                       "#!/bin/sh\nbackup.py -p " + share + "\n");
    CHECK_FALSE(missed(world));
    files_in(world).erase(files_in(world).begin() + 4, files_in(world).end());
    const auto judgement = judged(world);
    REQUIRE(found(judgement, "backups.schedule_missed"));
    CHECK(found(judgement, "backups.schedule_missed")->parameters.at("due") == "2026-11-22T03:00Z");
}

TEST_CASE("backups: a line that runs every hour is missed after two") {
    auto world = server();
    world.files.texts["/etc/cron.d/safr"] = "0 * * * * root backup.py -p " + share + "\n";
    auto& newest = files_in(world).back();
    newest.path = "SAFR-backup-20261123-180000.tgz";
    newest.modified = world.clock.time - 119min;
    for (auto& each : files_in(world)) each.modified = std::min(each.modified, newest.modified);
    files_in(world).erase(files_in(world).begin(), files_in(world).end() - 1);
    CHECK_FALSE(missed(world));
    world.clock.time += 65min;
    CHECK(missed(world));
}

TEST_CASE("backups: the file that a line writes to is found, and what it says") {
    const std::string line = "0 2 * * * root backup.py ";
    CHECK(backups::output_of(line + ">> /var/log/b.log 2>&1") == "/var/log/b.log");
    CHECK(backups::output_of(line + ">/var/log/b.log") == "/var/log/b.log");
    CHECK(backups::output_of(line + "2>/dev/null >'/b.log';") == "/b.log");
    for (const std::string rest : {">/dev/null 2>&1", "2>>/var/log/e.log", ">$LOG", "", ">",
                                   ">/b/$(date).log", ">&2", "> b.log"})
        CHECK(backups::output_of(line + rest).empty());

    CHECK(backups::read_output("x\nSAFR Backup Complete.\n\n").complete);
    CHECK(backups::read_output("Traceback (most recent call last):\n  File x\nOSError: full\n")
              .failure == "OSError: full");
    CHECK(backups::read_output("2026-11-23T02:00:01Z\tFailed: no primary\n")
              .failure.ends_with("Failed: no primary"));
    const auto mended = backups::read_output("Failed: x\nSAFR Backup Complete.\n");
    CHECK((mended.complete && mended.failure.empty()));
    const auto broken = backups::read_output("SAFR Backup Complete.\nFailed: x\n");
    CHECK((!broken.complete && broken.failure == "Failed: x"));
    CHECK(backups::read_output("").failure.empty());
}

TEST_CASE("backups: what the last run wrote is read, and its failure told") {
    auto world = server();
    world.files.texts["/etc/cron.d/safr"] =
        "0 2 * * * root backup.py -p " + share + " >> /var/log/b.log 2>&1\n";
    world.paths.texts.insert_or_assign("/var/log/b.log", "SAFR Backup Complete.\n");
    roots_alone(world, "/etc/cron.d/safr");
    roots_alone(world, "/var/log/b.log");
    const auto good = examine(subject, world);
    CHECK_FALSE(good.finding("backups.job_failed"));
    CHECK(fact_of(good.judgement, "backups.last_run") == "/etc/cron.d/safr: SAFR Backup Complete.");

    world.paths.texts.insert_or_assign("/var/log/b.log",
                                       "Traceback (most recent call last):\nOSError: full\n");
    const auto failed = examine(subject, world);
    REQUIRE(failed.finding("backups.job_failed"));
    CHECK(failed.finding("backups.job_failed")->parameters.at("line") == "OSError: full");
}

TEST_CASE("backups: cron's journal tells the latest start of a command, broken lines nothing") {
    const std::string log =
        "1795399200.1 h CRON[1]: (root) CMD (/b/backup.py)\n"
        "1795312800.1 h CRON[1]: (root) CMD (/b/backup.py)\n"
        "x h CRON[1]: (root) CMD (/b/backup.py)\n"
        "99999999999999999999 h CRON[1]: (root) CMD (/b/backup.py)\n"
        "1795399999.1 h CRON[1]: (root) INFO backup.py\n\n";
    REQUIRE(backups::started(log, "backup.py"));
    CHECK(to_text(*backups::started(log, "backup.py")) == "2026-11-23T02:00:00.000Z");
    CHECK_FALSE(backups::started(log, "mongodump"));
    CHECK_FALSE(backups::started("", "backup.py"));
}

TEST_CASE("backups: a check asks no journal") {
    auto world = server();
    world.scope.brief = true;
    examine(subject, world);
    for (const auto& call : world.programs.calls) CHECK_FALSE(call.starts_with("journalctl"));
}
