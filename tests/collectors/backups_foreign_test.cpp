// SPDX-License-Identifier: Apache-2.0
// What other users write must not choose what root's worker reads, nor secrets leave with it.
#include <doctest.h>

#include "collectors/backups/cron_log.hpp"
#include "collectors/backups/last_run.hpp"
#include "collectors/backups/ownership.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;

namespace {

const std::string crontab = "/etc/cron.d/safr";
const std::string log_file = "/var/log/b.log";

/// A server on which root's crontab sends the output of a backup to a file of root's.
FakeWorld logging(const std::string& text) {
    auto world = server();
    world.files.texts[crontab] =
        "0 2 * * * root backup.py -p " + share + " >> " + log_file + " 2>&1\n";
    world.paths.texts.insert_or_assign(log_file, text);
    roots_alone(world, crontab);
    roots_alone(world, log_file);
    return world;
}

Result<std::string> output_of(FakeWorld& world) {
    const auto seen = examine(subject, world);
    const auto found = seen.evidence.find("output.1");
    return found == seen.evidence.end() ? Result<std::string>{Error{Fault::bug, "not given"}}
                                        : found->second;
}

bool was_read(const FakeWorld& world, const std::string& path) {
    return std::ranges::find(world.paths.asked, path) != world.paths.asked.end();
}

}  // namespace

TEST_CASE("backups: a file that another user's crontab names is not read") {
    auto world = server();
    world.files.directories["/var/spool/cron/crontabs"] = {"eve"};
    const std::string foreign = "/var/spool/cron/crontabs/eve";
    world.files.texts[foreign] = "0 0 1 1 * /home/eve/backup.py > /etc/shadow\n";
    world.files.texts.erase(crontab);
    world.paths.texts.insert_or_assign("/etc/shadow", "root:$y$secret:1::::::\n");
    roots_alone(world, foreign);
    roots_alone(world, "/etc/shadow");

    const auto output = output_of(world);

    REQUIRE_FALSE(output);
    CHECK(output.error().fault == Fault::refused);
    CHECK_FALSE(was_read(world, "/etc/shadow"));
}

TEST_CASE("backups: root's own crontab is followed, in Debian's and in Red Hat's place") {
    for (const std::string folder : {"/var/spool/cron/crontabs", "/var/spool/cron"}) {
        auto world = logging("SAFR Backup Complete.\n");
        world.files.directories[folder] = {"root"};
        world.files.texts[folder + "/root"] = world.files.texts.at(crontab).replace(10, 5, "");
        world.files.texts.erase(crontab);
        roots_alone(world, folder + "/root");
        const auto output = output_of(world);
        REQUIRE(output);
        CHECK(*output == "SAFR Backup Complete.\n");
    }
    CHECK_FALSE(backups::is_roots_crontab("/var/spool/cron/crontabs/rooty"));
}

TEST_CASE("backups: an output that others than root may change is not read") {
    struct Case {
        std::string file, words;
    };
    // Modes as stat tells them: a link, a FIFO, of another user, group and others may write.
    for (const auto& [file, words] :
         {Case{"0 0 a1ff", "no regular file"}, Case{"0 0 11a4", "no regular file"},
          Case{"1000 0 81a4", "not belong to root"}, Case{"0 110 81b4", "by others"},
          Case{"0 0 81a6", "by others"}, Case{"0 0", "not told"}, Case{"x 0 81a4", "not belong"},
          Case{"0 0 zz", "not told"}}) {
        CAPTURE(file);
        auto world = logging("SAFR Backup Complete.\n");
        roots_alone(world, log_file, file);
        const auto output = output_of(world);
        REQUIRE_FALSE(output);
        CHECK(output.error().what.find(words) != std::string::npos);
        CHECK_FALSE(was_read(world, log_file));
    }
    auto world = logging("SAFR Backup Complete.\n");
    roots_alone(world, crontab, "1000 0 81a4");
    CHECK_FALSE(output_of(world));
}

TEST_CASE("backups: a way that others may turn is not followed, one that syslog shares is") {
    const auto asked = "stat -c %u %g %f -- / /var /var/log " + log_file;
    const auto told = [&](const std::string& folder) {
        auto world = logging("SAFR Backup Complete.\n");
        world.programs.answers.insert_or_assign(
            asked, ProgramOutput{.exit_code = 0,
                                 .output = "0 0 41ed\n0 0 41ed\n" + folder + "\n0 0 81a4\n",
                                 .errors = {}});
        return output_of(world).has_value();
    };
    CHECK(told("0 110 41fd"));
    CHECK_FALSE(told("0 1000 41fd"));
    CHECK_FALSE(told("0 0 43ff"));
    CHECK_FALSE(told("1000 1000 41ed"));
    CHECK_FALSE(told("0 0 a1ff"));

    FakeWorld fake;
    auto world = fake.world();
    for (const std::string path : {"b.log", "", "/var/../b", "/var//b", "/var/./b", "/b/"})
        CHECK_FALSE(backups::only_root_changes(world, path));
    CHECK(fake.programs.calls.empty());
}

TEST_CASE("backups: of what a backup wrote only success and failure are kept, no other line") {
    auto world = logging(
        "password=hunter2\nmongodb://safr:hunter2@h/\nSAFR Backup Complete.\n"
        "Traceback (most recent call last):\n  File \"b.py\", line 5, in dump\n    run('hunter2')\n"
        "OSError: [Errno 28] No space left on device\nhunter2\nroot:hunter2:x\n");

    const auto output = output_of(world);

    REQUIRE(output);
    CHECK(*output ==
          "Traceback (most recent call last):\nOSError: [Errno 28] No space left on device\n");
    CHECK(examine(subject, world).finding("backups.job_failed")->parameters.at("line") ==
          "OSError: [Errno 28] No space left on device");
}

TEST_CASE("backups: a command that an exception quotes is left out") {
    CHECK(backups::read_output("Traceback (most recent call last):\n  x\n"
                               "subprocess.CalledProcessError: Command '['mongodump', '-p', 'x']' "
                               "returned non-zero exit status 1.\n")
              .failure ==
          "subprocess.CalledProcessError: Command returned non-zero exit status 1.");
    CHECK(backups::read_output("Traceback (most recent call last):\n"
                               "subprocess.TimeoutExpired: Command 'mongodump -p x' timed")
              .failure == "subprocess.TimeoutExpired: Command");
}

TEST_CASE("backups: after a traceback only what names an exception is its end") {
    for (const std::string line : {"root:$y$x", "hunter2 is the password", "5", ".x: y", "a-b: c"})
        CHECK(backups::read_output("Traceback (most recent call last):\n" + line + "\n").failure ==
              "Traceback (most recent call last)");
    CHECK(backups::read_output("Traceback (most recent call last):\n\n  x\nKeyboardInterrupt\n")
              .failure == "KeyboardInterrupt");
}

TEST_CASE("backups: what is kept of an output reads as the output did") {
    for (const std::string text :
         {"SAFR Backup Complete.", "Failed: no primary", "2026-11-23T02:00:01Z\tFailed: SAFR\tx",
          "Traceback (most recent call last):\nOSError: full", "Traceback (most recent call last)",
          "Failed:", "Failed: SAFR\tBackup Complete.", "nothing", ""}) {
        CAPTURE(text);
        const auto output = backups::read_output(text);
        const auto again = backups::read_output(backups::written(output));
        CHECK(again.complete == output.complete);
        CHECK(again.failure == output.failure);
    }
}

TEST_CASE("backups: of cron's journal only time, user and the backup's name are kept") {
    const std::string journal =
        "1795399201.000100 h CRON[7]: (root) CMD (/opt/SAFR/bin/backup.py -q -p /b)\n"
        "1795399202.000100 h CRON[8]: (eve) CMD (pg_dump postgres://eve:hunter2@h/db)\n"
        "1795399203.000100 h CRON[9]: (eve) CMD (RESTIC_PASSWORD=hunter2 restic backup /home)\n"
        "1795399204.000100 h CROND[1]: (safr) CMD (mongodump --password hunter2 "
        ">/b/mongodump.log)\n"
        "1795399205.000100 h CRON[2]: (a b) CMD (sh -c '/usr/local/bin/backup-safr hunter2')\n"
        "1795399206.000100 h CRON[3]: (root) CMD (/usr/local/bin/backup-safr.old hunter2)\n"
        "1795399207.000100 h CRON[4]: (root) CMD (my-backup.py hunter2)\n"
        "x h CRON[4]: (root) CMD (backup.py)\nbackup.py\n";

    const auto told =
        backups::runs_told(journal, {"backup.py", "mongodump", "/usr/local/bin/backup-safr"});

    CHECK(told ==
          "1795399201 (root) CMD (backup.py)\n1795399204 (safr) CMD (mongodump)\n"
          "1795399205 (-) CMD (/usr/local/bin/backup-safr)\n");
    REQUIRE(backups::started(told, "/usr/local/bin/backup-safr"));
    CHECK(to_text(*backups::started(told, "backup.py")) == "2026-11-23T02:00:01.000Z");
}

TEST_CASE("backups: a journal in which no backup ran is no evidence") {
    auto world = server();
    world.programs.answers.insert_or_assign(
        "journalctl --quiet --no-pager --output=short-unix --since=-8d --lines=200 "
        "--identifier=CRON --identifier=CROND --identifier=crond "
        "--grep=backup|dump|run-parts|grandchild",
        ProgramOutput{.exit_code = 0,
                      .output = "1795399202.1 h CRON[8]: (eve) CMD (restic backup hunter2)\n",
                      .errors = {}});
    CHECK_FALSE(examine(subject, world).evidence.contains("cron_log"));
}
