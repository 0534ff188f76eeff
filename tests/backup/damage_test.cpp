// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "agent/backup/tar.hpp"
#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;

TEST_CASE("backup: a whole one is sound, and all of it is counted") {
    const auto contents = examine(packed(small_tar()));

    CHECK(contents.structurally_sound());
    CHECK(contents.damage_count == 0);
    CHECK(contents.form == "tar, packed with gzip");
    CHECK(class_of(contents) == "full");
    CHECK(contents.collections.at({"event", "events"}).documents == 5);
    CHECK(contents.collections.at({"covi", "people"}).indexes == 1);
    CHECK(contents.documents() == 7);
    CHECK(contents.objects == 1);
}

TEST_CASE("backup: one that was cut at any byte is not sound") {
    const auto whole = packed(small_tar());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(examine(whole.substr(0, size)).structurally_sound());
    }
}

TEST_CASE("backup: a plain tar that was cut at any byte is not sound") {
    const auto whole = small_tar();
    for (std::size_t size = 0; size + 1 < whole.size(); size += 61) {
        CAPTURE(size);
        CHECK_FALSE(
            examine(whole.substr(0, size), "SAFR-backup-20261127-020000.tar").structurally_sound());
    }
}

TEST_CASE("backup: any bit flipped behind the gzip header is found") {
    constexpr std::size_t header = 10;  // what it tells of time and system is not checked by gzip
    const auto whole = packed(small_tar());
    for (std::size_t at = header; at < whole.size(); ++at) {
        CAPTURE(at);
        auto altered = whole;
        altered[at] = static_cast<char>(altered[at] ^ (1 << at % 8));
        // A few bits of a deflate stream mean nothing: what it unpacks to is the same.
        std::string plain;
        const bool harmless =
            unpack_member(altered, small_tar().size(), plain) && plain == small_tar();
        CHECK(examine(altered).structurally_sound() == harmless);
    }
}

TEST_CASE("backup: damage is told with member and place") {
    auto documents = events(5);
    documents[documents.size() - 1] = 'x';
    const auto contents = examine(packed(member("dump/event/events.bson", documents) +
                                         member("dump/event/events.metadata.json", "{") +
                                         member("dump/covi/people.bson", events(3)) + tar_end()));

    CHECK(tells(contents, "dump/event/events.bson: document 5: a document is no BSON"));
    CHECK(tells(contents, "dump/event/events.metadata.json: metadata that is no JSON"));
    CHECK(contents.damages.front().offset == 4 * event(0).size());
    // What comes after it is read all the same.
    CHECK(contents.collections.at({"covi", "people"}).documents == 3);
    CHECK_FALSE(contents.structurally_sound());
}

TEST_CASE("backup: a wrong checksum and a wrong length of gzip are found") {
    const auto whole = packed(small_tar());
    for (const std::size_t back : {8, 1}) {
        auto altered = whole;
        altered[altered.size() - back] = static_cast<char>(altered[altered.size() - back] + 1);
        CHECK(tells(examine(altered), "checksum or length in its trailer"));
    }
}

TEST_CASE("backup: gzip members may follow each other; what else follows is told") {
    const auto whole = small_tar();
    const auto two = packed(std::string_view(whole).substr(0, 1500)) +
                     packed(std::string_view(whole).substr(1500));

    CHECK(examine(two).damage_count == 0);
    CHECK(examine(two + std::string(512, '\0')).damage_count == 0);
    CHECK(tells(examine(two + "garbage"), "7 bytes behind the end of the gzip data"));
}

TEST_CASE("backup: an archive without its two last blocks was cut off") {
    const auto whole = small_tar();
    const auto cut = whole.substr(0, whole.size() - tar_end().size());

    CHECK(tells(examine(packed(cut)), "the two empty blocks that end a tar archive are missing"));
    const auto longer = examine(packed(whole + "more"));
    CHECK(tells(longer, "bytes behind the end of the tar archive"));
    CHECK_FALSE(longer.structurally_sound());
    CHECK(examine(packed(whole + std::string(9000, '\0'))).structurally_sound());
}

TEST_CASE("backup: a header that was overwritten by zeros loses members, whichever it is") {
    const auto whole = small_tar();
    std::size_t headers = 0;
    for (std::size_t at = 0; at + 512 <= whole.size(); at += 512) {
        if (!begins_like_tar(std::string_view(whole).substr(at))) continue;
        CAPTURE(at);
        ++headers;
        auto altered = whole;
        altered.replace(at, 512, 512, '\0');
        CHECK_FALSE(examine(altered).structurally_sound());
        CHECK_FALSE(examine(packed(altered)).structurally_sound());
        CHECK_FALSE(examine(packed(member("inner.tar", altered) + tar_end())).structurally_sound());
    }
    CHECK(headers == 6);
}

TEST_CASE("backup: what a link holds at the end of a tar is no byte behind it") {
    // Only pax writes such links (POSIX pax, "-o linkdata"); a header of its own tells its dialect.
    const auto linked = member("PaxHeaders/link", "14 mtime=1.50\n", 'x') +
                        member("dump/link", std::string(700, 'x'), '1', "dump/first");

    CHECK(examine(packed(small_tar().substr(0, small_tar().size() - 1024) + linked + tar_end()))
              .structurally_sound());
}

TEST_CASE("backup: names, links and devices that lead out of the archive are findings") {
    const auto contents = examine(
        packed(member("../../etc/cron.d/x", "* * * * * root sh\n") +
               member("/etc/passwd", "root\n") + member("dump/link", "", '2', "/etc/shadow") +
               member("dump/disk", "", '3') + member("dump/fifo", "", '6') + small_tar()));

    CHECK(tells(contents, "a name that leads out of the archive: ../../etc/cron.d/x and 1 more"));
    CHECK(tells(contents, "a link that leads out of the archive: dump/link -> /etc/shadow"));
    CHECK(tells(contents, "a device or FIFO, which no backup holds: dump/disk and 1 more"));
    CHECK_FALSE(contents.structurally_sound());
    CHECK(contents.collections.size() == 2);
}

TEST_CASE(
    "backup: names from the root of the disk are odd below SAFR's folders, damage elsewhere") {
    const auto at_home =
        examine(packed(member("/opt/RealNetworks/SAFR/", "", '5') +
                       member("/opt/RealNetworks/SAFR/a.conf", "a=1\n") + small_tar()));

    CHECK(tells(at_home, "as tar -P leaves it: /opt/RealNetworks/SAFR/ and 1 more"));
    CHECK(at_home.structurally_sound());
    for (const auto* name : {"/opt/RealNetworks/SAFR/../../../etc/x", "/opt/RealNetworks/x",
                             "/opt/RealNetworks/SAFR-other/x", "/etc/x"}) {
        CAPTURE(name);
        CHECK_FALSE(examine(packed(member(name, "x") + small_tar())).structurally_sound());
    }
    const auto device = member("/opt/RealNetworks/SAFR/disk", "", '3');
    CHECK_FALSE(examine(packed(device + small_tar())).structurally_sound());
}

TEST_CASE("backup: members packed on their own are read through") {
    const auto contents =
        examine(packed(member("dump/event/events.bson.gz", packed(events(4))) +
                       member("dump/event/events.metadata.json.gz", packed(metadata)) +
                       member("inner.tar.gz", packed(small_tar())) + tar_end()));

    CHECK(contents.structurally_sound());
    CHECK(tells(contents, "the documents of this collection are here twice"));
    CHECK(contents.collections.at({"covi", "people"}).documents == 2);
    // Once by itself and once in the inner archive.
    CHECK(contents.collections.at({"event", "events"}).documents == 9);
}

TEST_CASE(
    "backup: a text that begins as an image's letters do is no image, and lets none be in it") {
    const auto images_in = [](const std::string& name, std::string_view contents) {
        return examine(packed(member(name, contents) + tar_end())).objects;
    };
    CHECK(images_in("SAFR/notes.txt", "BMC of this server: see the rack's label") == 0);
    CHECK(images_in("SAFR/a.wav", std::string_view("RIFF\x10\0\0\0WAVEfmt ", 16)) == 0);
    CHECK(images_in("1", std::string_view("RIFF\x10\0\0\0WEBPVP8 ", 16)) == 1);
    CHECK(images_in("2", std::string_view("BM\x10\0\0\0\0\0\0\0\x36\0\0\0", 14)) == 1);
}

TEST_CASE("backup: an object store packed on its own that is not packed any more is damage") {
    const auto lost =
        examine(packed(member("SAFR/cv-storage.tgz", std::string(2048, '\0')) +
                       member("SAFR/config/safrports.conf", "covi=8080\n") + tar_end()));
    CHECK(lost.objects == 0);
    CHECK(tells(lost, "cv-storage.tgz: its name says that it is packed"));
}

TEST_CASE("backup: what unpacks to far more than itself is stopped and called so") {
    std::string zeros(1 << 20, '\0');
    std::string bomb;
    for (int i = 0; i < 64; ++i) bomb += packed(zeros);
    Bounds bounds;
    bounds.ratio_counts_from = 8 << 20;
    const auto contents =
        examine(packed(member("cv-storage/objs/x", packed(bomb)) + tar_end()), "x.tgz", bounds);

    CHECK(tells(contents, "unpacks to more than 250 times its size"));
    CHECK_FALSE(contents.complete);
}

TEST_CASE("backup: packed into itself over and over it is no backup") {
    auto bytes = small_tar();
    for (int i = 0; i < 12; ++i) bytes = packed(bytes);

    CHECK(tells(examine(bytes), "packed into itself more often"));
}

TEST_CASE("backup: many members and empty ones cost no memory of ours") {
    std::string tar;
    for (int i = 0; i < 30'000; ++i) tar += member("cv-storage/objs/" + std::to_string(i), "");
    const auto contents = examine(packed(tar + member("dump/event/none.bson", "") + tar_end()));

    CHECK(contents.members == 30'001);
    CHECK(contents.objects == 30'000);
    CHECK(contents.collections.at({"event", "none"}).has_documents);
    CHECK(contents.structurally_sound());
}

TEST_CASE("backup: what is none is called by its name") {
    CHECK(tells(examine("Salted__12345678"), "encrypted (by openssl enc)"));
    CHECK(tells(examine("age-encryption.org/v1\n"), "encrypted (by age)"));
    CHECK(tells(examine(std::string("PK\x03\x04zip")), "a ZIP archive"));
    CHECK(tells(examine(""), "the file is empty"));
    CHECK(tells(examine(std::string(4096, '\0')), "nothing but zeros"));
    CHECK(tells(examine("hello"), "not a backup"));
    CHECK(tells(examine(packed("hello")), "not a backup"));
}

TEST_CASE("backup: a document of the largest size is read within a few of it") {
    const auto contents =
        examine(packed(member("dump/event/events.bson",
                              event(1) + event(2, std::string(15 << 20, 'x')) + event(3)) +
                       member("dump/event/events.metadata.json", metadata) + tar_end()));

    CHECK(contents.structurally_sound());
    CHECK(contents.documents() == 3);
}
