// SPDX-License-Identifier: Apache-2.0
// Which fields of the records name objects: facts of samples, without any value of any record.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/json.hpp"

namespace diag::backup {

/// How the value of a field was read as a name.
enum class Form : std::uint8_t {
    text,  ///< the text, or what is behind its last slash
    object_id,
    uuid,
    plain_uuid,  ///< without hyphens
    java_uuid,   ///< of binary subtype 3, in the order of old Java drivers
    plain_java_uuid,
};
inline constexpr std::array all_forms{Form::text,       Form::object_id, Form::uuid,
                                      Form::plain_uuid, Form::java_uuid, Form::plain_java_uuid};

std::string_view name_of(Form form);

/// A field whose values are names of objects, most of them or a few.
struct Reference {
    std::string database;
    std::string collection;
    std::string field;  ///< "person.images[].id"
    Form form = Form::text;
    std::uint64_t records = 0;  ///< documents of the collection that were sampled
    std::uint64_t names = 0;    ///< different names in the field that were looked for
    std::uint64_t found = 0;    ///< of them, those that an object has
};

struct References {
    std::uint64_t collections = 0;   ///< that were sampled
    std::uint64_t records = 0;       ///< that were sampled, of all collections
    std::uint64_t fields = 0;        ///< with least_names different names or more
    std::uint64_t one_in = 1;        ///< of all names so many were looked for: more were there
    std::vector<Reference> closest;  ///< of these fields where any was found, largest share first
};

/// Of fewer nothing can be said.
inline constexpr std::uint64_t least_names = 20;
inline constexpr std::size_t most_references = 64;

/// Percent of the names that were found.
double share_of(const Reference& reference);

json::value to_json(const References& references);
/// Forgiving: what is missing keeps its default, what is too much is left out.
References references_from(const json::value& document);

}  // namespace diag::backup
