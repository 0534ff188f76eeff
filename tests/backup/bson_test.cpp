// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/bson.hpp"

#include <doctest.h>

#include <random>

#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;

namespace {

/// libbson's opinion. It calls itself for every level, so only of what is not deep.
bool libbson_takes(const std::string& bytes) {
    bson_t document;
    bson_error_t error;
    return bson_init_static(&document, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                            bytes.size()) &&
           bson_validate_with_error(&document, BSON_VALIDATE_NONE, &error);
}

std::string nested(std::size_t levels) {
    std::string bytes("\x05\0\0\0\0", 5);
    for (std::size_t i = 1; i < levels; ++i) {
        const auto size = static_cast<std::uint32_t>(bytes.size() + 8);
        std::string outer(4, '\0');
        for (std::size_t byte = 0; byte < 4; ++byte)
            outer[byte] = static_cast<char>(size >> (8 * byte));
        bytes = outer +
                std::string(
                    "\x03"
                    "a\0",
                    3) +
                bytes + '\0';
    }
    return bytes;
}

/// All that a visitor is told, as a text.
struct Story : Visitor {
    void enter(std::string_view name, bool is_list) override {
        told += std::string(name) + (is_list ? "[" : "{");
        ++depth;
    }
    void leave() override {
        told += "}";
        --depth;
    }
    void value(std::string_view name, Kind kind, std::string_view bytes) override {
        told += std::string(name) + "=" + std::to_string(static_cast<int>(kind)) + ":" +
                std::to_string(bytes.size()) + " ";
        if (kind == Kind::text) texts += std::string(bytes) + " ";
    }
    std::string told;
    std::string texts;
    int depth = 0;
};

std::string document_of_names() {
    bson_t document;
    bson_t inner;
    bson_oid_t id;
    const std::uint8_t bytes[16]{};
    bson_init(&document);
    bson_oid_init_from_data(&id, bytes);
    BSON_APPEND_OID(&document, "_id", &id);
    BSON_APPEND_BINARY(&document, "u", BSON_SUBTYPE_UUID, bytes, 16);
    BSON_APPEND_BINARY(&document, "o", BSON_SUBTYPE_UUID_DEPRECATED, bytes, 16);
    BSON_APPEND_BINARY(&document, "short", BSON_SUBTYPE_UUID, bytes, 15);
    BSON_APPEND_BINARY(&document, "blob", BSON_SUBTYPE_BINARY, bytes, 16);
    BSON_APPEND_ARRAY_BEGIN(&document, "list", &inner);
    BSON_APPEND_UTF8(&inner, "0", "first");
    bson_append_array_end(&document, &inner);
    BSON_APPEND_UTF8(&document, "last", "");
    auto whole = bytes_of(document);
    bson_destroy(&document);
    return whole;
}

}  // namespace

TEST_CASE("backup: a document that libbson wrote is whole, and its elements are found") {
    const auto document = event(7, "camera-9");

    CHECK(check_document(document));
    CHECK(text_of(document, "source") == "camera-9");
    CHECK(number_of(document, "_id") == 7u);
    CHECK(flag_of(document, "direct") == true);
    CHECK(timestamp_of(document, "ts") == 1'764'000'007u);
    CHECK(element_of(document, "until"));
    CHECK_FALSE(element_of(document, "nothing"));
}

TEST_CASE("backup: a document that was cut at any byte is none") {
    const auto document = event(1);
    for (std::size_t size = 0; size < document.size(); ++size)
        if (size >= smallest_document) CHECK_FALSE(check_document(document.substr(0, size)));
}

TEST_CASE("backup: a visitor is told of what may name something, at every level") {
    Story story;

    CHECK(visit_document(document_of_names(), story));
    CHECK(story.told == "_id=1:12 u=2:16 o=3:16 list[0=0:5 }last=0:0 ");
    CHECK(story.texts == "first  ");
    Story other;
    CHECK(visit_document(event(1), other));
    CHECK(other.told == "source=0:8 person{}scoped{}");
}

TEST_CASE("backup: a visitor of a document that was cut or nested too deep is told of no more") {
    const auto document = document_of_names();
    for (std::size_t size = smallest_document; size < document.size(); ++size) {
        Story story;
        CHECK_FALSE(visit_document(document.substr(0, size), story));
    }
    Story deep;
    CHECK(visit_document(nested(deepest_document), deep));
    CHECK(deep.depth == 0);
    Story deeper;
    CHECK_FALSE(visit_document(nested(deepest_document + 1), deeper));
}

TEST_CASE("backup: what is taken for a document, libbson takes too") {
    // ASCII only: libbson refuses texts that are no UTF-8, which old drivers have written.
    const auto whole = event(1);
    std::mt19937 chance(20'261'127);
    int taken = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto altered = whole;
        for (auto changes = 1 + chance() % 3; changes > 0; --changes)
            altered[4 + chance() % (altered.size() - 4)] = static_cast<char>(chance() % 128);
        if (!check_document(altered)) continue;
        ++taken;
        CHECK(libbson_takes(altered));
    }
    CHECK(taken > 1000);
}

TEST_CASE("backup: nesting that no MongoDB writes is refused in constant memory") {
    CHECK(check_document(nested(deepest_document)));
    CHECK_FALSE(check_document(nested(deepest_document + 1)));
    CHECK_FALSE(check_document(nested(5'000)));
}
