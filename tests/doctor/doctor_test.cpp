// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "agent/doctor/judge.hpp"

using namespace diag;
using doctor::State;
using doctor::Verdict;
using std::chrono::days;
using std::chrono::hours;

namespace {

const Time now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27}};

/// An enrolled agent with nothing the matter.
doctor::Vitals sound() {
    return {.state = "/var/lib/safr-diag",
            .configuration = std::string("/etc/safr-diag/agent.toml"),
            .owned = {},
            .layout = doctor::Layout{.found = 1, .known = 1, .by = "0.1.0"},
            .room = doctor::Room{.free_bytes = 60, .total_bytes = 100, .kept_percent = 10},
            .identity = Result<doctor::Identity>(
                doctor::Identity{.name = "a1", .by_desk = true, .until = now + days{60}}),
            .record = Result<doctor::Record>(
                doctor::Record{.entries = 7, .flaw = {}, .last = now - hours{1}}),
            .kept_clock = true,
            .unread = {},
            .desk_url = "https://desk.example",
            .desk = Result<milliseconds>(milliseconds{42}),
            .serving = true,
            .sampling = true,
            .waiting = doctor::Waiting{},
            .filters = true,
            .halves = doctor::Halves{.why_one = {}, .files = true, .calls = true, .tried = {}}};
}

Verdict of(std::string_view part, const doctor::Vitals& vitals) {
    const auto all = doctor::judge(vitals, now);
    const auto found = std::ranges::find(all, part, &Verdict::part);
    REQUIRE(found != all.end());
    return *found;
}

bool says(const Verdict& verdict, std::string_view words) {
    return verdict.sentence.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("doctor: a sound agent is well in every part, and nothing is to be done") {
    const auto all = doctor::judge(sound(), now);
    CHECK(all.size() == 14);
    for (const auto& each : all) {
        CHECK_MESSAGE(each.state == State::well, each.part);
        CHECK_MESSAGE(!each.sentence.empty(), each.part);
        CHECK_MESSAGE(each.remedy.empty(), each.part);
    }
    CHECK(doctor::worst_of(all) == State::well);
}

TEST_CASE("doctor: an agent that was never used is well too") {
    auto vitals = sound();
    vitals.configuration = std::string();
    vitals.owned = Error{Fault::absent, "/var/lib/safr-diag is not there"};
    vitals.identity = std::nullopt;
    vitals.record = std::nullopt;
    vitals.desk_url.clear();
    vitals.desk = std::nullopt;
    vitals.serving = false;
    vitals.sampling = false;
    CHECK(doctor::worst_of(doctor::judge(vitals, now)) == State::well);
}

TEST_CASE("doctor: what is ill says what and what to do") {
    auto vitals = sound();
    vitals.configuration = Error{Fault::malformed, "agent.toml, line 3: unknown key \"sfar\""};
    vitals.owned = Error{Fault::denied, "/var/lib/safr-diag belongs to user 1000"};
    vitals.room = doctor::Room{.free_bytes = 9, .total_bytes = 100, .kept_percent = 10};
    vitals.identity = Result<doctor::Identity>(Error{Fault::denied, "agent.key is open to others"});
    vitals.record = Result<doctor::Record>(
        doctor::Record{.entries = 3, .flaw = "line 4: entry 3 was altered", .last = now});
    vitals.desk = Result<milliseconds>(Error{Fault::timed_out, "no answer within 20 s"});
    for (const auto part : {"configuration", "state", "room", "identity", "ledger", "desk"}) {
        const auto verdict = of(part, vitals);
        CHECK_MESSAGE(verdict.state == State::ill, part);
        CHECK_MESSAGE(!(verdict.remedy.empty() && verdict.command.empty()), part);
    }
    CHECK(says(of("configuration", vitals), "line 3"));
    CHECK(says(of("ledger", vitals), "was altered"));
    CHECK(says(of("desk", vitals), "https://desk.example"));
    CHECK(doctor::worst_of(doctor::judge(vitals, now)) == State::ill);
}

TEST_CASE("doctor: a state directory of a newer program is ill, of an older one well") {
    auto vitals = sound();
    vitals.layout = doctor::Layout{.found = 3, .known = 2, .by = "1.4.0"};
    CHECK(of("layout", vitals).state == State::ill);
    CHECK(says(of("layout", vitals), "layout 3, of safr-diag 1.4.0"));
    CHECK_FALSE(of("layout", vitals).remedy.empty());
    vitals.layout = doctor::Layout{.found = 1, .known = 2, .by = {}};
    CHECK(of("layout", vitals).state == State::well);
    vitals.layout = Error{Fault::malformed, "version does not say"};
    CHECK(of("layout", vitals).state == State::ill);
}

TEST_CASE("doctor: a service that had to stay one process is a warning, one that was to is none") {
    auto vitals = sound();
    vitals.halves->why_one = "there is no user safr-diag";
    CHECK(of("halves", vitals).state == State::warning);
    CHECK(says(of("halves", vitals), "there is no user safr-diag"));
    vitals.halves->as_meant = true;
    CHECK(of("halves", vitals).state == State::well);
    CHECK(of("halves", vitals).remedy.find("serve.halves") != std::string::npos);
}

TEST_CASE("doctor: what a kernel lacks to hold the line half is told") {
    auto vitals = sound();
    vitals.halves->files = false;
    CHECK(of("halves", vitals).state == State::warning);
    CHECK(says(of("halves", vitals), "Landlock"));
    vitals.halves->files = true;
    vitals.halves->calls = false;
    CHECK(says(of("halves", vitals), "filter of system calls"));
    vitals.halves->calls = true;
    vitals.halves->tried = "ptrace";
    CHECK(of("halves", vitals).state == State::warning);
    CHECK(says(of("halves", vitals), "ptrace"));
}

TEST_CASE("doctor: a kernel without filters of system calls is a warning") {
    auto vitals = sound();
    vitals.filters = false;
    CHECK(of("filter", vitals).state == State::warning);
}

TEST_CASE("doctor: room is ill below what is kept, and warns shortly above it") {
    auto vitals = sound();
    const auto at = [&](std::uint64_t free) {
        vitals.room = doctor::Room{.free_bytes = free, .total_bytes = 1000, .kept_percent = 10};
        return of("room", vitals).state;
    };
    CHECK(at(99) == State::ill);
    CHECK(at(100) == State::warning);
    CHECK(at(149) == State::warning);
    CHECK(at(150) == State::well);
    vitals.room = doctor::Room{.free_bytes = 0, .total_bytes = 0, .kept_percent = 10};
    CHECK(of("room", vitals).state == State::ill);
}

TEST_CASE(
    "doctor: a certificate warns when it should have been renewed, and is ill when it ended") {
    auto vitals = sound();
    const auto until = [&](Time time) {
        vitals.identity = Result<doctor::Identity>(
            doctor::Identity{.name = "a1", .by_desk = true, .until = time});
        return of("identity", vitals);
    };
    CHECK(until(now + days{14}).state == State::well);
    CHECK(until(now + days{14} - milliseconds{1}).state == State::warning);
    CHECK(until(now).state == State::ill);
    CHECK(says(until(now - days{1}), "2026-11-26"));
}

TEST_CASE("doctor: an agent that no desk knows is ill only where a desk is configured") {
    auto vitals = sound();
    vitals.identity =
        Result<doctor::Identity>(doctor::Identity{.name = "a1", .by_desk = false, .until = {}});
    CHECK(of("identity", vitals).state == State::ill);
    CHECK(of("identity", vitals).command.starts_with("safr-diag enroll https://desk.example"));
    vitals.identity = std::nullopt;
    CHECK(of("identity", vitals).state == State::ill);
    CHECK(of("identity", vitals).command.starts_with("safr-diag enroll https://desk.example"));
    vitals.desk_url.clear();
    CHECK(of("identity", vitals).state == State::well);
}

TEST_CASE("doctor: of a desk nothing is told where the configuration cannot be read") {
    auto vitals = sound();
    vitals.configuration = Error{Fault::malformed, "agent.toml, line 3: unknown key"};
    vitals.desk_url.clear();
    vitals.desk = std::nullopt;
    vitals.serving = false;
    vitals.identity =
        Result<doctor::Identity>(doctor::Identity{.name = "a1", .by_desk = false, .until = {}});
    for (const auto part : {"identity", "desk", "service"})
        CHECK_MESSAGE(of(part, vitals).state == State::untold, part);
}

TEST_CASE("doctor: a clock behind the ledger was set back, whatever the kernel deems of it") {
    auto vitals = sound();
    const auto newest = [&](Time time) {
        vitals.record =
            Result<doctor::Record>(doctor::Record{.entries = 1, .flaw = {}, .last = time});
        return of("clock", vitals).state;
    };
    CHECK(newest(now + std::chrono::minutes{5}) == State::well);
    CHECK(newest(now + std::chrono::minutes{6}) == State::ill);
    newest(now);
    vitals.kept_clock = false;
    CHECK(of("clock", vitals).state == State::warning);
    vitals.kept_clock = std::nullopt;
    CHECK(of("clock", vitals).state == State::untold);
}

TEST_CASE("doctor: what cannot be read warns, and names root only where that would help") {
    auto vitals = sound();
    vitals.unread = {{"/opt/SAFR", {Fault::denied, "Permission denied"}},
                     {"/mnt/logs", {Fault::timed_out, "no answer within 2 s"}}};
    const auto denied = of("sources", vitals);
    CHECK(denied.state == State::warning);
    CHECK(says(denied, "/opt/SAFR"));
    CHECK(says(denied, "/mnt/logs"));
    CHECK(denied.remedy.find("root") != std::string::npos);
    vitals.unread = {{"/opt/SAFR", {Fault::absent, "No such file or directory"}}};
    CHECK(of("sources", vitals).remedy.find("safr.program_root") != std::string::npos);
}

TEST_CASE("doctor: bundles warn when they wait long for a desk, or were turned down") {
    auto vitals = sound();
    vitals.waiting = doctor::Waiting{.bundles = 2, .oldest = now - hours{48}, .turned_down = 0};
    CHECK(of("spool", vitals).state == State::well);
    vitals.waiting = doctor::Waiting{.bundles = 2, .oldest = now - hours{49}, .turned_down = 0};
    CHECK(of("spool", vitals).state == State::warning);
    vitals.desk_url.clear();
    CHECK(of("spool", vitals).state == State::well);
    vitals.waiting = doctor::Waiting{.bundles = 1, .oldest = now, .turned_down = 1};
    CHECK(of("spool", vitals).state == State::warning);
}

TEST_CASE(
    "doctor: that SAFR Cloud is not sampled is said, and is a fault only where it should be") {
    auto vitals = sound();
    vitals.sampling = false;
    CHECK(of("samples", vitals).state == State::well);
    CHECK(says(of("samples", vitals), "no outage of it can be claimed"));

    vitals.sampling = true;
    vitals.serving = false;
    CHECK(of("samples", vitals).state == State::warning);
}

TEST_CASE("doctor: a service that does not run warns where there is a desk to serve") {
    auto vitals = sound();
    vitals.serving = false;
    CHECK(of("service", vitals).state == State::warning);
    vitals.serving = std::nullopt;
    CHECK(of("service", vitals).state == State::untold);
    vitals.desk_url.clear();
    vitals.serving = false;
    CHECK(of("service", vitals).state == State::well);
}
