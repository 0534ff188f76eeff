// SPDX-License-Identifier: Apache-2.0
// What the scratch database is asked, and how its answers are read. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace diag::rehearsal {

struct Index {
    std::string name;
    std::string specification;  ///< JSON, as the metadata have it
};

/// What the metadata of a collection ask for, beside its documents.
struct Metadata {
    std::vector<Index> indexes;  ///< without that of _id, which every collection has
    bool has_options = false;    ///< a fixed size, a collation, a rule for documents
};

/// Fails as json::parse does. Indexes without a name are passed over.
Result<Metadata> metadata_from(std::string_view text);

// Commands as JSON.
std::string create_index(const std::string& collection, const Index& index);
std::string about_collection(std::string_view command, const std::string& collection);
std::string validate(const std::string& collection, bool full);

/// The server's words where an answer says that it did not do it.
std::optional<std::string> refusal_in(std::string_view answer);

/// An _id: its BSON type and the bytes of its value.
struct Id {
    std::uint8_t type = 0;
    std::string value;
};

/// That of a checked document. Nothing where it has none, or one so large that keeping it is not
/// worth it.
std::optional<Id> id_of(std::string_view document);

/// A find of that one document, BSON.
std::string find_by_id(const std::string& collection, const Id& id);

/// The document in the answer to a find, BSON both; nothing where none was found. Fails with
/// malformed.
Result<std::optional<std::string_view>> found_in(std::string_view answer);

}  // namespace diag::rehearsal
