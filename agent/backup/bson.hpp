// SPDX-License-Identifier: Apache-2.0
// Is this a whole BSON document? (bsonspec.org, version 1.1)
//
// Not libbson: its validation calls itself for every level of nesting, and a document of 8 MB with
// a million levels overflows the stack (1.23.1, measured). tests/backup compare the two.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "platform/result.hpp"

namespace diag::backup {

/// The largest document in a dump: 16 MiB, and 16 KiB that a server adds in the oplog
/// (BSONObjMaxInternalSize of MongoDB).
inline constexpr std::size_t largest_document = (16 << 20) + (16 << 10);
inline constexpr std::size_t smallest_document = 5;

/// MongoDB takes 100 levels of its users and 200 in itself (BSONDepth).
inline constexpr std::size_t deepest_document = 200;

/// The length that a document says it has, from its first four bytes.
std::int32_t length_of_document(std::string_view bytes);

/// Walks every element at every level. Fails with malformed, saying at which byte of it.
Result<> check_document(std::string_view document);

/// What may name something: values of other kinds are not told.
enum class Kind : std::uint8_t {
    text,       ///< without the zero that ends it
    object_id,  ///< 12 bytes
    uuid,       ///< 16 bytes
    old_uuid,   ///< 16 bytes in the order of the driver that wrote them (binary subtype 3)
};

/// Is told what is in a document, in its order. Views are into the document.
class Visitor {
public:
    virtual ~Visitor() = default;
    /// What comes until leave() is in a document, or a list, of that name.
    virtual void enter(std::string_view name, bool is_list) = 0;
    virtual void leave() = 0;
    virtual void value(std::string_view name, Kind kind, std::string_view bytes) = 0;
};

/// As check_document; the visitor has been told of all that is before the damage.
Result<> visit_document(std::string_view document, Visitor& visitor);

/// An element of the top level, by name: its type, and the bytes of its value to the document's
/// end. Of a document that was checked.
struct Element {
    std::uint8_t type = 0;
    std::string_view value;
};
std::optional<Element> element_of(std::string_view document, std::string_view name);

/// Bytes of the value that begins `bytes`, of a document that was checked.
std::size_t size_of_value(std::uint8_t type, std::string_view bytes);

/// The value of such an element where it is of that type.
std::optional<std::string_view> text_of(std::string_view document, std::string_view name);
std::optional<std::uint64_t> number_of(std::string_view document, std::string_view name);
std::optional<bool> flag_of(std::string_view document, std::string_view name);

/// Seconds since 1970 of a timestamp as the oplog has it.
std::optional<std::uint32_t> timestamp_of(std::string_view document, std::string_view name);

/// Whether bytes that are the beginning of something can be a document: what its length, the type
/// and the name of its first element say.
bool begins_like_a_document(std::string_view bytes);

}  // namespace diag::backup
