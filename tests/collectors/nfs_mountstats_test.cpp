// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/nfs/cifs_stats.hpp"
#include "collectors/nfs/history.hpp"
#include "collectors/nfs/mountstats.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::nfs;
using diag::test::fixture;

namespace {

MountCounters only_mount(const std::string& name) {
    auto mounts = parse_mountstats(fixture("nfs/" + name));
    REQUIRE(mounts.size() == 1);
    return std::move(mounts.front());
}

}  // namespace

TEST_CASE("nfs: the counters of a mount are read, other file systems left out") {
    const auto mount = only_mount("mountstats-v41");
    CHECK(mount.source == "nas01:/export/safr");
    CHECK(mount.point == "/srv/objects");
    CHECK(mount.type == "nfs4");
    CHECK(mount.age == 86400);
    CHECK(mount.options.starts_with("rw,vers=4.1,"));
    CHECK(mount.events.silly_renames == 2);
    CHECK(mount.transport.kind == "tcp");
    CHECK(mount.transport.connections == 1);
    CHECK(mount.transport.connects == 2);
    CHECK(mount.transport.sends == 20010);
    CHECK(mount.transport.most_slots == 64);
    CHECK(mount.operations.at("READ").count == 6000);
    CHECK(mount.operations.at("READ").queue_ms == 300);
    CHECK(mount.operations.at("READ").rtt_ms == 18000);
    CHECK(mount.operations.at("READ").execute_ms == 19000);
    CHECK(mount.operations.at("LOOKUP").errors == 3);
    CHECK_FALSE(mount.operations.contains("SYMLINK"));  // never asked
    CHECK(only_mount("mountstats-v3").type == "nfs");
}

TEST_CASE("nfs: the connections of nconnect add up; udp and rdma have fields of their own") {
    const auto several = only_mount("mountstats-nconnect").transport;
    CHECK(several.connections == 3);
    CHECK(several.connects == 4);
    CHECK(several.sends == 20010);
    CHECK(several.late_replies == 3);
    CHECK(several.backlog == 120);
    const auto udp = only_mount("mountstats-udp").transport;
    CHECK(udp.sends == 20010);
    CHECK(udp.late_replies == 4);
    CHECK(udp.backlog == 12);
    CHECK(udp.connects == 0);
    const auto rdma = only_mount("mountstats-rdma").transport;
    CHECK(rdma.late_replies == 3);
    CHECK(rdma.backlog == 9);
    CHECK(rdma.most_slots == 0);
}

TEST_CASE("nfs: two readings give what happened between; a mount made anew gives nothing") {
    const auto delta = between(only_mount("mountstats-v41"), only_mount("mountstats-lossy"));
    REQUIRE(delta);
    CHECK(delta->age == 3);
    CHECK(delta->operations.at("READ").count == 100);
    CHECK(retransmissions(delta->operations.at("READ")) == 12);
    CHECK(delta->operations.at("READ").timeouts == 2);
    CHECK(delta->transport.late_replies == 9);
    CHECK_FALSE(between(only_mount("mountstats-v41"), only_mount("mountstats-anew")));
    CHECK_FALSE(between(only_mount("mountstats-lossy"), only_mount("mountstats-v41")));
    CHECK(mean(30, 10) == 3);
    CHECK_FALSE(mean(30, 0));
}

TEST_CASE("nfs: counters that are no numbers, and lines cut short, are left out") {
    const auto mounts = parse_mountstats(
        "device a:/b mounted on /c with fstype nfs4 statvers=1.1\n\tage:\tlong\n\tevents:\t1 2 3\n"
        "\txprt:\ttcp 1 2\n\txprt:\n\tper-op statistics\n\tREAD: 1 2 x 4 5 6 7 8\n\tWRITE: 1 2\n"
        "\tGETATTR: 99999999999999999999 1 1 1 1 1 1 1\ndevice short\n\tage: 5\n");
    REQUIRE(mounts.size() == 1);
    CHECK(mounts[0].age == 0);
    CHECK(mounts[0].transport.connections == 0);
    CHECK(mounts[0].operations.empty());
    CHECK(parse_mountstats("").empty());
}

TEST_CASE("nfs: what a run remembers is read again the same, and damaged lines are left out") {
    Reading reading;
    reading.time = Time{milliseconds{1000}};
    reading.uptime = milliseconds{500};
    reading.boot = "b";
    reading.mounts.push_back(only_mount("mountstats-nconnect"));
    reading.cifs = CifsStats{1, 2, 3, 4};
    const auto line = write_reading(reading);
    CHECK(line.find('\n') == std::string::npos);
    const auto again =
        parse_readings("{}\nnoise\n" + line + "\n" + line.substr(0, 50), Time{milliseconds{2000}});
    REQUIRE(again.size() == 1);
    CHECK(write_reading(again[0]) == line);
    CHECK(parse_readings(line, Time{milliseconds{900}}).empty());  // the clock was set back
}

TEST_CASE("nfs: where there are too many operations, those in use are remembered") {
    Reading reading;
    MountCounters mount{.point = "/srv"};
    for (int i = 0; i < 60; ++i) mount.operations["A" + std::to_string(i)].count = 1;
    mount.operations["WRITE"].count = 5;
    reading.mounts.push_back(mount);
    const auto again = parse_readings(write_reading(reading), Time{});
    REQUIRE(again.size() == 1);
    CHECK(again[0].mounts.at(0).operations.size() == 40);
    CHECK(again[0].mounts.at(0).operations.contains("WRITE"));
}

TEST_CASE("nfs: CIFS tells how often connections were made anew") {
    const auto stats = parse_cifs_stats(
        "Resources in use\nCIFS Session: 1\nShare (unique mount targets): 2\n"
        "SMB Request/Response Buffer: 1 Pool size: 5\n\n2 session 3 share reconnects\n");
    REQUIRE(stats);
    CHECK(stats->sessions == 1);
    CHECK(stats->shares == 2);
    CHECK(stats->session_reconnects == 2);
    CHECK(stats->share_reconnects == 3);
    CHECK_FALSE(parse_cifs_stats("CIFS Session: 1\nx session 3 share reconnects\n"));
}
