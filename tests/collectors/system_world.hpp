// SPDX-License-Identifier: Apache-2.0
// A server in good order, made of tests/fixtures/system/healthy. Tests break one thing each.
#pragma once

#include <string>

#include "collectors/catalog.hpp"
#include "tests/fakes.hpp"

namespace diag::test {

inline ProgramOutput said(std::string output, int exit_code = 0, std::string errors = {}) {
    return ProgramOutput{exit_code, std::move(output), std::move(errors)};
}

/// A line of /proc/<pid>/stat: 52 fields, those that matter filled in.
inline std::string process_stat(unsigned pid, const std::string& name, char state, unsigned ticks,
                                unsigned pages) {
    return std::to_string(pid) + " (" + name + ") " + state + " 1 1 1 0 -1 4194304 0 0 0 0 " +
           std::to_string(ticks) + " 0 0 0 20 0 4 0 1000 100000 " + std::to_string(pages) +
           " 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
}

inline void add_process(FakeWorld& fake, unsigned pid, const std::string& name, char state = 'S',
                        unsigned ticks = 100, unsigned pages = 1000, unsigned later_ticks = 0) {
    fake.files.directories["/proc"].push_back(std::to_string(pid));
    const auto path = "/proc/" + std::to_string(pid) + "/stat";
    fake.files.texts[path] = process_stat(pid, name, state, ticks, pages);
    if (later_ticks > 0)
        fake.files.second_texts[path] = process_stat(pid, name, state, later_ticks, pages);
}

inline const std::string journal_call = "journalctl -k -b -q -o short-iso --no-pager -n 20000";
inline const std::string chrony_call = "chronyc -c -n tracking";

inline FakeWorld healthy_server() {
    FakeWorld fake;
    auto& texts = fake.files.texts;
    for (const auto* name : {"meminfo", "vmstat", "stat", "cpuinfo"})
        texts[std::string("/proc/") + name] = fixture(std::string("system/healthy/") + name);
    fake.files.second_texts["/proc/stat"] = fixture("system/healthy/stat_later");
    texts["/etc/os-release"] = fixture("system/healthy/os-release");
    texts["/proc/uptime"] = "302400.12 1100000.00\n";
    texts["/proc/loadavg"] = "1.02 0.98 0.91 2/812 80119\n";
    texts["/proc/swaps"] = "Filename Type Size Used Priority\n/dev/sda3 partition 8388604 0 -2\n";
    for (const auto* name : {"cpu", "memory", "io"})
        texts[std::string("/proc/pressure/") + name] =
            "some avg10=0.10 avg60=0.20 avg300=0.30 total=1000\n"
            "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
    texts["/proc/sys/fs/file-nr"] = "9120\t0\t3251208\n";
    texts["/proc/sys/kernel/pid_max"] = "4194304\n";
    texts["/proc/sys/kernel/threads-max"] = "255912\n";
    texts["/proc/sys/vm/overcommit_memory"] = "0\n";
    texts["/proc/version"] = "Linux version 5.4.0-190-generic (buildd@lcy02) (gcc version 9.4.0)\n";
    texts["/proc/sys/kernel/random/boot_id"] = "6c1f7f35-1e1a-4a2b-8d5e-0a1b2c3d4e5f\n";
    add_process(fake, 1, "systemd");
    add_process(fake, 611, "chronyd");
    add_process(fake, 2210, "java", 'S', 5000, 1'500'000, 5240);
    add_process(fake, 2844, "mongod", 'S', 9000, 700'000, 9060);
    fake.programs.answers.insert_or_assign(chrony_call,
                                           said(fixture("system/time/chronyc_good.csv")));
    fake.programs.answers.insert_or_assign(journal_call,
                                           said(fixture("system/kernel/quiet_6.1_journal.log")));
    return fake;
}

inline std::string ids_of(const Seen& seen) {
    std::string ids;
    for (const auto& finding : seen.judgement.findings)
        ids += finding.id + '=' + std::string(name_of(finding.severity)) + ' ';
    return ids;
}

inline std::string fact_of(const Seen& seen, std::string_view id) {
    for (const auto& fact : seen.judgement.facts)
        if (fact.id == id) return fact.value;
    return {};
}

inline std::string parameter(const Seen& seen, std::string_view id, std::string_view name) {
    const auto* finding = seen.finding(id);
    if (!finding) return "no " + std::string(id);
    const auto found = finding->parameters.find(name);
    return found == finding->parameters.end() ? "no " + std::string(name) : found->second;
}

}  // namespace diag::test
