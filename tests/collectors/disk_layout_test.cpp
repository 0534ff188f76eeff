// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/collectors/disk_world.hpp"

using namespace diag;
using namespace diag::test;

namespace {

const std::string root = "/opt/RealNetworks/SAFR";

std::string fact(const Seen& seen, std::string_view id) {
    const auto found = std::ranges::find(seen.judgement.facts, id, &Fact::id);
    return found == seen.judgement.facts.end() ? "" : found->value;
}

/// What lies in a folder, and below it.
void holds(FakeWorld& world, const std::string& folder,
           const std::vector<std::pair<std::string, Kind>>& entries) {
    Walk walk;
    for (const auto& [path, kind] : entries) {
        auto& entry = walk.entries.emplace_back();
        entry.path = path;
        entry.kind = kind;
    }
    world.paths.walks.insert_or_assign(folder, std::move(walk));
}

}  // namespace

TEST_CASE("disk: a link of SAFR's data that leads nowhere is critical and shows the chain") {
    auto world = server();
    world.paths.resolutions.insert_or_assign(
        root + "/cv-storage", Resolved{.path = "/mnt/gone",
                                       .dangling = true,
                                       .device = 0,
                                       .links = {root + "/cv-storage -> /mnt/gone/cv"}});

    const auto seen = examine(subject, world);

    const auto* found = seen.finding("disk.link_dangling");
    REQUIRE(found);
    CHECK(found->severity == Severity::critical);
    CHECK(found->parameters.at("missing") == "/mnt/gone");
    CHECK(found->parameters.at("links").find("-> /mnt/gone/cv") != std::string::npos);
}

TEST_CASE("disk: one broken link is one finding, however many folders lie behind it") {
    auto world = server();
    for (const char* below : {"/cv-storage", "/cv-storage/objs", "/cv-storage/objs/metadata"})
        world.paths.resolutions.insert_or_assign(
            root + below,
            Resolved{.path = "/mnt/gone", .dangling = true, .device = 0, .links = {}});

    const auto seen = examine(subject, world);

    CHECK(std::ranges::count(seen.judgement.findings, "disk.link_dangling", &Finding::id) == 1);
}

TEST_CASE("disk: where the folders really are is shown") {
    auto world = server();

    CHECK(fact(examine(subject, world), "disk.link") ==
          root + "/mongo/data -> /srv/safr data/mongo");
}

TEST_CASE("disk: database and objects on the system's disk are a warning") {
    auto world = server();
    world.paths.resolutions.insert_or_assign(root + "/mongo/data", at(root + "/mongo/data"));

    const auto seen = examine(subject, world);

    const auto* found = seen.finding("disk.data_on_system_disk");
    REQUIRE(found);
    CHECK(found->parameters.at("folders") == root + "/mongo/data");
    CHECK(found->parameters.at("disks") == "sda");
}

TEST_CASE("disk: backups beside the data they should survive are a warning") {
    auto world = server();
    world.scope.backup_root = "/srv/safr data/backups";
    world.paths.resolutions.insert_or_assign("/srv/safr data/backups",
                                             at("/srv/safr data/backups"));

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.backups_with_data"));
    CHECK(seen.finding("disk.backups_with_data")->parameters.at("disks") == "sdb, sdc");
}

TEST_CASE("disk: backups on another disk than the data are fine") {
    auto world = server();
    world.paths.resolutions.insert_or_assign(world.scope.backup_root, at(world.scope.backup_root));

    CHECK_FALSE(examine(subject, world).finding("disk.backups_with_data"));
}

TEST_CASE("disk: where tenants' links lead is judged as the object store") {
    auto world = server();
    const std::string images = root + "/cv-storage/objs";
    for (const auto& path : {root + "/cv-storage", images})
        world.paths.resolutions.insert_or_assign(path, at(path));
    holds(world, images,
          {{"main", Kind::link},
           {"metadata", Kind::directory},
           {"lost+found", Kind::directory},
           {"note.txt", Kind::file},
           {"main/a", Kind::directory}});
    world.paths.resolutions.insert_or_assign(
        images + "/main", Resolved{.path = "/srv/safr data/main",
                                   .dangling = false,
                                   .device = 900,
                                   .links = {images + "/main -> /srv/safr data/main"}});
    world.paths.spaces.insert_or_assign("/srv/safr data", space(1000, 10));
    world.scope.backup_root = "/srv/safr data/backups";
    world.paths.resolutions.insert_or_assign("/srv/safr data/backups",
                                             at("/srv/safr data/backups"));

    const auto seen = examine(subject, world);

    CHECK_FALSE(seen.finding("disk.data_on_system_disk"));
    REQUIRE(seen.finding("disk.backups_with_data"));
    CHECK(seen.finding("disk.backups_with_data")->parameters.at("folders") ==
          root + "/mongo/data, " + images + "/main");
    const auto& told = seen.finding("disk.backups_with_data")->evidence;
    for (const char* item : {"place.tenant.1", "tenants", "place.backups", "place.database"}) {
        CAPTURE(item);
        CHECK(std::ranges::find(told, item) != told.end());
        CHECK(seen.evidence.contains(item));
    }
    REQUIRE(seen.finding("disk.space_critical"));
    CHECK(seen.finding("disk.space_critical")->parameters.at("folders").find("objs/main") !=
          std::string::npos);
}

TEST_CASE("disk: with more tenants than are told apart, where their images lie is open") {
    auto world = server();
    const std::string images = root + "/cv-storage/objs";
    for (const auto& path : {root + "/cv-storage", images})
        world.paths.resolutions.insert_or_assign(path, at(path));
    std::vector<std::pair<std::string, Kind>> many;
    for (int i = 0; i < 65; ++i) many.emplace_back("t" + std::to_string(i), Kind::directory);
    holds(world, images, many);

    const auto seen = examine(subject, world);

    CHECK_FALSE(seen.finding("disk.data_on_system_disk"));
    REQUIRE(seen.finding("disk.tenants_unknown"));
    CHECK(seen.finding("disk.tenants_unknown")->severity == Severity::unknown);
    CHECK(seen.evidence.at("tenants").error().fault == Fault::full);
}

TEST_CASE("disk: a store is listed by a child that may be lost, whatever it lies on") {
    auto world = server();
    auto& mounts = world.files.texts["/proc/self/mountinfo"];
    mounts += "90 1 0:60 / " + root + "/cv-storage rw - autofs auto rw\n";
    const std::string images = root + "/cv-storage/objs";
    for (const auto& path : {root + "/cv-storage", images})
        world.paths.resolutions.insert_or_assign(path, at(path));
    world.files.directories[images] = {"main"};  // who lists it himself would hang here

    const auto seen = examine(subject, world);

    CHECK(std::ranges::count(world.paths.asked, images) == 2);
    CHECK_FALSE(seen.finding("disk.tenants_unknown"));
}

TEST_CASE("disk: tenants left in place keep the object store where it is, silent ones are told") {
    auto world = server();
    const std::string images = root + "/cv-storage/objs";
    for (const auto& path : {root + "/cv-storage", images})
        world.paths.resolutions.insert_or_assign(path, at(path));
    holds(world, images, {{"away", Kind::link}, {"main", Kind::directory}});
    world.paths.silent = {images + "/away"};

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.data_on_system_disk"));
    REQUIRE(seen.finding("disk.folder_silent"));
    CHECK(seen.finding("disk.folder_silent")->parameters.at("folder") == images + "/away");
}

TEST_CASE("disk: a server without SAFR is asked for its roots only, and has no finding about it") {
    auto world = server();
    world.paths.resolutions.clear();

    const auto seen = examine(subject, world);

    CHECK_FALSE(seen.evidence.contains("place.database"));
    CHECK_FALSE(seen.finding("disk.data_on_system_disk"));
    CHECK_FALSE(seen.finding("disk.system_drive_small"));
}

TEST_CASE("disk: a system drive under 100 GB is worth knowing where SAFR runs") {
    auto world = server();
    world.paths.spaces.insert_or_assign("/", space(80, 60));

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.system_drive_small"));
    CHECK(seen.finding("disk.system_drive_small")->severity == Severity::info);
}

TEST_CASE("disk: a database on NFS is advice against it") {
    auto world = server();
    world.paths.resolutions.insert_or_assign(root + "/mongo/data", at("/srv/objects/mongo"));

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.database_on_network"));
    CHECK(seen.finding("disk.database_on_network")->parameters.at("type") == "nfs4");
}

TEST_CASE("disk: a folder of SAFR that does not answer is critical") {
    auto world = server();
    world.paths.silent = {root + "/mongo"};

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.folder_silent"));
    CHECK(seen.finding("disk.folder_silent")->parameters.at("folder") == root + "/mongo/data");
}

TEST_CASE("disk: folders we may not look into are unknown, not missing") {
    auto world = server();
    world.paths.resolutions.insert_or_assign(root + "/mongo/data",
                                             Error{Fault::denied, "Permission denied"});

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("disk.folders_denied"));
    CHECK(seen.finding("disk.folders_denied")->severity == Severity::unknown);
}

TEST_CASE("disk: the shares add up the parts of the store, count nothing twice, and admit a cut") {
    auto world = server();
    auto& paths = world.paths;
    paths.resolutions.insert_or_assign(root + "/cv-storage/objs", at("/srv/objects/cv/objs"));
    paths.resolutions.insert_or_assign(root + "/cv-storage/objs/metadata",
                                       at("/srv/safr data/meta"));
    paths.usages.insert_or_assign("/srv/objects/cv",
                                  Usage{.bytes = 800 * gib, .files = 9, .cut = true});
    paths.usages.insert_or_assign("/srv/objects/cv/objs", Usage{.bytes = 700 * gib, .files = 8});
    paths.usages.insert_or_assign("/srv/safr data/meta", Usage{.bytes = 10 * gib, .files = 1});
    paths.usages.insert_or_assign("/srv/safr data/mongo", Usage{.bytes = 50 * gib, .files = 3});

    const auto seen = examine(subject, world);

    CHECK(fact(seen, "disk.usage_objects") == ">= 810.0 GiB (10 %)");
    CHECK(fact(seen, "disk.usage_database") == "50.0 GiB (5 %)");
}
