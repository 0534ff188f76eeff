// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/live_objects.hpp"

#include <doctest/doctest.h>

#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::commands;
using Where = upgrade::Images::Where;

namespace {

backups::Backup lying_at(const std::string& path, std::uint64_t objects) {
    backups::Backup made;
    made.path = path;
    made.same = true;
    made.proof = BackupProof{.path = path, .sound = "L4", .objects = objects};
    return made;
}

}  // namespace

TEST_CASE("live objects: where a rollback finds the images is told") {
    backups::Picture picture;
    picture.backups = {lying_at("/b/records.tgz", 0), lying_at("/b/full.tgz", 5)};
    backup::Server server;
    const auto where = [&](std::uint64_t objects) {
        return images_for(picture, server, "/b/records.tgz", objects).where;
    };
    CHECK(where(1) == Where::in_it);
    CHECK(where(0) == Where::elsewhere);
    CHECK(images_for(picture, server, "/b/records.tgz", 0).backup == "/b/full.tgz");

    picture.backups.back().proof->altered = Time{milliseconds{1}};
    CHECK(where(0) == Where::not_told);
    server.objects = 0;
    CHECK(where(0) == Where::not_needed);
    server.objects = 1;
    CHECK(where(0) == Where::nowhere);
    // One that only lies there, and nobody read, is none to rest on.
    picture.backups.back().proof.reset();
    CHECK(where(0) == Where::nowhere);
    server.objects.reset();
    picture.data["objects"].path = "/mnt/share/cv-storage";
    CHECK(where(0) == Where::not_told);
    picture.mounts = disk::parse_mountinfo("36 25 0:32 / /mnt/share rw - nfs4 nas:/x rw\n");
    CHECK(where(0) == Where::not_here);
}

TEST_CASE("live objects: folders alone, or a look that was cut, tell of no store that is empty") {
    const test::Scratch scratch;
    backups::Picture picture;
    picture.data["objects"].path = scratch.path().native();
    picture.mounts = disk::parse_mountinfo("36 25 8:1 / / rw - ext4 /dev/sda1 rw\n");
    REQUIRE(picture.objects_are_local());

    CHECK(server_of(picture, 5).objects == 0);
    std::filesystem::create_directories(scratch.path() / "a/b");
    CHECK_FALSE(server_of(picture, 5).objects);
    scratch.file("a/b/face.jpg", "x");
    CHECK(server_of(picture, 5).objects == 1);
}
