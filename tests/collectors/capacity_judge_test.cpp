// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "tests/collectors/capacity_given.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::capacity_server;

using Ids = std::vector<std::string>;

TEST_CASE("capacity: a server that is big enough has no finding, and its nearest rule is told") {
    GivenServer server;
    const auto judgement = server.judged();

    CHECK(judgement.findings.empty());
    CHECK(fact(judgement, "capacity.cameras") == "12 / 25");
    CHECK(fact(judgement, "capacity.first").find("virgofeedd") == 0);
    CHECK(fact(judgement, "capacity.drive") == "/srv/data: 0 B / d");
}

TEST_CASE(
    "capacity: more feeds than the vendor's 25 is a warning, and the server is what to grow") {
    GivenServer server;
    server.cameras(31);

    const auto judgement = server.judged();
    REQUIRE(finding(judgement, "capacity.cameras_over"));
    CHECK(finding(judgement, "capacity.cameras_over")->parameters.at("limit") == "25");
    const auto* first = finding(judgement, "capacity.grow_first");
    REQUIRE(first);
    CHECK(first->parameters.at("part") == "SAFR Server");
    CHECK(first->parameters.at("measured") == "virgofeedd 31 / 25");
}

TEST_CASE("capacity: a Desktop Client beside it lowers the measure to 16") {
    GivenServer server;
    server.cameras(20);
    CHECK(server.ids() == Ids{"capacity.cameras_client", "capacity.grow_next"});

    server.give("programs", R"({"virgofeedd": 20, "SAFR Desktop": 1})");
    const auto ids = server.ids();
    CHECK(ids == Ids{"capacity.cameras_over", "capacity.grow_first"});
}

TEST_CASE("capacity: feeds of a factory configuration count where more than run") {
    GivenServer server;
    server.give("factory", R"({"enabled": 30})");

    CHECK(server.ids() == Ids{"capacity.cameras_over", "capacity.grow_first"});
}

TEST_CASE("capacity: where no feed is known that is said, but not by a check") {
    GivenServer server;
    server.give("programs", R"({"java": 5})");
    CHECK(server.ids() == Ids{"capacity.cameras_unknown"});

    server.brief = true;
    CHECK(server.ids().empty());
}

TEST_CASE("capacity: memory below the least is a warning where feeds run, else a note") {
    GivenServer server;
    server.give("meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n");

    const auto judgement = server.judged();
    REQUIRE(finding(judgement, "capacity.memory_below"));
    CHECK(finding(judgement, "capacity.memory_below")->severity == Severity::warning);
    CHECK(finding(judgement, "capacity.grow_first")->parameters.at("part") == "RAM");

    server.cameras(0);
    const auto idle = server.judged();
    CHECK(finding(idle, "capacity.memory_below")->severity == Severity::info);
}

TEST_CASE("capacity: 16 GB as a machine shows them are enough") {
    GivenServer server;
    server.give("meminfo", "MemTotal: 15800000 kB\nMemAvailable: 8000000 kB\n");
    CHECK(server.ids() == Ids{"capacity.grow_next"});

    server.cameras(14);
    CHECK(server.ids() == Ids{"capacity.memory_least_only", "capacity.grow_next"});
}

TEST_CASE("capacity: less free memory than SAFR's own alarm makes memory the part to grow") {
    GivenServer server;
    server.give("meminfo", "MemTotal: 65000000 kB\nMemAvailable: 300000 kB\n");

    const auto judgement = server.judged();
    REQUIRE(finding(judgement, "capacity.grow_first"));
    CHECK(finding(judgement, "capacity.grow_first")->parameters.at("part") == "RAM");
}

TEST_CASE("capacity: a card is judged by its memory, and a full one is the next to grow") {
    GivenServer server;
    auto xml = fixture("../fuzz/corpus/gpu/t4_healthy.xml");
    server.give("nvidia-smi", xml);
    CHECK(server.ids().empty());

    const auto with = [&](const std::string& from, const std::string& to) {
        auto changed = xml;
        const auto at = changed.find(from);
        REQUIRE(at != std::string::npos);
        return changed.replace(at, from.size(), to);
    };
    server.give("nvidia-smi", with("<used>6120 MiB</used>", "<used>15000 MiB</used>"));
    CHECK(finding(server.judged(), "capacity.grow_first")->parameters.at("part") == "GPU");
    server.give("nvidia-smi", with("<total>15360 MiB</total>", "<total>4096 MiB</total>"));
    CHECK(server.ids().front() == "capacity.gpu_below");
    server.give("nvidia-smi", Error{Fault::timed_out, "nvidia-smi did not answer"});
    CHECK(server.ids().empty());
}

TEST_CASE("capacity: more events than low traffic are told once all images are counted") {
    GivenServer server;
    server.cameras(2);
    server.written(300'000, 30);

    const auto judgement = server.judged();
    const auto* dense = finding(judgement, "capacity.events_dense");
    REQUIRE(dense);
    // At three images an event: the least it can have been.
    CHECK(dense->parameters.at("events") == "50000");
    CHECK(fact(judgement, "capacity.events") == "100000 - 300006 / d");

    server.written(300'000, 30, true);
    CHECK_FALSE(finding(server.judged(), "capacity.events_dense"));
}

TEST_CASE("capacity: very many events and data on the system's drive are a warning") {
    GivenServer server;
    server.mountinfo = mounted("28", "8:1", "/", "ext4");
    server.written(4'000'000, 30);

    const auto judgement = server.judged();
    REQUIRE(finding(judgement, "capacity.drive_of_its_own"));
    CHECK(finding(judgement, "capacity.drive_of_its_own")->parameters.at("events") == "55556");
}

TEST_CASE("capacity: a database on a hard disk is a warning, one of a hypervisor is not judged") {
    GivenServer server;
    const auto disk = [&](const std::string& vendor) {
        return R"([{"name": "sdb", "device": "8:16", "bytes": 1000000000000, "rotational": true,
                    "vendor": ")" +
               vendor + R"(", "model": "ST8000NM"}])";
    };
    server.give("blocks", disk("ATA"));
    CHECK(server.ids() == Ids{"capacity.database_on_hdd"});

    CHECK(fact(server.judged(), "capacity.drive_kind") == "/srv/data: HDD, ST8000NM");

    server.give("blocks", disk("QEMU"));
    CHECK(server.ids().empty());
    CHECK(fact(server.judged(), "capacity.drive_kind") == "/srv/data: ?, ST8000NM");
}

TEST_CASE("capacity: only a drive that is seen itself is taken for a hard disk") {
    GivenServer server;
    const auto kind = [&](const std::string& vendor, const std::string& wwid) {
        server.give("blocks", R"([{"name": "sdb", "device": "8:16", "rotational": true,
                                   "vendor": ")" +
                                  vendor + R"(", "model": "M", "wwid": ")" + wwid + R"("}])");
        return fact(server.judged(), "capacity.drive_kind");
    };
    CHECK(kind("SEAGATE", "naa.5000c500a1b2c3d4") == "/srv/data: HDD, M");
    CHECK(server.ids() == Ids{"capacity.database_on_hdd"});
    // PERC, Smart Array, a LUN of a SAN, USB: what lies behind them is not seen.
    for (const auto& [vendor, wwid] :
         {std::pair{"DELL", "naa.61866da0a1b2c3d4"}, {"HP", "naa.600508b1001c"}, {"NETAPP", ""}}) {
        CHECK(kind(vendor, wwid) == "/srv/data: ?, M");
        CHECK(server.ids().empty());
    }
}

TEST_CASE("capacity: of several drives under one mount all must be hard disks") {
    GivenServer server;
    const auto drives = [&](const char* second) {
        server.give("blocks", std::string(R"([
            {"name": "md0", "device": "8:16", "slaves": ["sda", "sdb"]},
            {"name": "sda", "device": "8:0", "rotational": true, "vendor": "ATA", "model": "A"},
            {"name": "sdb", "device": "8:32", "vendor": "ATA", "model": "B", "rotational": )") +
                                  second + "}]");
        return fact(server.judged(), "capacity.drive_kind");
    };
    CHECK(drives("true") == "/srv/data: HDD, A, B");
    CHECK(drives("false") == "/srv/data: ?, A, B");
}

TEST_CASE("capacity: net growth rests on what was measured, the other on the files alone") {
    GivenServer server;
    server.objects_free = 5;
    const auto net = server.judged();
    REQUIRE(finding(net, "capacity.drive_full"));
    CHECK(finding(net, "capacity.drive_full")->evidence == Ids{"space.images", "history"});

    server.objects = {500};
    server.data = {50};
    server.written(100'000, 8);
    const auto written = server.judged();
    REQUIRE(finding(written, "capacity.drive_may_fill_written"));
    CHECK(finding(written, "capacity.drive_may_fill_written")->evidence ==
          Ids{"space.images", "written.images"});
}

TEST_CASE("capacity: images on a hard disk are a note from where many faces may be in view") {
    GivenServer server;
    server.give("place.images", R"({"path": "/srv/data/objs"})");
    server.give("blocks", R"([{"name": "sdb", "device": "8:16", "bytes": 1, "rotational": true,
                               "vendor": "ATA", "model": "ST8000NM"}])");
    server.cameras(12);
    CHECK_FALSE(finding(server.judged(), "capacity.images_on_hdd"));

    server.cameras(13);
    const auto some = server.judged();
    REQUIRE(finding(some, "capacity.images_on_hdd"));
    CHECK(finding(some, "capacity.images_on_hdd")->severity == Severity::info);

    server.cameras(61);
    const auto many = server.judged();
    CHECK(finding(many, "capacity.images_on_hdd")->severity == Severity::warning);
}

TEST_CASE("capacity: a machine without SAFR is judged by nothing") {
    GivenServer server;
    server.cameras(99);
    server.judged();
    server.give("run", R"({"time": 1795464000000, "here": false, "brief": false})");

    CHECK(collectors::capacity.judge(server.evidence, {}).findings.empty());
}
