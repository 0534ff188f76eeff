// SPDX-License-Identifier: Apache-2.0
// No name and no link leads into SAFR's store of faces.
#include "agent/stream/off_limits.hpp"

#include <sys/mount.h>

#include "agent/stream/source.hpp"
#include "tests/redact/samples.hpp"
#include "tests/stream/given.hpp"

namespace diag::stream {
namespace {

/// A store under another name, as sites move it, and a SAFR folder that links to it.
struct Store {
    Site site;
    std::string root = site.path("data/cv-storage");

    Store() {
        site.scratch.file("disk/pictures/objs/main/a", "a line\n");
        site.scratch.file("data/covi/logs/app.log", "a line\n");
        std::filesystem::create_directory_symlink(site.path("disk/pictures"), root);
    }
    Result<OpenFile> open(const std::string& path, std::string_view mountinfo = "") const {
        const std::string roots[] = {root};
        return open_regular(path, OffLimits::below(roots, mountinfo));
    }
    bool refuses(const std::string& path, std::string_view mountinfo = "") const {
        const auto opened = open(path, mountinfo);
        return !opened && opened.error().fault == Fault::refused;
    }
};

TEST_CASE("stream: nothing below the store of faces is opened, whatever the spelling") {
    const Store store;
    std::filesystem::create_directory_symlink(store.site.path("disk"), store.site.path("other"));
    std::filesystem::create_directory_symlink("../../disk/pictures/objs",
                                              store.site.path("data/covi/logs2"));

    CHECK(store.refuses(store.root + "/objs/main/a"));
    CHECK(store.refuses(store.site.path("disk/pictures/objs/main/a")));
    CHECK(store.refuses(store.site.path("other/pictures/objs/main/a")));
    CHECK(store.refuses(store.site.path("data/covi/logs2/main/a")));
    CHECK(store.refuses(store.site.path("data/covi/../../disk/./pictures//objs/main/a")));
    CHECK(store.open(store.site.path("data/covi/logs/app.log")).has_value());
    CHECK(store.open(store.site.path("other/../data/covi/logs/app.log")).has_value());
}

TEST_CASE("stream: the name of the store is off limits even where no root is known") {
    Site site;
    site.file("x/cv-storage/a.log", "a line\n");
    site.file("x/CV-Storage/objs/a.log", "a line\n");
    std::filesystem::create_directory_symlink(site.path("x/cv-storage"), site.path("logs"));
    site.attachments.push_back({.name = "b", .path = site.path("logs/a.log")});

    for (const auto& passed : site.pass().passed) {
        REQUIRE(passed.failure.has_value());
        CHECK(passed.failure->fault == Fault::refused);
        CHECK(passed.size == 0);
    }
}

TEST_CASE("stream: a bind mount of a part of the store is seen through by its file system") {
    const Store store;
    store.site.scratch.file("mnt/main/a", "a line\n");
    const auto bound = [&](const std::string& part) {
        return "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:1 " + part + " " +
               store.site.path("mnt") + " rw - ext4 /dev/sda1 rw\n";
    };
    const auto real = std::filesystem::canonical(store.site.path("disk/pictures")).native();

    CHECK(store.refuses(store.site.path("mnt/main/a"), bound(real + "/objs")));
    CHECK_FALSE(store.refuses(store.site.path("mnt/main/a"), bound("/srv/logs")));
}

TEST_CASE("stream: what is mounted in the store is off limits where it comes from, too") {
    const Store store;
    store.site.scratch.file("second/main/b", "a line\n");
    store.site.scratch.file("free/e", "a line\n");
    const auto real = [&](const char* name) {
        return std::filesystem::canonical(store.site.path(name)).native();
    };
    const auto mounted = "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:1 " + real("second") + " " +
                         real("disk/pictures") + "/objs/tenant rw - ext4 /dev/sda1 rw\n";
    const auto whole_disk = "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:2 / " + real("second") +
                            " rw - ext4 /dev/sdb1 rw\n22 20 8:2 / " + real("disk/pictures") +
                            "/objs rw - ext4 /dev/sdb1 rw\n";

    for (const auto& table : {mounted, whole_disk}) {
        CHECK(store.refuses(store.site.path("second/main/b"), table));
        CHECK(store.open(store.site.path("free/e"), table).has_value());
    }
}

TEST_CASE("stream: a real bind mount in the store, of the same disk, is seen through") {
    const Store store;
    store.site.scratch.file("second/main/b", "a line\n");
    const auto point = store.site.path("disk/pictures/objs/tenant");
    std::filesystem::create_directory(point);
    const auto source = store.site.path("second");
    if (::mount(source.c_str(), point.c_str(), nullptr, MS_BIND, nullptr) != 0) {
        MESSAGE("skipped: mounting needs root");
        return;
    }
    const auto table = file_text("/proc/self/mountinfo");

    const bool refused = store.refuses(source + "/main/b", table);
    const bool opened = store.open(store.site.path("data/covi/logs/app.log"), table).has_value();
    ::umount2(point.c_str(), MNT_DETACH);

    CHECK(refused);
    CHECK(opened);
}

TEST_CASE("stream: where not all folders of the store can be told, other disks are not read") {
    const Store store;
    store.site.scratch.file("free/e", "a line\n");
    store.site.scratch.file("target/x", "a line\n");
    const auto table = "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:2 / " +
                       std::filesystem::canonical(store.site.path("free")).native() +
                       " rw - ext4 /dev/sdb1 rw\n";
    const auto link = [&](int number) {
        std::filesystem::create_directory_symlink(
            store.site.path("target"),
            store.site.path("disk/pictures/objs/" + std::to_string(number)));
    };
    for (int i = 0; i < 1'000; ++i) link(i);
    CHECK(store.open(store.site.path("free/e"), table).has_value());

    link(1'000);
    const auto refused = store.open(store.site.path("free/e"), table);

    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("not all of these can be told") != std::string::npos);
    CHECK(store.refuses(store.root + "/objs/main/a", table));
    CHECK(store.refuses(store.site.path("target/x"), table));
    CHECK(store.open(store.site.path("data/covi/logs/app.log"), table).has_value());
}

TEST_CASE("stream: many folders of the store that lie in it hide no link behind them") {
    const Store store;
    store.site.scratch.file("moved/b", "a line\n");
    for (int i = 0; i < 2'000; ++i)
        std::filesystem::create_directory(
            store.site.path("disk/pictures/objs/" + std::to_string(i)));
    std::filesystem::create_directory_symlink(store.site.path("moved"),
                                              store.site.path("disk/pictures/objs/tenant"));

    CHECK(store.refuses(store.site.path("moved/b")));
}

TEST_CASE("stream: a hard link out of the store is known by its bytes") {
    Store store;
    store.site.scratch.file("disk/pictures/objs/main/face", redact::bytes_of_sample("still.jpg"));
    std::filesystem::create_hard_link(store.site.path("disk/pictures/objs/main/face"),
                                      store.site.path("data/covi/logs/b.log"));
    store.site.attachments.push_back(
        {.name = "b.log", .path = store.site.path("data/covi/logs/b.log")});
    store.site.off_limits = {store.root};

    const auto passed = store.site.pass().passed[0];

    CHECK(passed.size == 0);
    CHECK(passed.redactions == exchange::Redactions{{"image", 1}});
}

TEST_CASE("stream: where folders of the store were moved to is off limits by every name") {
    const Store store;
    const auto& scratch = store.site.scratch;
    scratch.file("second/main/b", "a line\n");
    scratch.file("third/c", "a line\n");
    scratch.file("whole/d", "a line\n");
    scratch.file("free/e", "a line\n");
    const auto link = [&](const std::string& to, const std::string& from) {
        std::filesystem::create_directory_symlink(store.site.path(to), store.site.path(from));
    };
    link("second", "disk/pictures/objs/tenant");
    link("third", "disk/pictures/metadata");
    std::filesystem::create_directories(store.site.path("disk/pictures/objs/metadata"));
    link("whole", "disk/pictures/objs/metadata/tenant");
    link("second", "other-name");

    CHECK(store.refuses(store.site.path("second/main/b")));
    CHECK(store.refuses(store.site.path("other-name/main/b")));
    CHECK(store.refuses(store.site.path("third/c")));
    CHECK(store.refuses(store.site.path("whole/d")));
    CHECK(store.open(store.site.path("free/e")).has_value());
}

TEST_CASE("stream: a pass refuses what lies below its limits and goes on with the rest") {
    Store store;
    store.site.off_limits = {store.root, "/not/there/cv-storage"};
    store.site.attachments = {{.name = "a", .path = store.root + "/objs/main/a"},
                              {.name = "b", .path = store.site.path("disk/pictures/objs/main/a")},
                              {.name = "c", .path = store.site.path("data/covi/logs/app.log")}};

    const auto outcome = store.site.pass();

    for (std::size_t i = 0; i < 2; ++i) CHECK(outcome.passed[i].failure->fault == Fault::refused);
    CHECK(outcome.text(2) == "a line\n");
}

}  // namespace
}  // namespace diag::stream
