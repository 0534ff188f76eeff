// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/system/counters.hpp"
#include "tests/collectors/system_world.hpp"

namespace diag::test {
namespace {

using collectors::system;

std::string meminfo(std::uint64_t total_mib, std::uint64_t available_mib,
                    std::string_view more = {}) {
    return "MemTotal: " + std::to_string(total_mib * 1024) +
           " kB\nMemFree: 1024 kB\nMemAvailable: " + std::to_string(available_mib * 1024) +
           " kB\n" + std::string(more);
}

TEST_CASE("system: less available memory than SAFR's own alarm is critical") {
    auto fake = healthy_server();
    fake.files.texts["/proc/meminfo"] = meminfo(32'000, 470);

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.memory_exhausted=critical ");
    CHECK(parameter(seen, "system.memory_exhausted", "available") == "470.0 MiB");
    CHECK(parameter(seen, "system.memory_exhausted", "top").starts_with("java"));
}

TEST_CASE("system: little free memory is no finding while caches can give way") {
    auto fake = healthy_server();
    fake.files.texts["/proc/meminfo"] = meminfo(32'000, 16'000);

    CHECK(ids_of(examine(system, fake)) == "");
}

TEST_CASE("system: 95 % in use is critical on a small server, a warning with gigabytes to spare") {
    auto fake = healthy_server();
    fake.files.texts["/proc/meminfo"] = meminfo(32'000, 1500);
    CHECK(ids_of(examine(system, fake)) == "system.memory_low=critical ");

    auto big = healthy_server();
    big.files.texts["/proc/meminfo"] = meminfo(512'000, 20'000);
    CHECK(ids_of(examine(system, big)) == "system.memory_low=warning ");
}

TEST_CASE("system: a threshold set by the site is used instead of the default") {
    auto fake = healthy_server();

    const auto seen = examine(system, fake, {{"system.memory_used_warning", 10.0}});

    CHECK(ids_of(seen) == "system.memory_low=warning ");
}

TEST_CASE("system: swapping both ways is told, one way alone is not") {
    auto fake = healthy_server();
    fake.files.texts["/proc/vmstat"] = "pswpin 1000\npswpout 1000\n";
    fake.files.second_texts["/proc/vmstat"] = "pswpin 1000\npswpout 90000\n";
    CHECK(ids_of(examine(system, fake)) == "");

    auto both = healthy_server();
    both.files.texts["/proc/vmstat"] = "pswpin 1000\npswpout 1000\n";
    both.files.second_texts["/proc/vmstat"] = "pswpin 4000\npswpout 4000\n";
    const auto seen = examine(system, both);
    CHECK(ids_of(seen) == "system.swapping=warning ");
    CHECK(parameter(seen, "system.swapping", "in") == "3.9 MiB/s");
}

TEST_CASE("system: a full swap is a warning") {
    auto fake = healthy_server();
    fake.files.texts["/proc/meminfo"] =
        meminfo(32'000, 16'000, "SwapTotal: 1000000 kB\nSwapFree: 100000 kB\n");

    CHECK(ids_of(examine(system, fake)) == "system.swap_full=warning ");
}

TEST_CASE("system: tasks that wait for memory are told with how long all of them did") {
    auto fake = healthy_server();
    fake.files.texts["/proc/pressure/memory"] =
        "some avg10=60.00 avg60=55.50 avg300=20.00 total=1\n"
        "full avg10=50.00 avg60=45.20 avg300=15.00 total=1\n";

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.memory_pressure=critical ");
    CHECK(parameter(seen, "system.memory_pressure", "full") == "45");
}

TEST_CASE("system: huge pages nobody uses and a strict commit limit are told") {
    auto fake = healthy_server();
    fake.files.texts["/proc/meminfo"] =
        meminfo(32'000, 12'000,
                "HugePages_Total: 4096\nHugePages_Free: 4096\nHugePages_Rsvd: 0\n"
                "Hugepagesize: 2048 kB\nCommitLimit: 1000 kB\nCommitted_AS: 990 kB\n");
    fake.files.texts["/proc/sys/vm/overcommit_memory"] = "2\n";

    CHECK(ids_of(examine(system, fake)) ==
          "system.huge_pages_idle=warning system.commit_limit=warning ");
}

TEST_CASE("system: transparent huge pages matter only beside mongod") {
    auto fake = healthy_server();
    fake.files.texts["/sys/kernel/mm/transparent_hugepage/enabled"] = "[always] madvise never\n";
    CHECK(ids_of(examine(system, fake)) == "system.thp_always=info ");

    fake.files.directories["/proc"] = {"1", "611"};
    CHECK(ids_of(examine(system, fake)) == "");
}

TEST_CASE("system: a counter of OOM kills that grew is told when the log has forgotten them") {
    auto fake = healthy_server();
    const auto first = examine(system, fake);
    fake.scope.past = std::string(*item(first.evidence, "snapshot")) + "\n";
    fake.files.texts["/proc/vmstat"] = "oom_kill 2\n";
    fake.clock.time += std::chrono::hours{1};

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.oom_kills_counted=critical ");
    CHECK(parameter(seen, "system.oom_kills_counted", "count") == "2");
    CHECK(parameter(seen, "system.oom_kills_counted", "since") == "2026-11-23 20:00 UTC");
}

TEST_CASE("system: a 32-bit counter that went round is followed, one that fell back is not") {
    CHECK(host::advanced(10, 25) == 15);
    CHECK(host::advanced(4'294'967'290, 4) == 10);
    CHECK(host::advanced(1000, 990) == 0);
    CHECK(host::advanced(5'000'000'000, 10) == 0);
}

TEST_CASE("system: pressure without its three averages is no pressure") {
    CHECK_FALSE(host::pressure_of("some avg10=1.00 total=5\n"));
    CHECK_FALSE(host::pressure_of(""));
    const auto before_5_13 = host::pressure_of("some avg10=1.00 avg60=2.00 avg300=3.00 total=9\n");
    REQUIRE(before_5_13);
    CHECK_FALSE(before_5_13->full);
}

}  // namespace
}  // namespace diag::test
