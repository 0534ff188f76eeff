// SPDX-License-Identifier: Apache-2.0
// What the machine tells of services: processes, units, SAFR's own check.
#include <doctest.h>

#include <algorithm>

#include "tests/collectors/services_given.hpp"

using namespace diag;
using namespace diag::safr_services;
using namespace diag::test;
using namespace diag::test::safr_cluster;

TEST_CASE("services: a process in another's place is a restart, many side by side are none") {
    auto fake = cluster();
    const int pid = fake.scope.site.processes.front().pid;
    fake.files.texts["/proc/sys/kernel/random/boot_id"] = "b1\n";
    const auto past = [](std::string_view boot, std::initializer_list<int> pids) {
        std::string line = "{\"time\":" + std::to_string(now_s - 3'000) + ",\"boot\":\"" +
                           std::string(boot) + "\",\"starts\":[";
        for (const int each : pids)
            line += std::string(each == *pids.begin() ? "" : ",") +
                    "{\"service\":\"covi\",\"pid\":" + std::to_string(each) + "}";
        return line + "]}\n";
    };

    fake.scope.past = past("b1", {7});
    CHECK(found(fake) == Ids{"services.restarted"});

    fake.scope.past = past("b1", {pid});
    CHECK(found(fake) == Ids{});

    fake.scope.past = past("b0", {7});
    CHECK(found(fake) == Ids{});

    fake.scope.past = past("b1", {pid, pid + 1000, pid + 2000});
    CHECK(found(fake) == Ids{});
    fake.scope.past = "";
    for (int more = 0; more < 5; ++more)
        fake.scope.site.processes.push_back({.pid = 9'000 + more, .service = "covi"});
    CHECK(found(fake) == Ids{});
}

TEST_CASE("services: failed and restarting units are named") {
    auto fake = cluster();
    fake.scope.site.processes.front().unit = "safr-covi.service";
    fake.programs.answers.insert_or_assign(
        "systemctl show --no-pager --property=Id,ActiveState,SubState,NRestarts,Result "
        "safr-covi.service",
        ProgramOutput{.output = "Id=safr-covi.service\nActiveState=failed\nSubState=failed\n"
                                "NRestarts=5\nResult=exit-code\n\n"
                                "Id=b.service\nActiveState=activating\nSubState=auto-restart\n"});

    CHECK(found(fake) == Ids{"services.unit_failed", "services.unit_restarting"});
}

TEST_CASE("services: SAFR's own check is not run when others than root could have changed it") {
    auto fake = cluster();
    const auto check = fake.scope.program_root + "/bin/check";
    fake.programs.answers.insert_or_assign(check, ProgramOutput{.output = "all up\n"});
    CHECK(*gathered(fake).at("check") == "exit code 0\nall up\n");

    fake.programs.not_trusted.insert(check);
    fake.programs.calls.clear();
    CHECK(gathered(fake).at("check").error().fault == Fault::refused);
    CHECK(std::ranges::count(fake.programs.calls, check) == 0);

    fake.scope.brief = true;
    CHECK_FALSE(gathered(fake).contains("check"));
}
