// SPDX-License-Identifier: Apache-2.0
// The inside of a SAFR backup, made for real: collections by libbson, as mongodump lays them out;
// configuration, and objects that look like images.
//
//   make_backup DIR [--collections N] [--documents N] [--objects N] [--missing N] [--large]
//                   [--archive FILE]
//
// Writes DIR/mongo/<db>/<collection>.bson and .metadata.json, DIR/config/..., DIR/cv-storage/...,
// and prints what it wrote as `safr-diag backup verify --expect` takes it. --large adds documents
// of 15 MiB. --archive also writes what `mongodump --oplog --archive` would. Events name the
// objects, of which the first --missing are not written.
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/site/dump_archive.hpp"

namespace {

namespace fs = std::filesystem;
using diag::test::Document;

struct Wanted {
    fs::path directory;
    std::string archive;
    std::uint64_t collections = 24;
    std::uint64_t documents = 500;
    std::uint64_t objects = 40;
    std::uint64_t missing = 0;
    bool large = false;
};

std::mt19937_64 chance(20261127);

/// What the object of that number is called, without its ending.
std::string object_name(std::uint64_t number) {
    const auto first = (number + 1) * 0x9E3779B97F4A7C15ull;
    const auto second = (first ^ first >> 29) * 0xBF58476D1CE4E5B9ull;
    std::array<char, 33> text;
    std::snprintf(text.data(), text.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(first), static_cast<unsigned long long>(second));
    return text.data();
}

/// An event as a face recognition server may write it: every type of BSON once in a while.
std::string event(std::uint64_t number, std::uint64_t objects) {
    Document document;
    auto* bson = &document.bson;
    bson_oid_t id;
    std::array<std::uint8_t, 12> id_bytes{};
    for (std::size_t i = 0; i < 8; ++i)
        id_bytes[11 - i] = static_cast<std::uint8_t>(number >> 8 * i);
    bson_oid_init_from_data(&id, id_bytes.data());
    BSON_APPEND_OID(bson, "_id", &id);
    BSON_APPEND_INT64(bson, "sequence", static_cast<std::int64_t>(number));
    BSON_APPEND_DATE_TIME(bson, "start",
                          static_cast<std::int64_t>(1'764'000'000'000 + number * 733));
    BSON_APPEND_UTF8(bson, "source", ("camera-" + std::to_string(chance() % 64)).c_str());
    BSON_APPEND_BOOL(bson, "direct", chance() % 2 == 0);
    BSON_APPEND_DOUBLE(bson, "similarity", static_cast<double>(chance() % 10'000) / 10'000);
    BSON_APPEND_INT32(bson, "age", static_cast<std::int32_t>(chance() % 90));
    bson_t inner;
    BSON_APPEND_ARRAY_BEGIN(bson, "box", &inner);
    for (const char* key : {"0", "1", "2", "3"})
        BSON_APPEND_INT32(&inner, key, static_cast<std::int32_t>(chance() % 1920));
    bson_append_array_end(bson, &inner);
    BSON_APPEND_DOCUMENT_BEGIN(bson, "person", &inner);
    BSON_APPEND_NULL(&inner, "name");
    if (objects > 0)
        BSON_APPEND_UTF8(&inner, "image",
                         ("/objs/main/" + object_name(number % objects) + ".jpg").c_str());
    BSON_APPEND_TIMESTAMP(&inner, "seen", static_cast<std::uint32_t>(1'764'000'000 + number), 1);
    bson_append_document_end(bson, &inner);
    std::array<std::uint64_t, 16> embedding;
    for (auto& each : embedding) each = chance();
    BSON_APPEND_BINARY(bson, "signature", BSON_SUBTYPE_BINARY,
                       reinterpret_cast<const std::uint8_t*>(embedding.data()), sizeof embedding);
    BSON_APPEND_REGEX(bson, "filter", "^cam", "i");
    BSON_APPEND_MAXKEY(bson, "until");
    return document.bytes();
}

std::string large_document() {
    Document document;
    const std::string much(15 << 20, 'x');
    BSON_APPEND_UTF8(&document.bson, "much", much.c_str());
    return document.bytes();
}

std::string metadata_of(const std::string& collection) {
    return R"({"options":{},"indexes":[{"v":{"$numberInt":"2"},"key":{"_id":{"$numberInt":"1"}},"name":"_id_"},)"
           R"({"v":{"$numberInt":"2"},"key":{"start":{"$numberInt":"-1"}},"name":"start_-1"}],)"
           R"("uuid":"6f6e652074776f20746872656520666f","collectionName":")" +
           collection + R"(","type":"collection"})";
}

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

/// What `mongodump --oplog` adds.
std::vector<std::string> oplog() {
    std::vector<std::string> entries;
    for (std::uint32_t i = 0; i < 10; ++i) {
        Document entry;
        BSON_APPEND_TIMESTAMP(&entry.bson, "ts", 1'764'000'000 + i, 1);
        BSON_APPEND_UTF8(&entry.bson, "op", "n");
        entries.push_back(entry.bytes());
    }
    return entries;
}

/// As --expect takes it.
void print(const std::map<std::string, std::string>& counts) {
    std::cout << "{\"databases\": {";
    const char* between = "";
    for (const auto& [database, text] : counts) {
        std::cout << between << '"' << database << "\": {" << text << '}';
        between = ", ";
    }
    std::cout << "}}\n";
}

void make_collections(const Wanted& wanted) {
    constexpr std::array databases{"event", "covi", "admin"};
    std::vector<std::pair<std::string, std::string>> all;
    for (std::uint64_t i = 0; i < wanted.collections; ++i)
        all.emplace_back(databases[i % databases.size()], "collection" + std::to_string(i));
    std::vector<diag::test::Listed> listed;
    for (const auto& [database, collection] : all)
        listed.push_back({database, collection, metadata_of(collection)});
    diag::test::DumpArchive archive(wanted.archive);
    archive.begin(listed);
    std::map<std::string, std::string> counts;
    for (std::uint64_t i = 0; i < all.size(); ++i) {
        const auto& [database, collection] = all[i];
        // Some are empty, most differ in length.
        const auto count = i % 7 == 3 ? 0 : wanted.documents + i;
        std::vector<std::string> documents;
        const auto base = wanted.directory / "mongo" / database / collection;
        fs::create_directories(base.parent_path());
        std::ofstream file(base.native() + ".bson", std::ios::binary);
        for (std::uint64_t n = 0; n < count; ++n) {
            documents.push_back(wanted.large && n == 1 ? large_document()
                                                       : event(n, wanted.objects));
            file << documents.back();
            if (wanted.archive.empty()) documents.clear();
        }
        archive.slice(database, collection, documents);
        write(base.native() + ".metadata.json", metadata_of(collection));
        auto& text = counts[database];
        text += (text.empty() ? "" : ", ") + ("\"" + collection + "\": ") + std::to_string(count);
    }
    for (const auto& [database, collection] : all) archive.end(database, collection);
    archive.slice("", "oplog", oplog());
    archive.end("", "oplog");
    print(counts);
}

void make_oplog(const Wanted& wanted) {
    std::string bytes;
    for (const auto& entry : oplog()) bytes += entry;
    write(wanted.directory / "mongo" / "oplog.bson", bytes);
}

void make_files(const Wanted& wanted) {
    write(wanted.directory / "config" / "safrports.conf", "covi=8080\nevent=8082\n");
    write(wanted.directory / "config" / "virgo-factory.conf", "[global]\nstatus-interval=10\n");
    write(wanted.directory / "config" / "logback-spring.xml", "<configuration/>\n");
    for (std::uint64_t i = wanted.missing; i < wanted.objects; ++i) {
        std::string image("\xff\xd8\xff\xe0", 4);
        for (std::size_t size = 4'000 + chance() % 30'000; image.size() < size;) {
            const auto eight = chance();
            image.append(reinterpret_cast<const char*>(&eight), sizeof eight);
        }
        write(wanted.directory / "cv-storage/objs/main" / (object_name(i) + ".jpg"), image);
    }
}

}  // namespace

int main(int argc, char** argv) {
    Wanted wanted;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const auto number = [&] { return i + 1 < argc ? std::stoull(argv[++i]) : 0; };
        if (word == "--collections")
            wanted.collections = number();
        else if (word == "--documents")
            wanted.documents = number();
        else if (word == "--objects")
            wanted.objects = number();
        else if (word == "--missing")
            wanted.missing = number();
        else if (word == "--large")
            wanted.large = true;
        else if (word == "--archive" && i + 1 < argc)
            wanted.archive = argv[++i];
        else
            wanted.directory = word;
    }
    if (wanted.directory.empty()) {
        std::cerr << "usage: make_backup DIR [--collections N] [--documents N] [--objects N] "
                     "[--missing N] [--large] [--archive FILE]\n";
        return 64;
    }
    make_collections(wanted);
    make_oplog(wanted);
    make_files(wanted);
    return 0;
}
