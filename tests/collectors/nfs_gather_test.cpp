// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "collectors/catalog.hpp"
#include "collectors/disk/mountinfo.hpp"
#include "collectors/nfs/history.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test;

namespace {

constexpr const char* on_nfs =
    "21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"
    "45 21 0:52 / /srv/objects rw,noatime - nfs4 nas01:/export/safr rw,vers=4.1,hard,proto=tcp,"
    "port=2,timeo=600,retrans=2,sec=sys,addr=127.0.0.1\n";

constexpr const char* counters =
    "device nas01:/export/safr mounted on /srv/objects with fstype nfs4 statvers=1.1\n"
    "\tage:\t100\n\tper-op statistics\n\t        READ: 5 5 0 600 20000 1 2 3 0\n";

/// Ids of what is worse than information, "a b".
std::string troubles(const Seen& seen) {
    std::string all;
    for (const auto& found : seen.judgement.findings)
        if (found.severity != Severity::info) all += (all.empty() ? "" : " ") + found.id;
    return all;
}

/// Objects on an NFS server of this machine's loopback on whose port nobody listens.
FakeWorld without_server() {
    FakeWorld world;
    world.scope.brief = true;
    world.files.texts["/proc/self/mountinfo"] = on_nfs;
    world.files.texts["/proc/self/mountstats"] = counters;
    world.files.texts["/proc/sys/kernel/random/boot_id"] = "b00t-1\n";
    world.files.links[world.scope.data_root + "/cv-storage"] = "/srv/objects/cv";
    return world;
}

}  // namespace

TEST_CASE("nfs: while the server does not answer no path on its share is touched") {
    auto world = without_server();

    const auto seen = examine(collectors::nfs, world);

    const auto* found = seen.finding("nfs.service_refused");
    REQUIRE(found);
    CHECK(found->parameters.at("server") == "nas01");
    CHECK(found->parameters.at("port") == "2");
    for (const auto& path : world.paths.asked)
        CHECK(!disk::lies_below(path, world.scope.data_root + "/cv-storage"));
    CHECK(std::ranges::find(world.paths.asked, "/srv/objects") == world.paths.asked.end());
}

TEST_CASE("nfs: a brief run sleeps never, a full one between its two readings") {
    auto world = without_server();
    const auto start = world.clock.since_boot;
    examine(collectors::nfs, world);
    CHECK(world.clock.since_boot == start);

    world.scope.brief = false;
    const auto seen = examine(collectors::nfs, world);
    CHECK(world.clock.since_boot == start + world.scope.sampling);
    CHECK(seen.evidence.contains("mountstats.before"));
}

TEST_CASE("nfs: what a run remembers holds the counters of the store") {
    auto world = without_server();

    const auto seen = examine(collectors::nfs, world);

    const auto line = item(seen.evidence, "remember");
    REQUIRE(line);
    const auto readings = nfs::parse_readings(*line, world.clock.time);
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].mount_at("/srv/objects"));
}

TEST_CASE("nfs: a share that fstab wants under the data root, and that is not mounted, is told") {
    auto world = without_server();
    world.files.links.clear();
    world.files.texts["/proc/self/mountinfo"] = "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
    world.files.texts["/etc/fstab"] = "127.0.0.1:/export " + world.scope.data_root +
                                      "/cv-storage nfs4 port=2,hard 0 0\n"
                                      "127.0.0.1:/home /home nfs4 port=3 0 0\n";

    const auto seen = examine(collectors::nfs, world);

    const auto* found = seen.finding("nfs.not_mounted_dead");
    REQUIRE(found);
    CHECK(found->severity == Severity::critical);
    CHECK(found->parameters.at("export") == "127.0.0.1:/export");
    CHECK(!seen.evidence.contains("server.1"));
}

TEST_CASE("nfs: a store on a FUSE mount that stays silent is told and asked once") {
    auto world = without_server();
    world.files.texts["/proc/self/mountinfo"] =
        "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n45 21 0:52 / /srv/objects rw - fuse.sshfs x:/ rw\n";
    world.paths.silent = {world.scope.data_root + "/cv-storage", "/srv/objects"};

    const auto seen = examine(collectors::nfs, world);

    CHECK(seen.finding("nfs.store_silent"));
    const auto touched = std::ranges::count_if(world.paths.asked, [](const std::string& path) {
        return path.find("cv-storage") != std::string::npos || path == "/srv/objects";
    });
    CHECK(touched == 1);
}

TEST_CASE("nfs: a machine without any of it is no trouble") {
    FakeWorld world;
    world.files.texts["/proc/self/mountinfo"] = "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n";

    CHECK(troubles(examine(collectors::nfs, world)) == "");
}
