// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/system/cpu_times.hpp"
#include "collectors/system/process_table.hpp"
#include "tests/collectors/system_world.hpp"

namespace diag::test {
namespace {

using collectors::system;

/// A server whose 4 processors spent 1,200 ticks between the readings as told:
/// user nice system idle iowait irq softirq steal.
FakeWorld spent(const std::string& ticks, const std::string& load = "4.00 3.00 2.00 2/812 1\n") {
    auto fake = healthy_server();
    const std::string cpus = "cpu0 1 0 0 9\ncpu1 1 0 0 9\ncpu2 1 0 0 9\ncpu3 1 0 0 9\n";
    fake.files.texts["/proc/stat"] = "cpu  0 0 0 0 0 0 0 0 0 0\n" + cpus;
    fake.files.second_texts["/proc/stat"] = "cpu  " + ticks + " 0 0\n" + cpus;
    fake.files.texts["/proc/loadavg"] = load;
    return fake;
}

TEST_CASE("system: busy processors with a run queue to match are a warning that names the takers") {
    auto fake = spent("1000 0 150 50 0 0 0 0");

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.cpu_busy=warning ");
    CHECK(parameter(seen, "system.cpu_busy", "percent") == "96");
    CHECK(parameter(seen, "system.cpu_busy", "top") == "java 20 %, mongod 5 %");
}

TEST_CASE("system: where no taker was seen for long enough none is told, in words that say so") {
    auto fake = spent("1000 0 150 50 0 0 0 0");
    fake.programs.answers.clear();
    fake.files.directories["/proc"].clear();

    const auto seen = examine(system, fake);

    CHECK(parameter(seen, "system.cpu_busy", "top") == "-");
}

TEST_CASE("system: what a brief run sees of processors in a moment is no more than information") {
    auto fake = spent("1000 0 150 50 0 0 0 0");
    fake.scope.brief = true;

    const auto seen = examine(system, fake);

    REQUIRE(seen.finding("system.cpu_busy"));
    CHECK(seen.finding("system.cpu_busy")->severity == Severity::info);
}

TEST_CASE("system: shares of processor time are not told of less than 200 ms") {
    auto fake = spent("1000 0 150 50 0 0 0 0");
    fake.scope.sampling = milliseconds{190};

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "");
    CHECK(fact_of(seen, "system.cpu_use") == "");
}

TEST_CASE("system: a burst without a run queue is no shortage") {
    auto fake = spent("1000 0 150 50 0 0 0 0", "0.40 0.30 0.20 2/812 1\n");

    CHECK(ids_of(examine(system, fake)) == "");
}

TEST_CASE("system: work at nice 19, as ours is, does not make processors busy") {
    auto fake = spent("50 1100 0 50 0 0 0 0");

    CHECK(ids_of(examine(system, fake)) == "");
}

TEST_CASE("system: stolen and waited time are told apart") {
    auto stolen = spent("300 0 0 600 0 0 0 300");
    CHECK(ids_of(examine(system, stolen)) == "system.cpu_steal=warning ");

    auto waited = spent("100 0 0 600 500 0 0 0");
    CHECK(ids_of(examine(system, waited)) == "system.cpu_iowait=warning ");
}

TEST_CASE("system: a long queue for a quarter of an hour is a warning") {
    auto fake = healthy_server();
    fake.files.texts["/proc/loadavg"] = "12.0 11.0 9.0 2/812 1\n";

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.load_high=warning ");
    CHECK(parameter(seen, "system.load_high", "load") == "9.0");
    CHECK(parameter(seen, "system.load_high", "per_cpu") == "2.2");
}

TEST_CASE("system: one processor drowned in interrupts is found among idle ones") {
    auto fake = healthy_server();
    fake.files.texts["/proc/stat"] =
        "cpu  0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0\n";
    fake.files.second_texts["/proc/stat"] =
        "cpu  0 0 20 310 0 0 270 0\ncpu0 0 0 20 10 0 0 270 0\ncpu1 0 0 0 300 0 0 0 0\n";

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.cpu_softirq=warning ");
    CHECK(parameter(seen, "system.cpu_softirq", "cpu") == "0");
}

TEST_CASE("system: processes that hang in the kernel at both readings are counted by name") {
    auto fake = healthy_server();
    for (unsigned pid = 9000; pid < 9006; ++pid) add_process(fake, pid, "nfs reader", 'D');

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.blocked_processes=warning ");
    CHECK(parameter(seen, "system.blocked_processes", "names") == "nfs reader x6");
}

TEST_CASE("system: who examines the server is not counted as its load") {
    auto fake = healthy_server();
    fake.files.texts["/proc/self/stat"] = process_stat(9001, "safr-diag", 'R', 1, 1);  // of 1
    for (unsigned pid = 9000; pid < 9006; ++pid) add_process(fake, pid, "safr-diag", 'D');

    CHECK(ids_of(examine(system, fake)) == "system.blocked_processes=warning ");

    const auto rows = [](unsigned root) {
        std::string names;
        for (const auto& each : host::without_family(
                 host::processes_of("70 S 40 1 1 1 9 child\n40 D 30 1 1 1 9 worker\n"
                                    "30 S 2 1 1 1 9 agent\n2 S 1 1 1 1 9 shell\n"),
                 root))
            names += each.name + ' ';
        return names;
    };
    CHECK(rows(30) == "shell ");
    CHECK(rows(1) == "child worker agent shell ");
}

TEST_CASE("system: file handles and threads near the kernel's limits are warnings") {
    auto fake = healthy_server();
    fake.files.texts["/proc/sys/fs/file-nr"] = "90000\t0\t100000\n";
    fake.files.texts["/proc/sys/kernel/pid_max"] = "1000\n";

    CHECK(ids_of(examine(system, fake)) == "system.file_handles=warning system.threads=warning ");
}

TEST_CASE("system: a process name may hold blanks and brackets") {
    const auto process = host::process_of(process_stat(77, "tmux: (1) x", 'R', 12, 34));

    REQUIRE(process);
    CHECK(process->name == "tmux: (1) x");
    const auto back = host::processes_of(host::row_of(*process));
    REQUIRE(back.size() == 1);
    CHECK(back[0].name == "tmux: (1) x");
    CHECK(back[0].resident == 34);
}

TEST_CASE("system: a pid given to another process is not charged with the first one's time") {
    const auto before = host::processes_of("70 S 1 100 1 500 10 old\n");
    const auto after = host::processes_of("70 S 1 900 1 7777 10 new\n");

    CHECK(host::busiest(before, after, 5).empty());
}

TEST_CASE("system: processor time is never negative when a counter steps back") {
    host::CpuTimes before{.user = 100, .idle = 1000, .iowait = 50};
    host::CpuTimes after{.user = 200, .idle = 1100, .iowait = 40};

    const auto share = host::share_between(before, after);

    REQUIRE(share);
    CHECK(share->user == doctest::Approx(50));
    CHECK(share->iowait == doctest::Approx(0));
    CHECK_FALSE(host::share_between(after, after));
}

}  // namespace
}  // namespace diag::test
