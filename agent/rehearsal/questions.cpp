// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/questions.hpp"

#include "agent/backup/bson.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

constexpr std::size_t largest_id = 1024;  // bytes: of a key as it is usual
constexpr std::size_t longest_words = 300;

// Types of elements (bsonspec.org, version 1.1).
constexpr std::uint8_t text_type = 0x02;
constexpr std::uint8_t document_type = 0x03;
constexpr std::uint8_t list_type = 0x04;
constexpr std::uint8_t flag_type = 0x08;
constexpr std::uint8_t number_type = 0x10;

std::string number_bytes(std::size_t number) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(number >> shift & 0xFF);
    return bytes;
}

std::string element(std::uint8_t type, std::string_view name, std::string_view value) {
    std::string bytes(1, static_cast<char>(type));
    bytes += name;
    bytes += '\0';
    bytes += value;
    return bytes;
}

std::string document(std::string_view elements) {
    return number_bytes(elements.size() + 5) + std::string(elements) + '\0';
}

/// The document or list that a value is.
std::optional<std::string_view> inner(std::string_view outer, std::string_view name,
                                      std::uint8_t type) {
    const auto found = backup::element_of(outer, name);
    if (!found || found->type != type) return {};
    return found->value.substr(0, backup::size_of_value(type, found->value));
}

}  // namespace

Result<Metadata> metadata_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    Metadata metadata;
    const auto* options = json::find(*document, "options");
    metadata.has_options = options && options->is_object() && !options->get_object().empty();
    for (const auto& each : json::list_at(*document, "indexes")) {
        const auto name = json::text_at(each, "name");
        if (!name || *name == "_id_") continue;
        json::object specification;
        // Servers before 4.4 wrote there whose it is; later ones refuse that.
        for (const auto& member : each.get_object())
            if (member.key() != "ns") specification.insert(member);
        metadata.indexes.push_back({*name, json::write(specification)});
    }
    return metadata;
}

std::string create_index(const std::string& collection, const Index& index) {
    return R"({"createIndexes":)" + json::write(json::value(collection)) + R"(,"indexes":[)" +
           index.specification + "]}";
}

std::string about_collection(std::string_view command, const std::string& collection) {
    return json::write(json::object{{command, collection}});
}

std::string validate(const std::string& collection, bool full) {
    return json::write(json::object{{"validate", collection}, {"full", full}});
}

std::optional<std::string> refusal_in(std::string_view answer) {
    const auto document = json::parse(answer);
    if (!document) return "an answer that is none: " + document.error().what;
    if (json::number_at(*document, "ok").value_or(0) == 1) return {};
    const auto words = json::text_at(*document, "errmsg").value_or("no reason given");
    return one_line(
        std::string_view(words).substr(0, std::min(words.find(" dup key:"), longest_words)));
}

std::optional<Id> id_of(std::string_view document) {
    const auto found = backup::element_of(document, "_id");
    if (!found) return {};
    const auto size = backup::size_of_value(found->type, found->value);
    if (size > largest_id) return {};
    return Id{found->type, std::string(found->value.substr(0, size))};
}

std::string find_by_id(const std::string& collection, const Id& id) {
    // $eq: an _id may be a document, whose names a filter would take for orders.
    const auto filter =
        document(element(document_type, "_id", document(element(id.type, "$eq", id.value))));
    auto name = number_bytes(collection.size() + 1) + collection;
    name += '\0';
    return document(element(text_type, "find", name) + element(document_type, "filter", filter) +
                    element(number_type, "limit", number_bytes(1)) +
                    element(flag_type, "singleBatch", "\1"));
}

Result<std::optional<std::string_view>> found_in(std::string_view answer) {
    if (const auto sound = backup::check_document(answer); !sound) return sound.error();
    const auto cursor = inner(answer, "cursor", document_type);
    if (!cursor) return Error{Fault::malformed, "an answer without a cursor"};
    const auto batch = inner(*cursor, "firstBatch", list_type);
    if (!batch) return Error{Fault::malformed, "an answer without a batch"};
    return inner(*batch, "0", document_type);
}

}  // namespace diag::rehearsal
