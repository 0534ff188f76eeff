// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>

#include "tests/collectors/system_world.hpp"

namespace diag::test {
namespace {

using collectors::system;

TEST_CASE("system: a server in good order has no finding") {
    auto fake = healthy_server();

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "");
    CHECK(fact_of(seen, "system.os") == "Ubuntu 20.04.6 LTS");
    CHECK(fact_of(seen, "system.cpu") == "Intel(R) Xeon(R) E-2224 CPU @ 3.40GHz, 4 CPUs");
}

TEST_CASE("system: the facts name who takes processor and memory") {
    auto fake = healthy_server();

    const auto seen = examine(system, fake);

    CHECK(fact_of(seen, "system.top_cpu") == "java 20 %, mongod 5 %");
    CHECK(fact_of(seen, "system.top_memory").starts_with("java 5.7 GiB, mongod 2.7 GiB"));
    CHECK(fact_of(seen, "system.uptime") == "3 d 12 h");
}

TEST_CASE("system: the two readings of the counters lie as far apart as asked") {
    auto fake = healthy_server();
    fake.scope.sampling = milliseconds{3000};

    const auto seen = examine(system, fake);

    REQUIRE(item(seen.evidence, "interval"));
    CHECK(*item(seen.evidence, "interval") == "3000");
    CHECK(*item(seen.evidence, "stat:before") != *item(seen.evidence, "stat"));
}

TEST_CASE("system: a brief run asks no slow program and waits 250 ms") {
    auto fake = healthy_server();
    fake.scope.brief = true;
    fake.programs.answers.insert_or_assign("dmesg --time-format iso", said("[    0.1] hello\n"));

    const auto seen = examine(system, fake);

    CHECK(fake.programs.calls == std::vector<std::string>{"dmesg --time-format iso", chrony_call});
    CHECK(*item(seen.evidence, "interval") == "250");
}

TEST_CASE("system: a brief run does not wait when an earlier run of this boot can stand in") {
    auto fake = healthy_server();
    const auto first = examine(system, fake);
    fake.scope.past = std::string(*item(first.evidence, "snapshot")) + "\n";
    fake.scope.brief = true;
    fake.clock.time += std::chrono::minutes{5};
    const auto before = fake.clock.since_boot;

    const auto seen = examine(system, fake);

    CHECK(fake.clock.since_boot == before);
    CHECK_FALSE(seen.evidence.contains("stat:before"));
}

TEST_CASE("system: an earlier run of another boot cannot stand in") {
    auto fake = healthy_server();
    const auto first = examine(system, fake);
    fake.scope.past = std::string(*item(first.evidence, "snapshot")) + "\n";
    fake.scope.brief = true;
    fake.clock.time += std::chrono::minutes{5};
    fake.files.texts["/proc/sys/kernel/random/boot_id"] = "another\n";

    const auto seen = examine(system, fake);

    CHECK(seen.evidence.contains("stat:before"));
}

TEST_CASE("system: what is remembered is one short line") {
    auto fake = healthy_server();

    const auto seen = examine(system, fake);

    const auto line = item(seen.evidence, system.remembers);
    REQUIRE(line);
    CHECK(line->find('\n') == std::string_view::npos);
    CHECK(line->size() < 600);
}

TEST_CASE("system: charts come from what earlier runs remembered") {
    auto fake = healthy_server();
    const auto first = examine(system, fake);
    fake.scope.past = std::string(*item(first.evidence, "snapshot")) + "\n";
    fake.clock.time += std::chrono::hours{1};
    const auto second = examine(system, fake);
    fake.scope.past +=
        std::string(*item(second.evidence, "snapshot")) + "\nnot json\n{\"t\":1e99}\n";
    fake.clock.time += std::chrono::hours{1};

    const auto seen = examine(system, fake);

    REQUIRE(seen.judgement.charts.size() >= 2);
    CHECK(seen.judgement.charts[0].id == "system.memory");
    CHECK(seen.judgement.charts[0].series[0].points.size() == 3);
}

TEST_CASE("system: evidence that is missing altogether is no finding and no crash") {
    const Evidence nothing;

    const auto judgement = system.judge(nothing, {});

    CHECK(judgement.findings.empty());
    CHECK(judgement.charts.empty());
}

TEST_CASE("system: /proc that cannot be read is told, not taken for health") {
    auto fake = healthy_server();
    fake.files.texts.erase("/proc/meminfo");

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.unreadable=unknown ");
}

TEST_CASE("system: a kernel without pressure and without MemAvailable is judged by what it has") {
    auto fake = healthy_server();
    for (const auto* name : {"cpu", "memory", "io"})
        fake.files.texts.erase(std::string("/proc/pressure/") + name);
    fake.files.texts["/proc/meminfo"] =
        "MemTotal: 16000000 kB\nMemFree: 9000000 kB\nCached: 1000000 kB\nShmem: 500000 kB\n"
        "SReclaimable: 100000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n";

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "");
    CHECK(fact_of(seen, "system.memory") == "15.3 GiB, 9.2 GiB available (estimated)");
}

TEST_CASE("system: 256 processors are read and counted") {
    auto fake = healthy_server();
    std::string stat = "cpu  256000 0 0 25600000 0 0 0 0 0 0\n";
    std::string cpuinfo;
    for (int i = 0; i < 256; ++i) {
        stat += "cpu" + std::to_string(i) + " 1000 0 0 100000 0 0 0 0 0 0\n";
        cpuinfo += "processor\t: " + std::to_string(i) +
                   "\nmodel name\t: AMD EPYC 9754\nphysical id\t: " + std::to_string(i / 128) +
                   "\ncpu cores\t: 64\nflags\t\t: fpu " + std::string(1200, 'x') + "\n\n";
    }
    stat += "intr " + std::string(60'000, '0') + "\nbtime 1795161600\n";
    fake.files.texts["/proc/stat"] = stat;
    fake.files.second_texts.clear();
    fake.files.texts["/proc/cpuinfo"] = cpuinfo;
    fake.files.texts["/proc/loadavg"] = "300.00 300.00 300.00 2/812 80119\n";

    const auto seen = examine(system, fake);

    CHECK(fact_of(seen, "system.cpu") == "2 x AMD EPYC 9754, 256 CPUs (128 cores)");
    CHECK(item(seen.evidence, "cpuinfo")->size() < 40'000);
    CHECK(ids_of(seen) == "");
}

TEST_CASE("system: a container without a time service and a kernel log is no alarm") {
    auto fake = healthy_server();
    fake.files.directories["/proc"] = {"1", "2844"};
    fake.files.texts["/proc/1/cgroup"] = "0::/docker/3f9c\n";
    fake.programs.answers.clear();
    fake.programs.answers.insert_or_assign(
        "dmesg", said("", 1, "dmesg: read kernel buffer failed: Operation not permitted\n"));

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.kernel_log_unread=info system.time_by_host=info ");
    CHECK(seen.evidence.at("kernel_log").error().fault == Fault::denied);
    CHECK(fact_of(seen, "system.virtualization") == "docker (container)");
}

TEST_CASE("system: every threshold is one line with meaning, unit and source") {
    std::map<std::string_view, int> keys;
    for (const auto& row : system.thresholds) {
        CAPTURE(row.key);
        CHECK(row.key.starts_with("system."));
        CHECK(!(row.unit.empty() || row.meaning.empty() || row.source.empty()));
        CHECK(++keys[row.key] == 1);
    }
}

}  // namespace
}  // namespace diag::test
