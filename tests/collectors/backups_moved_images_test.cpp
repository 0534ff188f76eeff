// SPDX-License-Identifier: Apache-2.0
// Images that a site moved by tenant, as the vendor's article K5 has it: where they lie is what
// counts.
#include <doctest.h>

#include "collectors/backups/picture.hpp"
#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;

namespace {

const std::string share_of_images = "/mnt/nas/images";

std::string objs_of(const FakeWorld& world) { return world.scope.data_root + "/cv-storage/objs"; }

Entry folder(const std::string& name, Kind kind = Kind::directory) {
    return {.path = name, .kind = kind};
}

/// A redundant server with that in cv-storage/objs; links lead to `target`, which is on `device`.
FakeWorld redundant(const std::vector<Entry>& inside, const std::string& target = share_of_images,
                    std::uint64_t device = 50) {
    auto world = server();
    world.scope.site.role = "redundant";
    world.scope.proofs.clear();
    files_in(world).clear();
    const auto objs = objs_of(world);
    world.paths.resolutions.insert_or_assign(objs, leads_to(objs, 1));
    world.paths.walks.insert_or_assign(objs, Walk{.entries = inside});
    for (const auto& entry : inside)
        world.paths.resolutions.insert_or_assign(objs + "/" + entry.path,
                                                 leads_to(target + "/" + entry.path, device));
    return world;
}

backups::Picture picture_of(FakeWorld& world) {
    return backups::picture_of(examine(subject, world).evidence);
}

}  // namespace

TEST_CASE("moved images: a tenant's link to storage that all share is where the images are") {
    auto world = redundant({folder("acme", Kind::link), folder("metadata", Kind::link)});
    const auto seen = examine(subject, world);
    CHECK(fact_of(seen.judgement, "backups.rollback_backup") == "not needed");
    CHECK_FALSE(seen.finding("backups.node_needs_objects"));
    CHECK(picture_of(world).local_images().empty());
}

TEST_CASE("moved images: one tenant that stays is on this server's disk, and needs a backup") {
    auto world = redundant({folder("acme", Kind::link), folder("other")});
    const auto seen = examine(subject, world);
    CHECK(fact_of(seen.judgement, "backups.rollback_backup") == "none");
    CHECK(picture_of(world).local_images() ==
          std::vector<std::string>{world.scope.data_root + "/cv-storage"});
}

TEST_CASE("moved images: what SAFR does not keep there is no tenant that stays") {
    auto world = redundant({folder("acme", Kind::link), folder(".snapshot"), folder("lost+found"),
                            folder("notes.txt", Kind::file)});
    CHECK(picture_of(world).needs_none_of_its_own());
}

TEST_CASE("moved images: another disk of the same server is no storage that all share") {
    auto world = redundant({folder("acme", Kind::link)}, "/data2/images", 2);
    const auto picture = picture_of(world);
    CHECK_FALSE(picture.needs_none_of_its_own());
    CHECK(picture.local_images() == std::vector<std::string>{"/data2/images/acme"});
    CHECK(picture.home_of_images() == "images.1");
}

TEST_CASE("moved images: a link to the folder beside it is no second store") {
    auto world = redundant({folder("main"), folder("old", Kind::link)});
    world.paths.resolutions.insert_or_assign(objs_of(world) + "/old",
                                             leads_to(objs_of(world) + "/main", 1));
    CHECK(picture_of(world).local_images() ==
          std::vector<std::string>{world.scope.data_root + "/cv-storage"});
}

TEST_CASE("moved images: tenants on two devices have no one home to come back to") {
    auto world = redundant({folder("acme", Kind::link), folder("other", Kind::link)});
    world.paths.resolutions.insert_or_assign(objs_of(world) + "/other",
                                             leads_to("/data2/other", 2));
    const auto picture = picture_of(world);
    CHECK(picture.home_of_images().empty());
    CHECK_FALSE(picture.needs_none_of_its_own());
    CHECK(picture.objects_are_local());
}

TEST_CASE("moved images: all of objs behind one link lies where that leads") {
    auto world = redundant({folder("acme")});
    world.paths.resolutions.insert_or_assign(objs_of(world), leads_to(share_of_images, 50));
    world.paths.walks.insert_or_assign(share_of_images, Walk{.entries = {folder("acme")}});
    const auto picture = picture_of(world);
    CHECK(picture.images == std::vector<std::string>{"images.1"});
    CHECK(picture.needs_none_of_its_own());
}

TEST_CASE(
    "moved images: links that lead nowhere, or folders that cannot be listed, prove nothing") {
    auto dangling = redundant({folder("acme", Kind::link)});
    dangling.paths.resolutions.insert_or_assign(
        objs_of(dangling) + "/acme",
        Resolved{.path = share_of_images, .dangling = true, .device = 0, .links = {}});
    CHECK_FALSE(picture_of(dangling).needs_none_of_its_own());

    auto silent = redundant({folder("acme", Kind::link)});
    silent.paths.walks.insert_or_assign(objs_of(silent), Error{Fault::timed_out, "silent"});
    CHECK_FALSE(picture_of(silent).needs_none_of_its_own());
    CHECK(picture_of(silent).objects_are_local());
}

TEST_CASE("moved images: a restore wants its room where they lie") {
    auto world = redundant({folder("acme", Kind::link)}, "/data2/images", 2);
    world.paths.usages.insert_or_assign("/data2/images/acme", Usage{.bytes = 30 * gib, .files = 9});
    world.paths.spaces.insert_or_assign("/data2/images/acme", Space{.bytes_available = 2 * gib});
    const auto seen = examine(subject, world);
    REQUIRE(seen.finding("backups.no_room_to_restore"));
    CHECK(seen.finding("backups.no_room_to_restore")->parameters.at("place") ==
          "/data2/images/acme");
}
