// SPDX-License-Identifier: Apache-2.0
// Backups made for tests: documents by libbson, tar by hand so that it can be wrong, gzip as ours.
#pragma once

#include <bson/bson.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "agent/backup/examine.hpp"
#include "platform/compress.hpp"
#include "tests/scratch.hpp"

namespace diag::test {

inline std::string bytes_of(const bson_t& document) {
    return {reinterpret_cast<const char*>(bson_get_data(&document)), document.len};
}

/// A document with an element of most types, `text` among them.
inline std::string event(std::int64_t number, const std::string& text = "camera-1") {
    bson_t document;
    bson_t inner;
    bson_init(&document);
    BSON_APPEND_INT64(&document, "_id", number);
    BSON_APPEND_UTF8(&document, "source", text.c_str());
    BSON_APPEND_BOOL(&document, "direct", true);
    BSON_APPEND_DOUBLE(&document, "similarity", 0.5);
    BSON_APPEND_TIMESTAMP(&document, "ts", static_cast<std::uint32_t>(1'764'000'000 + number), 1);
    BSON_APPEND_REGEX(&document, "filter", "^c", "i");
    BSON_APPEND_CODE(&document, "code", "f()");
    BSON_APPEND_DOCUMENT_BEGIN(&document, "person", &inner);
    BSON_APPEND_NULL(&inner, "name");
    BSON_APPEND_BINARY(&inner, "signature", BSON_SUBTYPE_BINARY,
                       reinterpret_cast<const std::uint8_t*>("12345678"), 8);
    bson_append_document_end(&document, &inner);
    bson_t scope;
    bson_init(&scope);
    BSON_APPEND_INT32(&scope, "x", 1);
    BSON_APPEND_CODE_WITH_SCOPE(&document, "scoped", "g()", &scope);
    bson_destroy(&scope);
    BSON_APPEND_MAXKEY(&document, "until");
    auto bytes = bytes_of(document);
    bson_destroy(&document);
    return bytes;
}

inline std::string events(int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += event(i);
    return all;
}

inline constexpr std::string_view metadata =
    R"({"options":{},"indexes":[{"v":2,"key":{"_id":1},"name":"_id_"}],"uuid":"00"})";

/// A member of a tar archive (POSIX ustar); `type` as there: '0' file, '2' link, '3' device.
inline std::string member(const std::string& name, std::string_view contents, char type = '0',
                          const std::string& target = {}) {
    std::string header(512, '\0');
    const auto put = [&](std::size_t at, std::string_view text) {
        header.replace(at, text.size(), text);
    };
    char number[13];
    put(0, name.substr(0, 100));
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    std::snprintf(number, sizeof number, "%011llo",
                  static_cast<unsigned long long>(contents.size()));
    put(124, number);
    put(136, "14511004000");
    put(148, "        ");
    header[156] = type;
    put(157, target.substr(0, 100));
    put(257, std::string_view("ustar\0"
                              "00",
                              8));
    unsigned sum = 0;
    for (const unsigned char byte : header) sum += byte;
    std::snprintf(number, sizeof number, "%06o", sum);
    put(148, std::string(number) + '\0');
    const auto padding = (512 - contents.size() % 512) % 512;
    return header + std::string(contents) + std::string(padding, '\0');
}

inline std::string tar_end() { return std::string(1024, '\0'); }

/// Two collections, metadata, configuration, an image.
inline std::string small_tar() {
    return member("SAFR/mongo/event/events.bson", events(5)) +
           member("SAFR/mongo/event/events.metadata.json", metadata) +
           member("SAFR/mongo/covi/people.bson", events(2)) +
           member("SAFR/mongo/covi/people.metadata.json", metadata) +
           member("SAFR/config/safrports.conf", "covi=8080\n") +
           member("SAFR/cv-storage/objs/main/1.jpg", "\xff\xd8\xff\xe0 image") + tar_end();
}

inline std::string packed(std::string_view plain) {
    auto member = gzip_member(plain);
    return member ? *member : std::string{};
}

/// What a pass over a file of these bytes sees.
inline backup::Contents examine(std::string_view bytes,
                                const std::string& name = "SAFR-backup-20261127-020000.tgz",
                                const backup::Bounds& bounds = {}) {
    const Scratch scratch;
    auto contents = backup::examine_file(scratch.file(name, bytes).native(), {}, bounds);
    if (contents) return *contents;
    backup::Contents failed;
    backup::note(failed, {"", 0, "not opened: " + contents.error().what, true});
    return failed;
}

/// Whether any damage is told in such words.
inline bool tells(const backup::Contents& contents, std::string_view words) {
    for (const auto& damage : contents.damages)
        if ((damage.where + ": " + damage.what).find(words) != std::string::npos) return true;
    return false;
}

}  // namespace diag::test
