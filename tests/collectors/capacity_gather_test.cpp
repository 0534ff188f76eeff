// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/capacity/ages.hpp"
#include "tests/collectors/capacity_given.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::capacity_server;

namespace {

constexpr std::uint64_t gib = 1ull << 30;

Resolved at(const std::string& path) {
    return {.path = path, .dangling = false, .device = 1, .links = {}};
}

/// SAFR with two feeds, its images in `store`, a real folder.
FakeWorld server(const std::string& store) {
    FakeWorld fake;
    fake.scope.site.known = true;
    for (const auto* program :
         {"/opt/RealNetworks/SAFR/virgo/virgofeedd", "/opt/RealNetworks/SAFR/virgo/virgofeedd",
          "/opt/RealNetworks/SAFR/jdk/bin/java"})
        fake.scope.site.processes.push_back({.pid = 10, .program = program});
    fake.files.texts["/proc/meminfo"] = fixture("capacity/meminfo");
    fake.files.texts["/proc/self/mountinfo"] = mounted("28", "8:1", "/", "ext4");
    fake.files.directories["/proc"] = {"1", "77", "self", "meminfo"};
    fake.files.texts["/proc/1/comm"] = "systemd\n";
    fake.files.texts["/proc/77/comm"] = "java\n";
    const auto root = fake.scope.data_root;
    fake.paths.resolutions.insert_or_assign(root, at(root));
    fake.paths.resolutions.insert_or_assign(root + "/mongo/data", at("/srv/mongo"));
    fake.paths.resolutions.insert_or_assign(root + "/cv-storage/objs", at(store));
    const Space space{
        .bytes_total = 100 * gib, .bytes_free = 60 * gib, .bytes_available = 60 * gib};
    fake.paths.spaces.insert_or_assign("/srv/mongo", space);
    fake.paths.spaces.insert_or_assign(store, space);
    fake.paths.walks.insert_or_assign(store, Walk{});
    fake.paths.usages.insert_or_assign("/srv/mongo", Usage{.bytes = gib, .files = 40});
    return fake;
}

std::string text_of(const Evidence& evidence, std::string_view name) {
    return std::string(item(evidence, name).value_or("-"));
}

}  // namespace

TEST_CASE("capacity: what runs, what lies where and what was written is gathered, and no name") {
    const Scratch store;
    store.file("main/00/kim.jpg", std::string(5'000, 'x'));
    auto fake = server(store.path());

    const auto seen = examine(collectors::capacity, fake);
    CHECK(text_of(seen.evidence, "programs") == R"({"java":1,"virgofeedd":2})");
    CHECK(text_of(seen.evidence, "written.images").find("kim") == std::string::npos);
    const auto ages = capacity::ages_from(text_of(seen.evidence, "written.images"));
    REQUIRE(ages);
    CHECK(ages->whole.pictures == 1);
    CHECK(text_of(seen.evidence, "measured").find(R"("/":42949672960)") != std::string::npos);
    CHECK(text_of(seen.evidence, "usage.database").find("1073741824") != std::string::npos);
    CHECK(seen.evidence.at("space.images").has_value());
    CHECK(fake.programs.calls.empty());
}

TEST_CASE("capacity: a check walks nothing and runs nothing") {
    const Scratch store;
    auto fake = server(store.path());
    fake.scope.brief = true;
    fake.files.texts["/proc/driver/nvidia/version"] = "NVRM version: NVIDIA 550.54.15";
    fake.files.texts["/proc/77/comm"] = "wdavdaemon\n";

    const auto seen = examine(collectors::capacity, fake);
    CHECK(fake.programs.calls.empty());
    CHECK(seen.evidence.count("written.images") == 0);
    CHECK(seen.evidence.count("usage.database") == 0);
    CHECK(item(seen.evidence, "measured"));
    CHECK(seen.judgement.findings.empty());
}

TEST_CASE("capacity: what was measured within the hour is not remembered again") {
    const Scratch store;
    auto fake = server(store.path());
    fake.scope.past = R"({"time":)" +
                      std::to_string(fake.clock.time.time_since_epoch().count() - 60'000) +
                      R"(,"drives":{"/":1}})";

    const auto seen = examine(collectors::capacity, fake);
    CHECK(seen.evidence.count("measured") == 0);
    CHECK(text_of(seen.evidence, "history") == fake.scope.past);
}

TEST_CASE("capacity: tenants whose images were moved are counted where they are") {
    const Scratch store, moved;
    moved.file("a.jpg", std::string(5'000, 'x'));
    auto fake = server(store.path());
    const std::string link = store.path() / "main";
    Walk walk;
    walk.entries.push_back({.path = "main", .kind = Kind::link});
    fake.paths.walks.insert_or_assign(store.path(), walk);
    fake.paths.resolutions.insert_or_assign(link, at(moved.path()));
    fake.paths.spaces.insert_or_assign(moved.path(), Space{.bytes_total = gib, .bytes_free = gib});

    const auto seen = examine(collectors::capacity, fake);
    CHECK(text_of(seen.evidence, "stores").find("images.1") != std::string::npos);
    const auto ages = capacity::ages_from(text_of(seen.evidence, "written.images.1"));
    REQUIRE(ages);
    CHECK(ages->whole.pictures == 1);
}

TEST_CASE("capacity: a store whose server is silent is not walked into") {
    auto fake = server("/srv/objects");
    fake.paths.silent = {"/srv/objects"};

    const auto seen = examine(collectors::capacity, fake);
    CHECK_FALSE(seen.evidence.at("space.images").has_value());
    CHECK(seen.evidence.count("written.images") == 0);
    CHECK(item(seen.evidence, "space.database"));
}

TEST_CASE("capacity: of a factory configuration the enabled feeds are counted, no URL is kept") {
    const Scratch store;
    auto fake = server(store.path());
    fake.files.texts["/etc/virgo-factory.conf"] = R"({"feeds": {
        "Lobby": {"input.stream.url": "rtsp://root:hunter2@10.0.0.1/a", "enabled": true},
        "Door": {"input.stream.url": "rtsp://root:hunter2@10.0.0.2/a", "enabled": false}}})";

    // A copy of it elsewhere makes no more feeds.
    fake.paths.texts.insert_or_assign(fake.scope.data_root + "/virgo/virgo-factory.conf",
                                      fake.files.texts["/etc/virgo-factory.conf"]);

    const auto seen = examine(collectors::capacity, fake);
    CHECK(text_of(seen.evidence, "factory") == R"({"enabled":1})");
    for (const auto& [name, text] : seen.evidence)
        if (text) CHECK(text->find("hunter2") == std::string::npos);
}

TEST_CASE("capacity: nvidia-smi is asked only where a driver is loaded") {
    const Scratch store;
    auto fake = server(store.path());
    examine(collectors::capacity, fake);
    CHECK(fake.programs.calls.empty());

    fake.files.texts["/proc/driver/nvidia/version"] = "NVRM version: NVIDIA 550.54.15";
    fake.programs.answers.insert_or_assign(
        "nvidia-smi -q -x",
        ProgramOutput{.exit_code = 0, .output = fixture("../fuzz/corpus/gpu/t4_healthy.xml")});
    const auto seen = examine(collectors::capacity, fake);
    CHECK(fact(seen.judgement, "capacity.gpu").find("Tesla T4") == 0);
}

TEST_CASE("capacity: scanners that run are asked for what they leave out") {
    const Scratch store;
    auto fake = server(store.path());
    fake.files.directories["/proc"] = {"7", "8", "9"};
    fake.files.texts["/proc/7/comm"] = "clamonacc\n";
    fake.files.texts["/proc/7/cmdline"] = std::string("clamonacc\0-e\0/etc/clamav/ex\0", 28);
    fake.files.texts["/proc/8/comm"] = "wdavdaemon\n";
    fake.files.texts["/proc/9/comm"] = "baloo_file\n";
    fake.files.texts["/proc/9/status"] = "Name:\tbaloo_file\nUid:\t1000\t1000\t1000\t1000\n";
    fake.files.texts["/proc/10/status"] = "Name:\tjava\nUid:\t990\t990\t990\t990\n";
    fake.files.texts["/etc/passwd"] =
        "root:x:0:0::/root:/bin/sh\nkim:x:1000:1000::/home/kim:/bin/sh\n";
    fake.files.texts["/etc/clamav/clamd.conf"] = fixture("capacity/clamd.conf");
    fake.paths.texts.insert_or_assign("/etc/clamav/ex", "/srv\n");
    fake.paths.texts.insert_or_assign("/home/kim/.config/baloofilerc",
                                      fixture("capacity/baloofilerc"));
    fake.programs.answers.insert_or_assign("mdatp exclusion list",
                                           ProgramOutput{.exit_code = 0, .output = "Excluded"});
    fake.files.directories["/var/lib/plocate"] = {"plocate.db"};
    fake.files.texts["/etc/updatedb.conf"] = fixture("capacity/updatedb.conf");

    const auto seen = examine(collectors::capacity, fake);
    CHECK(text_of(seen.evidence, "clamonacc:excluded") == "/srv\n");
    CHECK(text_of(seen.evidence, "clamd.conf") == fixture("capacity/clamd.conf"));
    CHECK(text_of(seen.evidence, "mdatp") == "Excluded");
    CHECK(text_of(seen.evidence, "baloo.1000").find("/srv/objects/") != std::string::npos);
    CHECK(text_of(seen.evidence, "updatedb:database") == "/var/lib/plocate/plocate.db");
    CHECK(text_of(seen.evidence, "scanners").find(R"("home":"/home/kim")") != std::string::npos);
    CHECK(text_of(seen.evidence, "writers").find(R"("user":"","uid":990)") != std::string::npos);
}

TEST_CASE("capacity: where SAFR is not, nothing is looked at") {
    FakeWorld fake;

    const auto seen = examine(collectors::capacity, fake);
    CHECK(seen.evidence.size() == 1);
    CHECK(seen.judgement.findings.empty());
}
