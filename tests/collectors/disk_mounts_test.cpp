// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/collectors/disk_world.hpp"
#include "tests/hanging_mount.hpp"

using namespace diag;
using namespace diag::test;
using namespace std::chrono_literals;

namespace {

/// Every question about a path below `silent` takes all the patience it was given.
struct SlowPaths : FakePaths {
    explicit SlowPaths(FakeClock& clock, FakePaths base)
        : FakePaths(std::move(base)), time(clock) {}
    FakeClock& time;

    Result<Space> space(const std::string& path, milliseconds patience) override {
        auto answer = FakePaths::space(path, patience);
        if (!answer && answer.error().fault == Fault::timed_out) time.sleep(patience);
        return answer;
    }
    Result<Resolved> resolve(const std::string& path, milliseconds patience) override {
        auto answer = FakePaths::resolve(path, patience);
        if (!answer && answer.error().fault == Fault::timed_out) time.sleep(patience);
        return answer;
    }
};

std::size_t bad_findings(const Seen& seen) {
    return static_cast<std::size_t>(std::ranges::count_if(
        seen.judgement.findings,
        [](const Finding& found) { return found.severity != Severity::info; }));
}

}  // namespace

TEST_CASE("disk: a healthy server has nothing but information") {
    auto world = server();

    const auto seen = examine(subject, world);

    for (const auto& found : seen.judgement.findings) CAPTURE(found.id);
    CHECK(bad_findings(seen) == 0);
    CHECK(seen.judgement.facts.size() > 5);
}

TEST_CASE("disk: a mount that stays silent is a critical finding") {
    auto world = server();
    world.paths.silent = {"/srv/objects"};

    const auto seen = examine(subject, world);

    const auto* found = seen.finding("disk.mount_silent");
    REQUIRE(found);
    CHECK(found->severity == Severity::critical);
    CHECK(found->parameters.at("mount") == "/srv/objects");
    CHECK(found->parameters.at("source") == "nas01:/export/safr");
}

TEST_CASE("disk: a silent mount is asked once, and never again under another name") {
    auto world = server();
    world.paths.silent = {"/srv/objects"};
    world.scope.data_root = "/srv/objects";

    examine(subject, world);

    const auto touched = std::ranges::count_if(world.paths.asked, [](const std::string& path) {
        return path.starts_with("/srv/objects");
    });
    CHECK(touched == 1);
}

TEST_CASE("disk: fifty dead mounts leave the collector within its patience and hide no live one") {
    auto world = server();
    auto& mountinfo = world.files.texts["/proc/self/mountinfo"];
    std::string dead;
    for (int i = 0; i < 50; ++i) {
        const auto point = "/mnt/dead" + std::to_string(i);
        dead += std::to_string(500 + i) + " 28 0:" + std::to_string(200 + i) + " / " + point +
                " rw - nfs4 nas:/e" + std::to_string(i) + " rw\n";
        world.paths.silent.insert(point);
    }
    mountinfo = dead + mountinfo;
    SlowPaths paths(world.clock, world.paths);
    FakeSink sink;
    World seen_world{world.files, paths, world.programs, world.http, world.clock, world.scope};
    const auto start = world.clock.uptime();

    subject.gather(seen_world, sink);
    const auto judgement = subject.judge(sink.evidence, {});

    CHECK(world.clock.uptime() - start < subject.patience);
    CHECK(sink.evidence.at("space.46"));
    const auto skipped =
        std::ranges::find(judgement.findings, "disk.mounts_not_asked", &Finding::id);
    REQUIRE(skipped != judgement.findings.end());
    CHECK(skipped->severity == Severity::unknown);
}

TEST_CASE("disk: a stale handle is a failed mount, in the system's own words") {
    auto world = server();
    world.paths.spaces.insert_or_assign("/srv/objects",
                                        Error{Fault::io, "/srv/objects: Stale file handle"});

    const auto seen = examine(subject, world);

    const auto* found = seen.finding("disk.mount_failed");
    REQUIRE(found);
    CHECK(found->parameters.at("reason").find("Stale") != std::string::npos);
    CHECK(found->parameters.at("folders").find("cv-storage") != std::string::npos);
}

TEST_CASE("disk: a file system that the kernel turned read-only is critical") {
    auto world = server();
    auto& mountinfo = world.files.texts["/proc/self/mountinfo"];
    mountinfo = replaced(mountinfo, "/dev/mapper/vg0-root rw,errors=remount-ro",
                         "/dev/mapper/vg0-root ro,errors=remount-ro");

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.read_only"));
    CHECK(seen.finding("disk.read_only")->severity == Severity::critical);
}

TEST_CASE("disk: ext4 of newer kernels says emergency_ro and counts as read-only") {
    auto world = server();
    auto& mountinfo = world.files.texts["/proc/self/mountinfo"];
    mountinfo = replaced(mountinfo, "rw,errors=remount-ro", "rw,emergency_ro,errors=remount-ro");

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.read_only"));
    CHECK(seen.finding("disk.read_only")->parameters.at("mount") == "/");
}

TEST_CASE("disk: a sandboxed service that sees every mount read-only is not fooled") {
    auto world = server();
    auto& mountinfo = world.files.texts["/proc/self/mountinfo"];
    mountinfo = replaced(mountinfo, "253:0 / / rw,relatime", "253:0 / / ro,relatime");
    mountinfo =
        replaced(mountinfo, "/srv/safr\\040data rw,noatime", "/srv/safr\\040data ro,noatime");

    CHECK_FALSE(examine(subject, world).finding("disk.read_only"));
}

TEST_CASE("disk: what fstab wants read-only may be read-only") {
    auto world = server();
    auto& mountinfo = world.files.texts["/proc/self/mountinfo"];
    mountinfo = replaced(mountinfo, "/boot rw,relatime shared:33 - ext4 /dev/sda2 rw",
                         "/boot ro,relatime shared:33 - ext4 /dev/sda2 ro");
    CHECK(examine(subject, world).finding("disk.read_only"));

    auto& fstab = world.files.texts["/etc/fstab"];
    fstab = replaced(fstab, "ext4    defaults ", "ext4    defaults,ro ");
    CHECK_FALSE(examine(subject, world).finding("disk.read_only"));
}

TEST_CASE(
    "disk: what fstab wants mounted and is not is a warning, and critical under SAFR's data") {
    auto world = server();
    world.files.texts["/etc/fstab"] += "/dev/sdd1 /srv/spare ext4 defaults 0 2\n";
    const auto spare = examine(subject, world);
    REQUIRE(spare.finding("disk.not_mounted"));
    CHECK(spare.finding("disk.not_mounted")->severity == Severity::warning);

    auto gone = server();
    auto& mountinfo = gone.files.texts["/proc/self/mountinfo"];
    mountinfo = replaced(mountinfo, "/srv/objects rw", "/srv/elsewhere rw");
    gone.paths.spaces.insert_or_assign("/srv/elsewhere", space(10, 9));
    const auto data = examine(subject, gone);
    REQUIRE(data.finding("disk.not_mounted"));
    CHECK(data.finding("disk.not_mounted")->severity == Severity::critical);
}

TEST_CASE("disk: mounts that cannot be listed are unknown, not healthy") {
    auto world = server();
    world.files.texts.erase("/proc/self/mountinfo");

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.mounts_unknown"));
    CHECK(seen.finding("disk.mounts_unknown")->severity == Severity::unknown);
}

TEST_CASE("disk: a mount that hangs for real is found silent, and the rest is told") {
    const HangingMount hanging;
    if (!hanging.hangs()) {
        MESSAGE("skipped: needs root, /dev/fuse and hang_fs");
        return;
    }
    Scope scope;
    scope.brief = true;
    World world{system_files(), disposable_paths(), system_programs(),
                system_http(),  system_clock(),     scope};
    FakeSink sink;
    const auto start = system_clock().uptime();

    subject.gather(world, sink);
    const auto took = system_clock().uptime() - start;
    const auto judgement = subject.judge(sink.evidence, {});

    CHECK(took < 5s);
    const auto silent = std::ranges::find_if(judgement.findings, [&](const Finding& found) {
        return found.id == "disk.mount_silent" && found.parameters.at("mount") == hanging.point();
    });
    CHECK((silent != judgement.findings.end()));
    CHECK(sink.evidence.contains("remember"));
}
