// SPDX-License-Identifier: Apache-2.0
// What is kept of names and records, and how little of hostile ones.
#include "agent/backup/sample.hpp"

#include <doctest.h>

#include "agent/backup/matching.hpp"
#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;

namespace {

std::string name_for(int number) { return "image-" + std::to_string(1'000'000 + number); }

/// A record with a long list of texts and a text of its own behind it.
std::string long_list(int number) {
    bson_t document;
    bson_t inner;
    bson_init(&document);
    BSON_APPEND_ARRAY_BEGIN(&document, "list", &inner);
    for (int i = 0; i < 500; ++i)
        BSON_APPEND_UTF8(&inner, std::to_string(i).c_str(), name_for(i).c_str());
    bson_append_array_end(&document, &inner);
    BSON_APPEND_UTF8(&document, "behind", name_for(1'000 + number).c_str());
    auto whole = bytes_of(document);
    bson_destroy(&document);
    return whole;
}

/// A record with many fields that no other has.
std::string many_fields(int number) {
    bson_t document;
    bson_init(&document);
    for (int i = 0; i < 64; ++i) {
        const auto name = "field" + std::to_string(number) + "-" + std::to_string(i);
        BSON_APPEND_UTF8(&document, name.c_str(), name_for(i).c_str());
    }
    auto whole = bytes_of(document);
    bson_destroy(&document);
    return whole;
}

/// A text under as many documents.
std::string nested_text(int levels, const std::string& key, const std::string& text) {
    bson_t document;
    bson_init(&document);
    BSON_APPEND_UTF8(&document, key.c_str(), text.c_str());
    for (int i = 1; i < levels; ++i) {
        bson_t outer;
        bson_init(&outer);
        BSON_APPEND_DOCUMENT(&outer, key.c_str(), &document);
        bson_destroy(&document);
        bson_copy_to(&outer, &document);
        bson_destroy(&outer);
    }
    auto whole = bytes_of(document);
    bson_destroy(&document);
    return whole;
}

}  // namespace

TEST_CASE("names: digests are of one run, and case is none of theirs") {
    NameDigest digest;
    NameDigest other;

    CHECK(digest.of("Face-0001.JPG") == digest.of("face-0001.jpg"));
    CHECK(digest.of("face-0001.jpg") != digest.of("face-0002.jpg"));
    CHECK(digest.of("face-0001.jpg") != other.of("face-0001.jpg"));
}

TEST_CASE("names: the last part is behind slashes of either kind") {
    CHECK(last_part("a/b/c.jpg") == "c.jpg");
    CHECK(last_part("C:\\SAFR\\c.jpg") == "c.jpg");
    CHECK(last_part("c.jpg") == "c.jpg");
    CHECK(last_part("a/").empty());
}

TEST_CASE("names: a full set keeps a part of all names, and knows which") {
    constexpr int there = 100'000;
    NameDigest digest;
    NameSet set(1'000);
    for (int i = 0; i < there; ++i) set.add(digest.of(name_for(i)));
    for (int i = 0; i < 500; ++i) set.add(digest.of(name_for(i)));
    set.settle();

    CHECK(set.size() < 1'000);
    CHECK(set.one_in() >= 128);
    int covered = 0;
    for (int i = 0; i < 2 * there; ++i) {
        const auto name = digest.of(name_for(i));
        if (!set.covers(name)) continue;
        ++covered;
        CHECK(set.has(name) == (i < there));
    }
    // Twice as many names were asked about as are there.
    CHECK(covered > static_cast<int>(set.size()));
}

TEST_CASE("names: the same name over and over fills no set") {
    NameSet set(100);
    for (int i = 0; i < 100'000; ++i) set.add(static_cast<std::uint64_t>(i % 7));
    set.settle();

    CHECK(set.size() == 7);
    CHECK(set.one_in() == 1);
}

TEST_CASE("sample: a long list crowds out nothing") {
    NameDigest digest;
    NameSet everything(10'000);
    for (int i = 0; i < 2'000; ++i) everything.add(digest.of(name_for(i)));
    everything.settle();
    Sample sample;
    for (int i = 0; i < 300; ++i) sample.see(long_list(i), digest, 0);
    References references;
    sample.compare(everything, references);

    CHECK(sample.records() == Sample::most_records);
    // Of the list a few texts, the same in every record.
    REQUIRE(references.closest.size() == 1);
    CHECK(references.closest[0].field == "behind");
}

TEST_CASE("sample: fields without end are bounded") {
    NameDigest digest;
    Sample sample;
    for (int i = 0; i < 300; ++i) sample.see(many_fields(i), digest, 1);

    CHECK(sample.field_of("field0-0"));
    CHECK_FALSE(sample.field_of("one more"));
}

TEST_CASE("sample: each of many records has its chance") {
    NameDigest digest;
    Sample sample;
    std::mt19937_64 chance(20'261'127);
    NameSet late(100'000);
    for (int i = 0; i < 4'000; ++i) {
        bson_t document;
        bson_init(&document);
        BSON_APPEND_UTF8(&document, "image", name_for(i).c_str());
        sample.see(bytes_of(document), digest, chance());
        bson_destroy(&document);
        if (i >= 2'000) late.add(digest.of(name_for(i)));
    }
    late.settle();
    References references;
    sample.compare(late, references);

    REQUIRE(references.closest.size() == 1);
    CHECK(references.closest[0].names == Sample::most_records);
    CHECK(references.closest[0].found > Sample::most_records / 4);
    CHECK(references.closest[0].found < Sample::most_records * 3 / 4);
}

TEST_CASE("sample: documents that are deep, with huge keys or huge values, leave nothing") {
    Matching matching(100);
    const std::string huge(1 << 18, 'k');
    for (int i = 0; i < 40; ++i) {
        matching.see_document({"a", "deep"}, nested_text(199, "key", name_for(i)));
        matching.see_document({"a", "keys"}, nested_text(3, huge, name_for(i)));
        matching.see_document({"a", "values"}, nested_text(1, "x", huge + std::to_string(i)));
        matching.see_document({"a", "short"}, nested_text(1, "x", std::to_string(i)));
        matching.see_document({"a", "cut"}, nested_text(1, "x", name_for(i)).substr(0, 9));
    }
    const auto references = matching.references();

    CHECK(references.fields == 0);
    CHECK(references.collections == 5);
}

TEST_CASE("sample: of more collections than are sampled the first are") {
    Matching matching(100);
    const auto document = nested_text(1, "image", name_for(1));
    for (int i = 0; i < 200; ++i) matching.see_document({"a", std::to_string(i)}, document);

    CHECK(matching.references().collections == Matching::most_samples);
}

TEST_CASE("sample: lists are one field, whatever the place in them") {
    Matching matching(1'000);
    for (int i = 0; i < 30; ++i) {
        bson_t document;
        bson_t list;
        bson_t inner;
        bson_init(&document);
        BSON_APPEND_ARRAY_BEGIN(&document, "faces", &list);
        for (const char* place : {"0", "1"}) {
            BSON_APPEND_DOCUMENT_BEGIN(&list, place, &inner);
            BSON_APPEND_UTF8(&inner, "id", name_for(2 * i + (*place == '1')).c_str());
            bson_append_document_end(&list, &inner);
        }
        bson_append_array_end(&document, &list);
        matching.see_document({"a", "b"}, bytes_of(document));
        bson_destroy(&document);
        matching.see_object("objs/main/" + name_for(2 * i));
        matching.see_object("objs/main/" + name_for(2 * i + 1) + ".jpg");
    }
    const auto references = matching.references();

    REQUIRE(references.closest.size() == 1);
    CHECK(references.closest[0].field == "faces[].id");
    CHECK(references.closest[0].found == 60);
}
