// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "platform/crc64.hpp"
#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;

namespace {

constexpr std::string_view terminator = "\xff\xff\xff\xff";

std::string header(bool end, std::uint64_t crc, const std::string& collection = "events") {
    bson_t document;
    bson_init(&document);
    BSON_APPEND_UTF8(&document, "db", "event");
    BSON_APPEND_UTF8(&document, "collection", collection.c_str());
    BSON_APPEND_BOOL(&document, "EOF", end);
    BSON_APPEND_INT64(&document, "CRC", static_cast<std::int64_t>(crc));
    auto bytes = bytes_of(document);
    bson_destroy(&document);
    return bytes;
}

std::string prelude() {
    bson_t document;
    bson_init(&document);
    BSON_APPEND_UTF8(&document, "db", "event");
    BSON_APPEND_UTF8(&document, "collection", "events");
    BSON_APPEND_UTF8(&document, "metadata", std::string(metadata).c_str());
    auto bytes = bytes_of(document);
    bson_destroy(&document);
    return std::string(dump_archive_magic) + event(0) + bytes + std::string(terminator);
}

std::string archive(std::uint64_t crc) {
    const std::string end(terminator);
    return prelude() + header(false, 0) + events(2) + end + header(false, 0) + event(9) + end +
           header(true, crc) + end;
}

std::uint64_t right_crc() { return crc64(0, events(2) + event(9)); }

}  // namespace

TEST_CASE("backup: CRC-64 is that of ECMA-182, reflected") {
    // The check value of CRC-64/XZ in the catalogue of parametrised CRC algorithms.
    CHECK(crc64(0, "123456789") == 0x995DC9BBDF1939FAull);
    CHECK(crc64(crc64(0, "1234"), "56789") == 0x995DC9BBDF1939FAull);
}

TEST_CASE("backup: an archive of mongodump is walked, packed or not, also inside a tar") {
    for (const auto& bytes : {archive(right_crc()), packed(archive(right_crc())),
                              packed(member("dump.archive", archive(right_crc())) + tar_end())}) {
        const auto contents = examine(bytes, "dump.archive");
        CHECK(contents.damage_count == 0);
        CHECK(contents.collections.at({"event", "events"}).documents == 3);
        CHECK(contents.collections.at({"event", "events"}).indexes == 1);
    }
}

TEST_CASE("backup: an archive of mongodump that was cut at any byte is not sound") {
    const auto whole = archive(right_crc());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(examine(whole.substr(0, size), "dump.archive").structurally_sound());
    }
}

TEST_CASE("backup: a checksum of a collection that does not fit is found") {
    CHECK(tells(examine(archive(right_crc() + 1), "dump.archive"),
                "the checksum of event.events does not fit"));
}

TEST_CASE("backup: names in an archive of mongodump that no collection has are damage, and cut") {
    const std::string end(terminator), longest(249, 'x');
    const auto with = [&](const std::string& name) {
        return examine(
            archive(right_crc()) + header(false, 0, name) + end + header(true, 0, name) + end,
            "dump.archive");
    };
    CHECK(with(longest).structurally_sound());
    CHECK(with(longest).collections.contains({"event", longest}));
    const auto huge = with(std::string(1 << 20, 'x'));
    CHECK_FALSE(huge.structurally_sound());
    CHECK(tells(huge, "a collection whose name has 1048582 bytes"));
    CHECK(huge.collections.contains({"event", std::string(255, 'x')}));
    CHECK(json::write(to_json(huge)).size() < 4'000);
}
