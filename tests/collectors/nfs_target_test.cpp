// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/nfs/outages.hpp"
#include "collectors/nfs/target.hpp"
#include "collectors/nfs/whereabouts.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::nfs;

TEST_CASE("nfs: the configuration names exports as a mount does, or as a URL") {
    const auto plain = parse_export(" nas01:/export/safr vers=4.1,port=2050 ");
    REQUIRE(plain);
    CHECK(plain->name() == "nas01:/export/safr");
    CHECK(plain->version == 4);
    CHECK(plain->port == 2050);
    CHECK(plain->address.empty());
    CHECK(plain->origin == "configuration");

    const auto six = parse_export("[fd00::1]:/export");
    REQUIRE(six);
    CHECK(six->address == "fd00::1");
    CHECK(six->name() == "[fd00::1]:/export");

    const auto url = parse_export("nfs://me:secret@nas01:2051/export?version=3&mountport=20048");
    REQUIRE(url);
    CHECK(url->server == "nas01");
    CHECK(url->port == 2051);
    CHECK(url->mount_port == 20048);
    CHECK(url->version == 3);
    CHECK(json::write(to_json(*url)).find("secret") == std::string::npos);
}

TEST_CASE("nfs: what is no export is refused in words, without what it held of secrets") {
    for (const std::string text :
         {"", " ", "nas01", "nas01:export", ":/export", "nas01:/a b c", "nfs://", "nfs:///x",
          "nfs://nas01", "nfs://nas01:0/x", "nfs://nas01:99999/x", "nfs://nas01:x/x", "[fd00::1:/x",
          "[]:/x", "na\001s:/x", "http://nas01/x y z"}) {
        CAPTURE(text);
        const auto target = parse_export(text);
        REQUIRE_FALSE(target);
        CHECK(target.error().fault == Fault::malformed);
    }
    const auto bad = parse_export("nfs://me:secret@nas01:0/x");
    REQUIRE_FALSE(bad);
    CHECK(bad.error().what.find("secret") == std::string::npos);
}

TEST_CASE("nfs: mounts and lines of fstab become targets; SMB too") {
    disk::Mount mount;
    mount.type = "nfs4";
    mount.source = "nas01:/export";
    mount.point = "/srv";
    mount.options = "rw";
    mount.super_options = "rw,vers=4.2,addr=192.0.2.20";
    const auto nfs = target_of(mount);
    REQUIRE(nfs);
    CHECK(nfs->mounted());
    CHECK(nfs->address == "192.0.2.20");
    CHECK(nfs->version == 4);

    disk::Wanted wanted;
    wanted.type = "cifs";
    wanted.source = "\\\\nas01\\safr";
    const auto smb = target_of(wanted, "fstab");
    REQUIRE(smb);
    CHECK(smb->protocol == Protocol::smb);
    CHECK(smb->name() == "//nas01/safr");
    wanted.type = "ext4";
    CHECK_FALSE(target_of(wanted, "fstab"));

    const auto again = target_from(to_json(*nfs));
    REQUIRE(again);
    CHECK(to_json(*again) == to_json(*nfs));
    CHECK_FALSE(target_from(json::value{}));
}

TEST_CASE("nfs: autofs maps give their entries; what cannot be known is left out") {
    const auto maps = parse_auto_master(
        "# comment\n+auto.master\n/- /etc/auto.direct\n/srv file:/etc/auto.srv --timeout 60\n"
        "/net -hosts\n/x yp:auto.x\n");
    REQUIRE(maps.size() == 2);
    CHECK(maps[1].folder == "/srv");
    CHECK(maps[1].file == "/etc/auto.srv");

    const auto entries = parse_autofs_map(
        "objects -fstype=nfs4,rw nas01:/export/safr\nwin -fstype=cifs ://nas01/safr\n"
        "* nas01:/home/&\nplain nas02:/b\ntwo -ro nas01:/a nas02:/a\n/direct nas01:/c\nodd -ro\n",
        "/srv");
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].point == "/srv/objects");
    CHECK(entries[0].type == "nfs4");
    CHECK(entries[1].source == "//nas01/safr");
    CHECK(entries[2].type == "nfs");
    CHECK(parse_autofs_map("/data nas01:/c\nindirect nas01:/d\n", "/-").size() == 1);
}

TEST_CASE("nfs: lines of the kernel become outages, each with its end") {
    const auto at = [](std::int64_t s) { return Time{milliseconds{s * 1000}}; };
    const auto outages = outages_of({
        {at(5), "nfs: server early OK"},  // its beginning was rotated away
        {at(10), "nfs: server a not responding, still trying"},
        {at(11), "nfs: server a not responding, still trying"},
        {at(12), "nfs: server b not responding, timed out"},
        {at(40), "nfs: server a OK"},
        {at(41), "nfs: server a OK"},
        {at(60), "nfs: server b not responding, timed out"},
        {at(70), "CIFS: VFS: \\\\c has not responded in 180 seconds. Reconnecting..."},
        {at(90), "nfs: server a not responding, still trying"},
        {at(95), "nfs: server"},
    });
    REQUIRE(outages.size() == 4);
    CHECK(outages[0].server == "a");
    CHECK(outages[0].from == at(10));
    CHECK(outages[0].to == at(40));
    CHECK(outages[1].gave_up);
    CHECK(outages[1].to == at(60));  // a soft mount: close together, one outage
    CHECK(outages[2].server == "c");
    CHECK_FALSE(outages[3].ended);

    CHECK(lines_about_servers("x\nnfs: server a OK\nCIFS: VFS: y\n") ==
          "nfs: server a OK\nCIFS: VFS: y\n");
}

TEST_CASE("nfs: links are followed on local disks only, and not round in circles") {
    const auto mounts = disk::parse_mountinfo(
        "22 1 8:2 / / rw - ext4 /dev/sda2 rw\n40 22 0:52 / /srv rw - nfs4 nas:/e rw\n");
    std::vector<std::string> asked;
    const auto link = [&](const std::string& path) -> Result<std::string> {
        asked.push_back(path);
        if (path == "/data/objects") return std::string("../srv/cv");
        if (path == "/a") return std::string("/b");
        if (path == "/b") return std::string("a");
        return Error{Fault::absent, "no link"};
    };
    const auto found = whereabouts_of("/data/objects/objs", mounts, link);
    CHECK(found.path == "/srv/cv/objs");
    REQUIRE(found.mount);
    CHECK(found.mount->point == "/srv");
    for (const auto& path : asked) CHECK_FALSE(path.starts_with("/srv"));
    CHECK(whereabouts_of("/a/x", mounts, link).loops);
}
