// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/contents.hpp"

#include <algorithm>

namespace diag::backup {
namespace {

Time time_at(const json::value& root, std::string_view path) {
    return Time{milliseconds{json::integer_at(root, path).value_or(0)}};
}

std::string_view name_of(CollectionKind kind) {
    switch (kind) {
        case CollectionKind::collection:
            return "collection";
        case CollectionKind::view:
            return "view";
        case CollectionKind::time_series:
            return "time series";
    }
    return "collection";
}

CollectionKind kind_from(std::string_view name) {
    for (const auto kind : {CollectionKind::view, CollectionKind::time_series})
        if (name_of(kind) == name) return kind;
    return CollectionKind::collection;
}

json::object json_of(const Identity& identity) {
    return {{"bytes", identity.bytes},
            {"modified", identity.modified.time_since_epoch().count()},
            {"inode", identity.inode},
            {"device", identity.device}};
}

Identity identity_from(const json::value* document) {
    if (!document) return {};
    return {.bytes = json::natural_at(*document, "bytes"),
            .modified = time_at(*document, "modified"),
            .inode = json::natural_at(*document, "inode"),
            .device = json::natural_at(*document, "device")};
}

json::array json_of(const std::map<Namespace, Collection>& collections) {
    json::array all;
    for (const auto& [name, each] : collections) {
        json::object document{
            {"database", name.first},           {"collection", name.second},
            {"documents", each.documents},      {"bytes", each.bytes},
            {"indexes", each.indexes},          {"has_documents", each.has_documents},
            {"has_metadata", each.has_metadata}};
        if (each.kind != CollectionKind::collection) document["kind"] = name_of(each.kind);
        all.push_back(std::move(document));
    }
    return all;
}

json::array json_of(const std::vector<Damage>& damages) {
    json::array all;
    for (const auto& each : damages)
        all.push_back(json::object{{"where", each.where},
                                   {"offset", each.offset},
                                   {"what", each.what},
                                   {"structural", each.structural}});
    return all;
}

void read_lists(const json::value& document, Contents& contents) {
    for (const auto& each : json::list_at(document, "collections"))
        contents.collections[{json::text_at(each, "database").value_or(""),
                              json::text_at(each, "collection").value_or("")}] = {
            .kind = kind_from(json::text_at(each, "kind").value_or("")),
            .documents = json::natural_at(each, "documents"),
            .bytes = json::natural_at(each, "bytes"),
            .indexes = json::natural_at(each, "indexes"),
            .has_documents = json::flag_at(each, "has_documents").value_or(false),
            .has_metadata = json::flag_at(each, "has_metadata").value_or(false)};
    for (const auto& each : json::list_at(document, "configurations"))
        if (each.is_string()) contents.configurations.emplace_back(each.get_string());
    for (const auto& each : json::list_at(document, "damages"))
        contents.damages.push_back(
            {.where = json::text_at(each, "where").value_or(""),
             .offset = json::natural_at(each, "offset"),
             .what = json::text_at(each, "what").value_or(""),
             .structural = json::flag_at(each, "structural").value_or(true)});
}

}  // namespace

Namespace buckets_of(const Namespace& time_series) {
    return {time_series.first, std::string(buckets_prefix) + time_series.second};
}

std::uint64_t Contents::documents() const {
    std::uint64_t sum = 0;
    for (const auto& [name, each] : collections) sum += each.documents;
    return sum;
}

bool Contents::structurally_sound() const {
    return complete && std::ranges::none_of(damages, &Damage::structural);
}

void note(Contents& contents, Damage damage) {
    ++contents.damage_count;
    if (contents.damages.size() < most_damages) {
        contents.damages.push_back(std::move(damage));
    } else if (damage.structural) {
        // What matters more takes the place of what is only odd.
        const auto odd = std::ranges::find(contents.damages, false, &Damage::structural);
        if (odd != contents.damages.end()) *odd = std::move(damage);
    }
}

std::string class_of(const Contents& contents) {
    const bool database = !contents.collections.empty();
    const bool objects = contents.objects > 0;
    const bool configuration = contents.configuration_count > 0;
    if (database && objects) return configuration ? "full" : "database and objects";
    if (database) return configuration ? "without objects" : "database only";
    if (objects) return "objects only";
    return configuration ? "configuration only" : "nothing of SAFR";
}

json::value to_json(const Contents& contents) {
    json::array configurations;
    for (const auto& name : contents.configurations) configurations.emplace_back(name);
    json::object document{{"form", contents.form},
                          {"class", class_of(contents)},
                          {"identity", json_of(contents.identity)},
                          {"after", json_of(contents.after)},
                          {"sha256", contents.sha256},
                          {"read", contents.read},
                          {"unpacked", contents.unpacked},
                          {"members", contents.members},
                          {"directories", contents.directories},
                          {"links", contents.links},
                          {"collections", json_of(contents.collections)},
                          {"configurations", std::move(configurations)},
                          {"configuration_count", contents.configuration_count},
                          {"objects", contents.objects},
                          {"object_bytes", contents.object_bytes},
                          {"other_files", contents.other_files},
                          {"damages", json_of(contents.damages)},
                          {"damage_count", contents.damage_count},
                          {"complete", contents.complete}};
    if (contents.oplog)
        document["oplog"] = json::object{{"documents", contents.oplog->documents},
                                         {"first", contents.oplog->first},
                                         {"last", contents.oplog->last},
                                         {"in_order", contents.oplog->in_order}};
    if (const auto& written = contents.written)
        document["written"] = json::object{{"first", written->first.time_since_epoch().count()},
                                           {"last", written->last.time_since_epoch().count()}};
    if (contents.references) document["references"] = to_json(*contents.references);
    return document;
}

Contents contents_from(const json::value& document) {
    Contents contents;
    contents.form = json::text_at(document, "form").value_or("");
    contents.identity = identity_from(json::find(document, "identity"));
    contents.after = identity_from(json::find(document, "after"));
    contents.sha256 = json::text_at(document, "sha256").value_or("");
    contents.read = json::natural_at(document, "read");
    contents.unpacked = json::natural_at(document, "unpacked");
    contents.members = json::natural_at(document, "members");
    contents.directories = json::natural_at(document, "directories");
    contents.links = json::natural_at(document, "links");
    contents.configuration_count = json::natural_at(document, "configuration_count");
    contents.objects = json::natural_at(document, "objects");
    contents.object_bytes = json::natural_at(document, "object_bytes");
    contents.other_files = json::natural_at(document, "other_files");
    contents.damage_count = json::natural_at(document, "damage_count");
    contents.complete = json::flag_at(document, "complete").value_or(false);
    read_lists(document, contents);
    if (const auto* oplog = json::find(document, "oplog"))
        contents.oplog =
            Oplog{.documents = json::natural_at(*oplog, "documents"),
                  .first = static_cast<std::uint32_t>(json::natural_at(*oplog, "first")),
                  .last = static_cast<std::uint32_t>(json::natural_at(*oplog, "last")),
                  .in_order = json::flag_at(*oplog, "in_order").value_or(true)};
    if (const auto* written = json::find(document, "written"))
        contents.written = Written{time_at(*written, "first"), time_at(*written, "last")};
    if (const auto* references = json::find(document, "references"))
        contents.references = references_from(*references);
    return contents;
}

}  // namespace diag::backup
