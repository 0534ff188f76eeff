// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "platform/crc64.hpp"
#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;

namespace {

constexpr std::string_view terminator = "\xff\xff\xff\xff";

std::string header(bool end, std::uint64_t crc, const std::string& collection = "events",
                   const std::string& database = "event") {
    bson_t document;
    bson_init(&document);
    BSON_APPEND_UTF8(&document, "db", database.c_str());
    BSON_APPEND_UTF8(&document, "collection", collection.c_str());
    BSON_APPEND_BOOL(&document, "EOF", end);
    BSON_APPEND_INT64(&document, "CRC", static_cast<std::int64_t>(crc));
    auto bytes = bytes_of(document);
    bson_destroy(&document);
    return bytes;
}

/// As the prelude lists one: of what has no metadata, the text is empty.
std::string listed(const std::string& database, const std::string& collection,
                   const std::string& text, const std::string& type) {
    bson_t document;
    bson_init(&document);
    BSON_APPEND_UTF8(&document, "db", database.c_str());
    BSON_APPEND_UTF8(&document, "collection", collection.c_str());
    BSON_APPEND_UTF8(&document, "metadata", text.c_str());
    BSON_APPEND_INT32(&document, "size", 0);
    BSON_APPEND_UTF8(&document, "type", type.c_str());
    auto bytes = bytes_of(document);
    bson_destroy(&document);
    return bytes;
}

/// One whole collection, and beside it what else the prelude lists.
std::string archive(std::uint64_t crc, const std::string& listed_too = {}) {
    const std::string end(terminator);
    return std::string(dump_archive_magic) + event(0) +
           listed("event", "events", std::string(metadata), "collection") + listed_too + end +
           header(false, 0) + events(2) + end + header(false, 0) + event(9) + end +
           header(true, crc) + end;
}

/// The documents of another, in one slice.
std::string stream(const std::string& database, const std::string& collection,
                   const std::string& documents) {
    const std::string end(terminator);
    return header(false, 0, collection, database) + documents + end +
           header(true, crc64(0, documents), collection, database) + end;
}

std::string operation(std::uint32_t second) {
    bson_t document;
    bson_init(&document);
    BSON_APPEND_TIMESTAMP(&document, "ts", second, 1);
    BSON_APPEND_UTF8(&document, "op", "n");
    auto bytes = bytes_of(document);
    bson_destroy(&document);
    return bytes;
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

TEST_CASE("backup: an archive of mongodump lists what has no metadata, the oplog among it") {
    const auto whole = archive(right_crc(), listed("", "oplog", "", "") +
                                                listed("event", "$admin.system.users", "", "")) +
                       stream("event", "$admin.system.users", events(1)) +
                       stream("", "oplog", operation(1'764'000'000) + operation(1'764'000'001));
    const auto contents = examine(whole, "dump.archive");
    CHECK(contents.damage_count == 0);
    CHECK(contents.structurally_sound());
    REQUIRE(contents.oplog);
    CHECK((contents.oplog->documents == 2 && contents.oplog->in_order));
    CHECK_FALSE(contents.collections.contains({"", "oplog"}));
    CHECK(contents.collections.at({"event", "$admin.system.users"}).documents == 1);
    CHECK(tells(examine(archive(right_crc(), listed("", "oplog", "", "")), "dump.archive"),
                "it ends before the end of oplog"));
}

TEST_CASE("backup: metadata in an archive of mongodump that is no JSON is damage still") {
    CHECK(tells(examine(archive(right_crc(), listed("event", "more", "{", "collection")) +
                            stream("event", "more", events(1)),
                        "dump.archive"),
                "metadata of event.more is no JSON"));
}

TEST_CASE("backup: in an archive of mongodump a view has no documents, a time series has buckets") {
    const auto listed_too =
        listed("event", "v", R"({"indexes":[],"type":"view"})", "view") +
        listed("event", "x", R"({"indexes":[],"type":"timeseries"})", "timeseries");
    for (const auto* name : {"system.buckets.x", "x"}) {  // before version 8.3, and since
        const auto contents = examine(
            archive(right_crc(), listed_too) + stream("event", name, events(2)), "dump.archive");
        CHECK(contents.structurally_sound());
        CHECK(contents.collections.at({"event", "v"}).kind == CollectionKind::view);
        CHECK(contents.collections.at({"event", "x"}).kind == CollectionKind::time_series);
        CHECK(contents.collections.at({"event", name}).documents == 2);
        CHECK(json::write(to_json(contents_from(to_json(contents)))) ==
              json::write(to_json(contents)));
    }
    CHECK(tells(examine(archive(right_crc(), listed_too), "dump.archive"),
                "it ends before the end of event.x"));
}
