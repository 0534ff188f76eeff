// SPDX-License-Identifier: Apache-2.0
// One pass over a backup: file, what it unpacks to, members, what they are by their content, facts.
//
//   examine_file       the file, its digest, whether it changed meanwhile
//     examine_bytes    recognises: gzip, tar, mongodump's archive, BSON, metadata, the rest
//       gzip           ... and once more what it unpacks to
//       tar            ... and once more each member
//       walk_*         documents, one after the other, into the facts
//
// What SAFR's archives look like inside is not documented: nothing here depends on a place.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agent/backup/configuration.hpp"
#include "agent/backup/contents.hpp"
#include "agent/backup/matching.hpp"
#include "agent/backup/source.hpp"

namespace diag::backup {

/// What a pass bears before it says that this is no backup.
struct Bounds {
    /// A backup of images packs to a third at best, one of events to a thirtieth (measured). What
    /// unpacks to more than 250 times its size was made to fill disks.
    std::uint64_t ratio = 250;
    std::uint64_t ratio_counts_from = 256ull << 20;  ///< unpacked bytes; less is no harm
    /// Layers: a gzip in a tar in a gzip is three.
    std::size_t layers = 6;
    std::size_t files = 200'000;  ///< of a directory
    /// Whether fields of records are matched with names of objects. Costs nothing where it is not.
    bool references = false;
    std::size_t names = 4 << 20;  ///< of objects that are kept for it, 32 MiB
};

/// Who is handed what a pass meets, beside the facts that it notes: somebody who restores it.
class Taker {
public:
    virtual ~Taker() = default;
    /// A document of a collection, checked, and the text of its metadata, JSON; either before the
    /// other. Valid during the call. Where it fails, so does what is read.
    virtual Result<> document(const Namespace& of, std::string_view bytes) = 0;
    virtual Result<> metadata(const Namespace& of, std::string_view text) = 0;
};

/// The facts of one pass, as far as it has come.
struct Pass {
    explicit Pass(const Bounds& limits, Taker* who = nullptr) : bounds(limits), taker(who) {
        if (limits.references) matching = std::make_unique<Matching>(limits.names);
    }
    const Bounds& bounds;
    Taker* taker;  ///< may be nobody
    Contents contents;
    Configurations configurations;
    std::unique_ptr<Matching> matching;  ///< where Bounds::references
    std::uint64_t packed = 0;            ///< bytes read of files
    std::uint64_t unpacked = 0;          ///< bytes that came out of gzip at any layer
};

/// A thing in the backup: where it is, for people, and its own name, for recognisers.
struct Place {
    std::string path;       ///< "SAFR.tgz > dump.tar > db/events.bson"
    std::string name;       ///< "db/events.bson"
    std::size_t layer = 0;  ///< of how many others it is a part
    Time modified{};        ///< when it was last written; 1970: not known
};

/// Recognises what the reader is at by its content and reads it to its end. What is wrong goes into
/// the facts. Fails only where nothing behind it can be read.
Result<> examine_bytes(Reader& reader, const Place& place, Pass& pass);

/// Reads a file. Fails with refused, absent or denied where it cannot be opened at all; whatever
/// comes after that is in the facts.
Result<Contents> examine_file(const std::string& path, const Passed& passed,
                              const Bounds& bounds = {}, Taker* taker = nullptr);

/// Reads a directory as mongodump writes it: every file below it, sorted by name.
Result<Contents> examine_directory(const std::string& path, const Passed& passed,
                                   const Bounds& bounds = {}, Taker* taker = nullptr);

// Recognisers of examine_bytes, each reading to the end of what it is given.
Result<> examine_tar(Reader& reader, const Place& place, Pass& pass);
Result<> examine_gzip(Reader& reader, const Place& place, Pass& pass);
Result<> walk_documents(Reader& reader, const Place& place, Pass& pass);
Result<> walk_dump_archive(Reader& reader, const Place& place, Pass& pass);
Result<> read_metadata(Reader& reader, const Place& place, Pass& pass);

/// Notes damage at the place, `offset` bytes into it.
void damaged(Pass& pass, const Place& place, std::uint64_t offset, const std::string& what);
/// Something odd that could be read.
void odd(Pass& pass, const Place& place, const std::string& what);

/// Database and collection of ".../db/collection.bson"; mongodump escapes in names undone.
Namespace namespace_of(std::string_view name, std::string_view ending);

/// What a database takes as a name ("Limits and Thresholds" of the manual): bytes, the dot counted.
inline constexpr std::size_t longest_namespace = 255;
inline constexpr std::size_t metadata_limit = 4 << 20;  ///< thousands of indexes

/// The name, cut where it is longer than any can be, and damage noted `offset` bytes into the
/// place.
Namespace bounded(Namespace name, const Place& place, std::uint64_t offset, Pass& pass);

/// The next document, checked; empty at the end. Fails with what is wrong with it, or as the
/// reader.
Result<std::string_view> next_document(Reader& reader);

/// SAFR's object store (safr-facts 2.2).
bool in_object_store(std::string_view name);

/// A document of a collection, checked; nullptr for one of too many. Fails as whoever takes it.
Result<> see_document(std::string_view document, const Namespace& name, Collection* collection,
                      Pass& pass);

/// A document of the oplog, checked.
void see_oplog(std::string_view document, Pass& pass);

/// The collection, made where it is not there yet; nullptr where there are too many.
Collection* collection_at(Pass& pass, const Namespace& name);

/// Takes over what the metadata of a collection tells: mongodump writes it as a file beside the
/// documents, and into the beginning of an archive.
void see_metadata(const json::value& metadata, Collection& collection);

inline constexpr std::string_view bson_ending = ".bson";
inline constexpr std::string_view metadata_ending = ".metadata.json";

/// The first bytes of a mongodump archive (mongo-tools, common/archive: MagicNumber 0x8199e26d).
inline constexpr std::string_view dump_archive_magic = "\x6d\xe2\x99\x81";

}  // namespace diag::backup
