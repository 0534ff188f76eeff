// SPDX-License-Identifier: Apache-2.0
#include "tests/site/dump_archive.hpp"

namespace diag::test {
namespace {

/// CRC-64 of ECMA-182, reflected: bit by bit, so that it is not ours that is tested by ours.
std::uint64_t crc64(std::uint64_t crc, const std::string& bytes) {
    crc = ~crc;
    for (const unsigned char byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xC96C5795D7870F42ull : 0);
    }
    return ~crc;
}

}  // namespace

DumpArchive::DumpArchive(const std::string& path) {
    if (!path.empty()) file_.open(path, std::ios::binary);
}

void DumpArchive::begin(const std::vector<Listed>& all) {
    file_ << std::string("\x6d\xe2\x99\x81", 4);
    Document header;
    BSON_APPEND_INT32(&header.bson, "concurrent_collections", 4);
    BSON_APPEND_UTF8(&header.bson, "version", "0.1");
    BSON_APPEND_UTF8(&header.bson, "server_version", "6.0.5");
    BSON_APPEND_UTF8(&header.bson, "tool_version", "100.7.0");
    file_ << header.bytes();
    for (const auto& each : all) list(each, "collection");
    list({"", "oplog", ""}, "");
    end_slice();
}

void DumpArchive::slice(const std::string& database, const std::string& collection,
                        const std::vector<std::string>& documents) {
    auto& crc = crcs_[database + "." + collection];
    header(database, collection, false, 0);
    for (const auto& each : documents) {
        file_ << each;
        crc = crc64(crc, each);
    }
    end_slice();
}

void DumpArchive::end(const std::string& database, const std::string& collection) {
    header(database, collection, true, crcs_[database + "." + collection]);
    end_slice();
}

void DumpArchive::list(const Listed& each, const char* type) {
    Document metadata;
    BSON_APPEND_UTF8(&metadata.bson, "db", each.database.c_str());
    BSON_APPEND_UTF8(&metadata.bson, "collection", each.collection.c_str());
    BSON_APPEND_UTF8(&metadata.bson, "metadata", each.metadata.c_str());
    BSON_APPEND_INT32(&metadata.bson, "size", 0);
    BSON_APPEND_UTF8(&metadata.bson, "type", type);
    file_ << metadata.bytes();
}

void DumpArchive::header(const std::string& database, const std::string& collection, bool end,
                         std::uint64_t crc) {
    Document header;
    BSON_APPEND_UTF8(&header.bson, "db", database.c_str());
    BSON_APPEND_UTF8(&header.bson, "collection", collection.c_str());
    BSON_APPEND_BOOL(&header.bson, "EOF", end);
    BSON_APPEND_INT64(&header.bson, "CRC", static_cast<std::int64_t>(crc));
    file_ << header.bytes();
}

void DumpArchive::end_slice() { file_ << "\xff\xff\xff\xff"; }

}  // namespace diag::test
