// SPDX-License-Identifier: Apache-2.0
// Whether records name images that are there, over whole backups.
#include <doctest.h>

#include "agent/backup/agreement.hpp"
#include "tests/backup/made.hpp"

using namespace diag;
using namespace diag::backup;
using namespace diag::test;

namespace {

constexpr std::string_view store = "SAFR/cv-storage/objs/main/";

/// Sixteen bytes that differ for every number, and do so everywhere.
std::string bytes_for(int number) {
    std::string bytes(16, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(static_cast<std::size_t>(number) * 31 + i * 17 + 5);
    bytes[3] = static_cast<char>(number >> 8);
    return bytes;
}

std::string hex_of(std::string_view bytes) {
    return hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

std::string hyphened(std::string text) {
    for (const std::size_t dash : {8, 13, 18, 23}) text.insert(dash, 1, '-');
    return text;
}

/// A record that names an image; how, is up to the form.
std::string record(int number, Form form) {
    bson_t document;
    bson_t inner;
    bson_init(&document);
    BSON_APPEND_INT32(&document, "_id", number);
    BSON_APPEND_UTF8(&document, "camera", "a camera of this site");
    BSON_APPEND_UTF8(&document, "note", ("what nobody may read " + std::to_string(number)).c_str());
    BSON_APPEND_DOCUMENT_BEGIN(&document, "face", &inner);
    const auto bytes = bytes_for(number);
    const auto* raw = reinterpret_cast<const std::uint8_t*>(bytes.data());
    bson_oid_t id;
    bson_oid_init_from_data(&id, raw);
    if (form == Form::text)
        BSON_APPEND_UTF8(&inner, "image", ("/objs/main/" + hex_of(bytes) + ".jpg?size=2").c_str());
    else if (form == Form::object_id)
        BSON_APPEND_OID(&inner, "image", &id);
    else
        BSON_APPEND_BINARY(
            &inner, "image",
            form == Form::java_uuid ? BSON_SUBTYPE_UUID_DEPRECATED : BSON_SUBTYPE_UUID, raw, 16);
    bson_append_document_end(&document, &inner);
    auto whole = bytes_of(document);
    bson_destroy(&document);
    return whole;
}

/// The name that the image of a record has.
std::string image_name(int number, Form form) {
    const auto bytes = bytes_for(number);
    switch (form) {
        case Form::object_id:
            return hex_of(std::string_view(bytes).substr(0, 12)) + ".jpg";
        case Form::uuid:
            return hyphened(hex_of(bytes)) + ".jpg";
        case Form::java_uuid: {
            std::string turned(bytes.rbegin() + 8, bytes.rend());
            turned.append(bytes.rbegin(), bytes.rbegin() + 8);
            return hyphened(hex_of(turned));
        }
        case Form::plain_uuid:
        case Form::text:
        default:
            return hex_of(bytes) + ".jpg";
    }
}

std::string records(int count, Form form) {
    std::string all;
    for (int i = 0; i < count; ++i) all += record(i, form);
    return member("SAFR/mongo/event/events.bson", all) +
           member("SAFR/mongo/event/events.metadata.json", metadata);
}

std::string images(int count, Form form, int missing = 0) {
    std::string all;
    for (int i = missing; i < count; ++i)
        all += member(std::string(store) + image_name(i, form), "\xff\xd8\xff\xe0 image");
    return all;
}

Contents matched(const std::string& tar, std::size_t names = Bounds{}.names) {
    Bounds bounds;
    bounds.references = true;
    bounds.names = names;
    return examine(packed(tar + tar_end()), "SAFR-backup-20261127-020000.tgz", bounds);
}

bool says(const Rung& rung, std::string_view words) {
    for (const auto& seen : rung.seen)
        if (seen.find(words) != std::string::npos) return true;
    return false;
}

}  // namespace

TEST_CASE("agreement: images that records name by text, ObjectId or UUID are found") {
    for (const auto form :
         {Form::text, Form::object_id, Form::uuid, Form::plain_uuid, Form::java_uuid}) {
        CAPTURE(name_of(form));
        for (const bool images_first : {false, true}) {
            const auto contents = matched(images_first ? images(40, form) + records(40, form)
                                                       : records(40, form) + images(40, form));
            const auto rung = consistent(contents);

            CHECK(rung.standing == Standing::held);
            CHECK(says(rung,
                       "event.events, field \"face.image\": all of 40 images that 40 sampled "
                       "records name there (" +
                           std::string(name_of(form)) + ")"));
            CHECK(contents.references->closest.size() == 1);
        }
    }
}

TEST_CASE("agreement: one missing image of many fails, counted and named by its field") {
    const auto rung = consistent(matched(records(200, Form::uuid) + images(200, Form::uuid, 1)));

    CHECK(rung.standing == Standing::failed);
    CHECK(says(rung,
               "field \"face.image\": of 200 images that 200 sampled records name there "
               "(UUID), 1 is missing (0.5 %)"));
    CHECK(says(rung, "by its retention"));
}

TEST_CASE("agreement: the metadata of a missing image does not stand in for it") {
    const auto tar =
        records(40, Form::text) + images(40, Form::text, 1) +
        member("SAFR/cv-storage/objs/metadata/main/" + image_name(0, Form::text), "{}");

    CHECK(consistent(matched(tar)).standing == Standing::failed);
}

TEST_CASE("agreement: a second name of an image is an image, a symbolic link is none") {
    const auto tar = records(40, Form::text) + images(40, Form::text, 1);
    const auto name = std::string(store) + image_name(0, Form::text);
    const auto other = std::string(store) + image_name(1, Form::text);

    CHECK(consistent(matched(tar + member(name, "", '1', other))).standing == Standing::held);
    CHECK(consistent(matched(tar + member(name, "", '2', other))).standing == Standing::failed);
}

TEST_CASE("agreement: records of which none names an image tell nothing") {
    const auto rung = consistent(matched(records(40, Form::text) + images(40, Form::object_id)));

    CHECK(rung.standing == Standing::not_told);
    CHECK(says(rung, "Sampled were 40 records of 1 collection,"));
    CHECK(says(rung, "was not recognised, or most images are missing"));
}

TEST_CASE("agreement: too few names tell nothing, be they the same name in many records") {
    CHECK(says(consistent(matched(records(19, Form::text) + images(19, Form::text))),
               "No field had 20 different values"));
    std::string same;
    for (int i = 0; i < 100; ++i) same += record(1, Form::text);
    const auto tar = member("SAFR/mongo/event/events.bson", same) + images(40, Form::text);
    CHECK(consistent(matched(tar)).standing == Standing::not_told);
}

TEST_CASE("agreement: half a backup tells nothing, and says which half is missing") {
    CHECK(says(consistent(matched(images(40, Form::text))), "(backup.py -o)"));
    CHECK(says(consistent(matched(records(40, Form::text))), "(backup.py -s)"));
    CHECK(says(consistent(examine(packed(small_tar()))), "were not compared"));
    auto cut = packed(records(40, Form::text) + images(40, Form::text) + tar_end());
    cut.resize(cut.size() / 2);
    Bounds bounds;
    bounds.references = true;
    CHECK(says(consistent(examine(cut, "x.tgz", bounds)), "could not be read to its end"));
}

TEST_CASE("agreement: more images than names are kept of are sampled on both sides alike") {
    const auto tar = records(2'000, Form::text) + images(2'000, Form::text);
    const auto contents = matched(tar, 1'500);
    const auto rung = consistent(contents);

    // Two names an image: of 4,000 at most 1,500 are kept.
    CHECK(contents.references->one_in > 1);
    CHECK(rung.standing == Standing::held);
    CHECK(says(rung, "It holds more images than names can be kept of"));
}

TEST_CASE("agreement: no value of a record is in the facts") {
    auto tar = records(300, Form::text) + images(300, Form::text, 7);
    const auto text = json::write(to_json(matched(tar)));

    CHECK(text.find("nobody may read") == std::string::npos);
    CHECK(text.find("a camera of this site") == std::string::npos);
    for (int i = 0; i < 300; ++i) CHECK(text.find(hex_of(bytes_for(i))) == std::string::npos);
}

TEST_CASE("agreement: the facts survive their way through JSON") {
    const auto contents = matched(records(60, Form::uuid) + images(60, Form::uuid, 5));
    const auto again = contents_from(to_json(contents));

    REQUIRE(again.references);
    CHECK(json::write(to_json(again)) == json::write(to_json(contents)));
    CHECK(consistent(again).seen == consistent(contents).seen);
}

TEST_CASE("agreement: whoever does not ask pays for nothing and is told nothing") {
    const auto contents =
        examine(packed(records(40, Form::text) + images(40, Form::text) + tar_end()));

    CHECK_FALSE(contents.references);
}

TEST_CASE("agreement: of the forms of a UUID the one that the site uses counts") {
    Contents contents;
    contents.complete = true;
    contents.objects = 100;
    contents.collections[{"event", "events"}] = {.documents = 100, .has_documents = true};
    contents.references = References{.collections = 1, .records = 100, .fields = 2};
    const auto field = [](Form form, std::uint64_t found) {
        return Reference{.database = "event",
                         .collection = "events",
                         .field = "face",
                         .form = form,
                         .records = 100,
                         .names = 100,
                         .found = found};
    };
    contents.references->closest = {field(Form::uuid, 100), field(Form::plain_uuid, 60)};
    CHECK(consistent(contents).standing == Standing::held);
    contents.references->closest = {field(Form::uuid, 100), field(Form::text, 60)};
    CHECK(consistent(contents).standing == Standing::failed);
    contents.references->closest = {field(Form::uuid, 49)};
    CHECK(says(consistent(contents), "The closest is event.events, field \"face\" (UUID): 49 of"));
}
