// SPDX-License-Identifier: Apache-2.0
// Documents one after the other, as mongodump writes a collection's; and what stands beside them.
#include <algorithm>

#include "agent/backup/bson.hpp"
#include "agent/backup/examine.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

int hex_digit(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    const char small = lower(letter);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// "%2F" and the like, as mongodump writes what a file name must not hold.
std::string unescaped(std::string_view name) {
    std::string text;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const int high = name[i] == '%' && i + 2 < name.size() ? hex_digit(name[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(name[i + 2]) : -1;
        text += low >= 0 ? static_cast<char>(high * 16 + low) : name[i];
        if (low >= 0) i += 2;
    }
    return printable(text);
}

/// A file of a collection, by when it was last written.
void see_written(const Place& place, Pass& pass) {
    if (place.modified == Time{}) return;
    auto& written = pass.contents.written;
    if (!written) written = Written{place.modified, place.modified};
    written->first = std::min(written->first, place.modified);
    written->last = std::max(written->last, place.modified);
}

}  // namespace

Namespace namespace_of(std::string_view name, std::string_view ending) {
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
    const auto slash = name.rfind('/');
    const auto collection = slash == std::string_view::npos ? name : name.substr(slash + 1);
    auto before = slash == std::string_view::npos ? std::string_view{} : name.substr(0, slash);
    if (const auto above = before.rfind('/'); above != std::string_view::npos)
        before.remove_prefix(above + 1);
    return {unescaped(before == "." ? std::string_view{} : before), unescaped(collection)};
}

Namespace bounded(Namespace name, const Place& place, std::uint64_t offset, Pass& pass) {
    const auto size = name.first.size() + 1 + name.second.size();
    if (size <= longest_namespace) return name;
    damaged(pass, place, offset,
            "a collection whose name has " + std::to_string(size) + " bytes, which none has");
    name.first.resize(std::min(name.first.size(), longest_namespace));
    name.second.resize(std::min(name.second.size(), longest_namespace));
    return name;
}

Result<> see_document(std::string_view document, const Namespace& name, Collection* collection,
                      Pass& pass) {
    if (!collection) return {};
    ++collection->documents;
    collection->bytes += document.size();
    if (pass.matching) pass.matching->see_document(name, document);
    return pass.taker ? pass.taker->document(name, document) : Result<>{};
}

void see_oplog(std::string_view document, Pass& pass) {
    auto& oplog = pass.contents.oplog;
    if (!oplog) oplog.emplace();
    ++oplog->documents;
    const auto time = timestamp_of(document, "ts");
    if (!time) return;
    if (oplog->first == 0) oplog->first = *time;
    if (*time < oplog->last) oplog->in_order = false;
    oplog->last = *time;
}

Result<std::string_view> next_document(Reader& reader) {
    const auto head = reader.peek(4);
    if (!head) return head.error();
    if (head->empty()) return std::string_view{};
    if (head->size() < 4) return Error{Fault::malformed, "it ends within the length of a document"};
    const auto length = length_of_document(*head);
    if (length < static_cast<std::int32_t>(smallest_document) ||
        static_cast<std::size_t>(length) > largest_document)
        return Error{Fault::malformed,
                     "a document says that it is " + std::to_string(length) + " bytes long"};
    const auto size = static_cast<std::size_t>(length);
    const auto rest = reader.peek(size);
    if (!rest) return rest.error();
    if (rest->size() < size)
        return Error{Fault::malformed, "a document of " + std::to_string(size) +
                                           " bytes ends after " + std::to_string(rest->size())};
    const auto document = rest->substr(0, size);
    if (const auto sound = check_document(document); !sound)
        return Error{Fault::malformed, "a document is no BSON: " + sound.error().what};
    return document;
}

Collection* collection_at(Pass& pass, const Namespace& name) {
    auto& all = pass.contents.collections;
    const auto found = all.find(name);
    if (found != all.end()) return &found->second;
    return all.size() < most_collections ? &all[name] : nullptr;
}

namespace {

/// mongodump puts the slice beside the folders of the databases ("mongodump --oplog"), and its
/// documents tell what was done when. In a folder with other collections it is one of them.
bool is_slice_of_oplog(const Namespace& name, Reader& reader, const Pass& pass) {
    if (name.second != "oplog") return false;
    const bool in_database = !name.first.empty() &&
                             std::ranges::any_of(pass.contents.collections, [&](const auto& each) {
                                 return each.first.first == name.first;
                             });
    const auto first = next_document(reader);
    const bool operations =
        !first || first->empty() || (timestamp_of(*first, "ts") && text_of(*first, "op"));
    return !in_database && operations;
}

}  // namespace

Result<> walk_documents(Reader& reader, const Place& place, Pass& pass) {
    const auto name = bounded(namespace_of(place.name, bson_ending), place, 0, pass);
    const bool is_oplog = is_slice_of_oplog(name, reader, pass);
    auto* collection = is_oplog ? nullptr : collection_at(pass, name);
    if (is_oplog && !pass.contents.oplog) pass.contents.oplog.emplace();
    if (collection) see_written(place, pass);
    if (collection && collection->has_documents)
        odd(pass, place, "the documents of this collection are here twice");
    if (collection) collection->has_documents = true;
    const auto from = reader.position();
    for (std::uint64_t number = 1;; ++number) {
        const auto document = next_document(reader);
        if (!document) {
            if (document.error().fault == Fault::malformed)
                damaged(pass, place, reader.position() - from,
                        "document " + std::to_string(number) + ": " + document.error().what);
            return document.error();
        }
        if (document->empty()) return {};
        if (is_oplog) see_oplog(*document, pass);
        if (auto seen = see_document(*document, name, collection, pass); !seen) return seen;
        reader.take(document->size());
    }
}

void see_metadata(const json::value& metadata, Collection& collection) {
    collection.has_metadata = true;
    collection.indexes = json::list_at(metadata, "indexes").size();
    const auto type = json::text_at(metadata, "type").value_or("");
    // Older ones of mongodump write no type.
    const auto has_option = [&](std::string_view name) {
        const auto* options = json::find(metadata, "options");
        return options && json::find(*options, name);
    };
    if (type == "view" || (type.empty() && has_option("viewOn")))
        collection.kind = CollectionKind::view;
    else if (type == "timeseries" || (type.empty() && has_option("timeseries")))
        collection.kind = CollectionKind::time_series;
}

Result<> read_metadata(Reader& reader, const Place& place, Pass& pass) {
    const auto text = reader.peek(metadata_limit + 1);
    if (!text) return text.error();
    if (text->size() > metadata_limit) {
        damaged(pass, place, 0, "longer than metadata of a collection can be");
        return {};
    }
    const auto document = json::parse(*text);
    if (!document) {
        damaged(pass, place, 0, "metadata that is no JSON: " + document.error().what);
        return {};
    }
    const auto name = bounded(namespace_of(place.name, metadata_ending), place, 0, pass);
    auto* collection = collection_at(pass, name);
    if (!collection) return {};
    see_written(place, pass);
    see_metadata(*document, *collection);
    return pass.taker ? pass.taker->metadata(name, *text) : Result<>{};
}

}  // namespace diag::backup
