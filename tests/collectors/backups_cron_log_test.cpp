// SPDX-License-Identifier: Apache-2.0
// What cron says of its runs where no journal is kept, and of scripts that run-parts runs.
#include <doctest.h>

#include "collectors/backups/cron_log.hpp"
#include "collectors/backups/picture.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

namespace {

const std::string syslog = "/var/log/syslog";

void keep(FakeWorld& world, const std::string& path, const std::string& text) {
    roots_alone(world, path);
    world.programs.answers.insert_or_assign(
        "tail --bytes=4194304 -- " + path,
        ProgramOutput{.exit_code = 0, .output = text, .errors = {}});
}

Result<std::string> cron_log(FakeWorld& world) {
    const auto seen = examine(subject, world);
    const auto found = seen.evidence.find("cron_log");
    return found == seen.evidence.end() ? Result<std::string>{Error{Fault::absent, "not given"}}
                                        : found->second;
}

/// A server whose only schedule is a script in a directory of run-parts.
FakeWorld with_parts(const std::string& crontab) {
    auto world = server();
    world.files.texts.erase("/etc/cron.d/safr");
    world.files.directories["/etc/cron.d"] = {};
    world.files.texts["/etc/crontab"] = crontab;
    world.files.directories["/etc/cron.daily"] = {"safr-backup"};
    world.files.texts["/etc/cron.daily/safr-backup"] =
        "#!/bin/sh\n/opt/RealNetworks/SAFR/bin/backup.py -q -p " + share + "\n";
    return world;
}

const std::string debian =
    "25 6 * * * root test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; "
    "}\n";

}  // namespace

TEST_CASE("backups: without a journal the files of syslog tell when cron ran a backup") {
    auto world = server();
    keep(world, "/var/log/syslog.1",
         "2026-11-22T02:00:01.100000+00:00 h CRON[5]: (root) CMD (backup.py -p /b hunter2)\n");
    keep(world, syslog,
         "Nov 23 02:00:01 h CRON[7]: (root) CMD (backup.py -p /b hunter2)\n"
         "Nov 23 02:00:01 h CRON[8]: (eve) CMD (restic backup hunter2)\n"
         "Nov 23 02:00:02 h sshd[9]: (root) CMD (backup.py hunter2)\n"
         "no time h CRON[7]: (root) CMD (backup.py hunter2)\n");

    const auto told = cron_log(world);

    REQUIRE(told);
    CHECK(*told == "1795312801 (root) CMD (backup.py)\n1795399201 (root) CMD (backup.py)\n");
    CHECK(fact_of(examine(subject, world).judgement, "backups.last_run") ==
          "/etc/cron.d/safr: 2026-11-23T02:00Z");
}

TEST_CASE("backups: a file of syslog that others than root may change is not read, and that told") {
    auto world = server();
    keep(world, syslog, "Nov 23 02:00:01 h CRON[7]: (root) CMD (backup.py)\n");
    roots_alone(world, syslog, "104 4 81a0");

    const auto told = cron_log(world);

    REQUIRE_FALSE(told);
    CHECK(told.error().fault == Fault::refused);
    for (const auto& call : world.programs.calls) CHECK_FALSE(call.starts_with("tail"));
}

TEST_CASE("backups: where neither journal nor file tells of a run there is no evidence of one") {
    auto world = server();
    CHECK(cron_log(world).error().fault == Fault::absent);
    keep(world, syslog, "Nov 23 02:00:01 h CRON[8]: (eve) CMD (restic backup hunter2)\n");
    CHECK(cron_log(world).error().what == "not given");
    world.scope.brief = true;
    world.programs.calls.clear();
    examine(subject, world);
    for (const auto& call : world.programs.calls) CHECK_FALSE(call.starts_with("tail"));
}

TEST_CASE("backups: what cron says of a run that failed is told, until one does not") {
    auto world = server();
    const std::string start = "Nov 23 02:00:01 h CRON[7]: (root) CMD (backup.py -p /b)\n";
    const std::string other = "Nov 23 02:00:01 h CRON[8]: (eve) CMD (true)\n";
    const std::string end =
        "Nov 23 02:10:00 h CRON[6]: (CRON) error (grandchild #7 failed with exit status 3)\n"
        "Nov 23 02:10:00 h CRON[6]: (CRON) error (grandchild #8 failed with exit status 4)\n";
    keep(world, syslog, start + other + end);

    const auto seen = examine(subject, world);

    CHECK(*seen.evidence.at("cron_log") ==
          "1795399201 (root) CMD (backup.py)\n1795399800 (root) FAILED 3 (backup.py)\n");
    REQUIRE(seen.finding("backups.job_failed"));
    CHECK(seen.finding("backups.job_failed")->parameters.at("line") == "exit status 3");
    CHECK(fact_of(seen.judgement, "backups.last_run") ==
          "/etc/cron.d/safr: 2026-11-23T02:00Z, exit status 3");

    keep(world, syslog, start + end + "Nov 23 19:00:01 h CRON[7]: (root) CMD (backup.py -p /b)\n");
    CHECK_FALSE(examine(subject, world).finding("backups.job_failed"));
}

TEST_CASE("backups: what is kept of cron's log reads as the log did, and nothing else passes") {
    const std::vector<std::string> programs{"backup.py"};
    const auto once = backups::runs_told(
        "1795399201.1 h CRON[7]: (a b) CMD (backup.py)\n"
        "1795399202.1 h CRON[6]: (CRON) error (grandchild #7 failed with exit status 3)\n"
        "1795399203.1 h CRON[6]: (CRON) error (grandchild #9 failed with exit status 3)\n"
        "1795399204 (root) FAILED 1 (hunter2 backup.py)\n"
        "1795399205 hunter2 (root) FAILED 1 (backup.py)\n",
        programs);
    CHECK(once == "1795399201 (-) CMD (backup.py)\n1795399202 (-) FAILED 3 (backup.py)\n");
    CHECK(backups::runs_told(once, programs) == once);
}

TEST_CASE("backups: a script of cron.daily is due when a crontab's line runs its directory") {
    auto world = with_parts(debian);
    CHECK(fact_of(examine(subject, world).judgement, "backups.schedule")
              .starts_with("/etc/cron.daily/safr-backup: "));
    CHECK_FALSE(examine(subject, world).finding("backups.no_schedule"));

    // That of this morning is missing.
    files_in(world).pop_back();
    keep(world, syslog, "Nov 23 06:25:01 h CRON[7]: (root) CMD (" + debian.substr(16) + ")\n");
    const auto seen = examine(subject, world);
    REQUIRE(seen.finding("backups.schedule_missed"));
    const auto& parameters = seen.finding("backups.schedule_missed")->parameters;
    CHECK(parameters.at("source") == "/etc/cron.daily/safr-backup");
    CHECK(parameters.at("due") == "2026-11-23T06:25Z");
    CHECK(parameters.at("started") == "2026-11-23T06:25Z");
}

TEST_CASE("backups: where anacron runs the directory no line tells when") {
    auto world = with_parts(debian);
    world.files.texts["/etc/anacrontab"] = "1 5 cron.daily run-parts --report /etc/cron.daily\n";
    files_in(world).pop_back();
    CHECK_FALSE(examine(subject, world).finding("backups.schedule_missed"));
    world.files.texts["/etc/crontab"] = "25 6 * * * root run-parts /etc/cron.daily\n";
    CHECK(examine(subject, world).finding("backups.schedule_missed"));
}

TEST_CASE("backups: what a script of cron.daily runs is found too, one level deep") {
    auto world = with_parts(debian);
    world.files.texts["/etc/cron.daily/safr-backup"] = "#!/bin/sh\n/usr/local/bin/nightly.sh\n";
    world.paths.texts.insert_or_assign("/usr/local/bin/nightly.sh",
                                       "#!/bin/sh\nbackup.py -p " + share + "\n");
    files_in(world).pop_back();
    const auto seen = examine(subject, world);
    REQUIRE(seen.finding("backups.schedule_missed"));
    CHECK(seen.finding("backups.schedule_missed")->parameters.at("source") ==
          "/etc/cron.daily/safr-backup");
}
