// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/questions.hpp"

#include <bson/bson.h>
#include <doctest.h>

#include "agent/backup/bson.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::rehearsal;

namespace {

std::string bytes_of(const bson_t& document) {
    return {reinterpret_cast<const char*>(bson_get_data(&document)), document.len};
}

std::string bson_from(const std::string& json) {
    bson_t document;
    bson_error_t error;
    REQUIRE(
        bson_init_from_json(&document, json.c_str(), static_cast<ssize_t>(json.size()), &error));
    auto bytes = bytes_of(document);
    bson_destroy(&document);
    return bytes;
}

}  // namespace

TEST_CASE("rehearsal: indexes are as the metadata have them, without that of _id") {
    const auto metadata = metadata_from(
        R"({"options":{},"indexes":[{"v":2,"key":{"_id":1},"name":"_id_","ns":"a.b"},)"
        R"({"v":2,"key":{"b":-1,"a":{"$numberInt":"1"}},"name":"b_a","ns":"a.b","unique":true}]})");

    REQUIRE(metadata);
    CHECK_FALSE(metadata->has_options);
    REQUIRE(metadata->indexes.size() == 1);
    CHECK(create_index("x\"y", metadata->indexes[0]) ==
          R"({"createIndexes":"x\"y","indexes":[{"v":2,"key":{"b":-1,"a":{"$numberInt":"1"}},)"
          R"("name":"b_a","unique":true}]})");
}

TEST_CASE("rehearsal: metadata with options say so, odd ones have no indexes") {
    CHECK(metadata_from(R"({"options":{"capped":true}})")->has_options);
    CHECK(metadata_from(R"({"options":[],"indexes":[5,null,{"key":1},[]]})")->indexes.empty());
    CHECK_FALSE(metadata_from("{"));
}

TEST_CASE("rehearsal: a document is asked for by its _id, whatever that is") {
    for (const std::string id :
         {R"(7)", R"("seven")", R"({"$oid":"65f0c0ffee0123456789abcd"})", R"({"a":1,"$b":"x"})",
          R"({"$numberLong":"7000000000"})", R"({"$binary":{"base64":"AAEC","subType":"04"}})"}) {
        CAPTURE(id);
        const auto document = bson_from(R"({"a":1,"_id":)" + id + "}");
        const auto found = id_of(document);
        REQUIRE(found);
        CHECK(find_by_id("events", *found) ==
              bson_from(R"({"find":"events","filter":{"_id":{"$eq":)" + id +
                        R"(}},"limit":1,"singleBatch":true})"));
    }
}

TEST_CASE("rehearsal: no _id and an enormous one are not sampled") {
    CHECK_FALSE(id_of(bson_from(R"({"a":1})")));
    CHECK_FALSE(id_of(bson_from(R"({"_id":")" + std::string(2'000, 'x') + "\"}")));
}

TEST_CASE("rehearsal: the document in an answer comes out byte for byte") {
    const std::string document = R"({"_id":7,"x":[1,{"y":null}]})";
    const auto answer =
        bson_from(R"({"cursor":{"firstBatch":[)" + document + R"(],"id":0,"ns":"a.b"},"ok":1.0})");
    const auto found = found_in(answer);

    REQUIRE(found);
    REQUIRE(*found);
    CHECK(**found == bson_from(document));
}

TEST_CASE("rehearsal: an empty batch is a document that is not there, anything else no answer") {
    const auto empty = bson_from(R"({"cursor":{"firstBatch":[],"id":0},"ok":1.0})");
    const auto none = found_in(empty);
    REQUIRE(none);
    CHECK_FALSE(*none);
    const auto error = bson_from(R"({"ok":0.0,"code":13})");
    CHECK_FALSE(found_in(error));
    const auto flat = bson_from(R"({"cursor":5})");
    CHECK_FALSE(found_in(flat));
    CHECK_FALSE(found_in("no BSON"));
}

TEST_CASE("rehearsal: a refusal is told without the value of a key") {
    CHECK_FALSE(refusal_in(R"({"ok":1.0})"));
    CHECK(refusal_in(R"({"ok":0,"errmsg":"E11000 duplicate key dup key: { x: \"Ana\" }"})") ==
          "E11000 duplicate key");
    CHECK(refusal_in(R"({"ok":0})") == "no reason given");
    CHECK(refusal_in("{"));
}
