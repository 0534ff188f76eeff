// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/system/kernel_trouble.hpp"
#include "tests/collectors/system_world.hpp"

namespace diag::test {
namespace {

using collectors::system;

FakeWorld with_log(const std::string& name) {
    auto fake = healthy_server();
    fake.programs.answers.insert_or_assign(journal_call, said(fixture("system/kernel/" + name)));
    return fake;
}

TEST_CASE("system: a java killed at its service's limit is critical, with its memory") {
    auto fake = with_log("oom_group_6.1_journal.log");

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.oom_kills_group=critical ");
    CHECK(parameter(seen, "system.oom_kills_group", "victims") == "java (4.0 GiB)");
    CHECK(parameter(seen, "system.oom_kills_group", "last") == "2026-11-23 18:41 UTC");
}

TEST_CASE("system: kernel 3.10 words of OOM kills are understood, by machine and by group") {
    auto fake = healthy_server();
    fake.programs.answers.erase(journal_call);
    fake.programs.answers.insert_or_assign("dmesg",
                                           said(fixture("system/kernel/oom_3.10_dmesg.log")));

    const auto seen = examine(system, fake);

    // 86,342 s after a boot three and a half days ago: the day before yesterday.
    CHECK(ids_of(seen) == "system.oom_kills=warning system.oom_kills_group=info ");
    CHECK(parameter(seen, "system.oom_kills", "victims") == "mongod (6.6 GiB)");
    CHECK(parameter(seen, "system.oom_kills_group", "victims") == "ffmpeg (main) (201.0 MiB)");
}

TEST_CASE("system: a dying NVMe disk is told by device, file system and time-outs") {
    auto fake = with_log("disk_faults_5.15_dmesg_iso.log");

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) ==
          "system.device_timeouts=warning system.io_errors=critical system.io_errors=critical "
          "system.filesystem_errors=critical ");
    CHECK(parameter(seen, "system.device_timeouts", "count") == "3");
    CHECK(parameter(seen, "system.filesystem_errors", "subject") == "nvme1n1p1");
}

TEST_CASE("system: an empty floppy and a declined discard are not disk errors") {
    auto fake = with_log("disk_faults_5.15_dmesg_iso.log");

    const auto seen = examine(system, fake);

    for (const auto& finding : seen.judgement.findings) {
        CHECK(finding.parameters.at("subject") != "fd0");
        CHECK(finding.parameters.at("subject") != "sdc");
    }
}

TEST_CASE("system: a file that syslog wrote serves where journal and dmesg do not") {
    auto fake = healthy_server();
    fake.programs.answers.erase(journal_call);
    fake.paths.texts.insert_or_assign("/var/log/kern.log",
                                      fixture("system/kernel/ext4_5.4_kern.log"));

    const auto seen = examine(system, fake);

    REQUIRE(seen.finding("system.remounted_read_only"));
    CHECK(parameter(seen, "system.remounted_read_only", "subject") == "sdb1");
    CHECK(*item(seen.evidence, "kernel_log:source") == "/var/log/kern.log");
}

TEST_CASE("system: each kind of trouble is found among the others, once, with its subject") {
    auto fake = with_log("mixed_6.8_journal.log");

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) ==
          "system.memory_errors_corrected=warning system.machine_checks=warning "
          "system.gpu_errors=critical system.gpu_errors=warning system.hung_tasks=warning "
          "system.process_crashes=warning system.other_crashes=info "
          "system.cpu_lockups=warning system.cpu_throttled=warning system.kernel_oops=critical "
          "system.clocksource_unstable=info ");
    CHECK(parameter(seen, "system.gpu_errors", "meaning") == "GPU has fallen off the bus");
    CHECK(parameter(seen, "system.hung_tasks", "count") == "2");
}

TEST_CASE("system: the same trouble a week ago weighs one step less") {
    auto fake = with_log("mixed_6.8_journal.log");
    fake.clock.time += std::chrono::days{7};

    const auto seen = examine(system, fake);

    CHECK(seen.finding("system.kernel_oops")->severity == Severity::warning);
    CHECK(seen.finding("system.hung_tasks")->severity == Severity::info);
}

TEST_CASE("system: a file server that never came back is critical, one that did a warning") {
    auto fake = with_log("nfs_6.1_journal.log");

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) ==
          "system.file_server_was_silent=warning system.file_server_silent=critical "
          "system.file_server_was_silent=warning ");
    CHECK(parameter(seen, "system.file_server_was_silent", "count") == "2");
    CHECK(parameter(seen, "system.file_server_was_silent", "longest") == "3 min 20 s");
}

TEST_CASE("system: a kernel log that may not be read is unknown, and why is kept by source") {
    auto fake = healthy_server();
    fake.programs.answers.erase(journal_call);
    const auto denied = said("", 1, "dmesg: read kernel buffer failed: Operation not permitted\n");
    fake.programs.answers.insert_or_assign("dmesg", denied);
    fake.programs.answers.insert_or_assign("dmesg --time-format iso", denied);

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.kernel_log_unread=unknown ");
    CHECK(seen.evidence.at("kernel_log:journalctl").error().fault == Fault::absent);
    CHECK(seen.evidence.at("kernel_log:dmesg").error().fault == Fault::denied);
}

TEST_CASE("system: two hundred failing disks make eight findings, not two hundred") {
    std::string log;
    for (int i = 0; i < 300; ++i)
        log += "2026-11-23T19:00:00+0000 a kernel: I/O error, dev sd" + std::to_string(i) +
               ", sector 1 op 0x0:(READ)\n";
    auto fake = healthy_server();
    fake.programs.answers.insert_or_assign(journal_call, said(log));

    CHECK(examine(system, fake).judgement.findings.size() == 8);
}

TEST_CASE("system: memory errors the chipset counts are told from its own counters") {
    auto fake = healthy_server();
    fake.files.directories["/sys/devices/system/edac/mc"] = {"mc0", "power"};
    fake.files.directories["/sys/devices/system/edac/mc/mc0"] = {"ce_count", "ue_count", "uevent"};
    fake.files.texts["/sys/devices/system/edac/mc/mc0/ce_count"] = "12\n";
    fake.files.texts["/sys/devices/system/edac/mc/mc0/ue_count"] = "1\n";

    CHECK(ids_of(examine(system, fake)) ==
          "system.ecc_uncorrected=critical system.ecc_corrected=warning ");
}

TEST_CASE("system: lines of every writer give the bare message") {
    const host::LogClock clock{Time{milliseconds{1'795'464'000'000}}, Time{milliseconds{0}}};
    for (const char* line :
         {"2026-11-23T18:41:07+0000 host kernel: it happened", "<6>[   12.000001] it happened",
          "[   12.000001][  T814] it happened", "2026-11-23T18:41:07,000112+00:00 it happened",
          "Nov 23 18:41:07 host kernel: [  12.000001] it happened"}) {
        CAPTURE(line);
        const auto lines = host::kernel_lines(line, clock);
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].message == "it happened");
        CHECK(lines[0].time.has_value());
    }
}

}  // namespace
}  // namespace diag::test
