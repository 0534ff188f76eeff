// SPDX-License-Identifier: Apache-2.0
// What was seen in a backup: facts, bounded in number whatever the backup holds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/backup/file_source.hpp"
#include "agent/backup/references.hpp"
#include "platform/json.hpp"

namespace diag::backup {

/// What a server keeps under a name, as the metadata of a dump tells ("type", options.viewOn).
enum class CollectionKind { collection, view, time_series };

struct Collection {
    CollectionKind kind = CollectionKind::collection;
    std::uint64_t documents = 0;
    std::uint64_t bytes = 0;
    std::uint64_t indexes = 0;
    bool has_documents = false;  ///< its documents are there, be it none
    bool has_metadata = false;   ///< so are its options and indexes
};

/// Database and collection.
using Namespace = std::pair<std::string, std::string>;

/// Where a server before version 8.3 keeps the documents of a time series, and a dump of it has
/// them (mongo-tools, common/archive: PreludeExplorer).
inline constexpr std::string_view buckets_prefix = "system.buckets.";
Namespace buckets_of(const Namespace& time_series);

/// Something wrong, and where.
struct Damage {
    std::string where;         ///< member, inner members behind an arrow; empty: the file itself
    std::uint64_t offset = 0;  ///< bytes into what is named, unpacked
    std::string what;
    /// Bytes are wrong or missing. Else it is odd, or worse, but was read.
    bool structural = true;
};

/// The slice of the oplog that makes a dump consistent, in seconds since 1970.
struct Oplog {
    std::uint64_t documents = 0;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    bool in_order = true;
};

/// When the files of collections were written, the first and the last of them: a dump began before
/// and ended after. A copy that keeps no times has its own.
struct Written {
    Time first{};
    Time last{};
};

struct Contents {
    std::string form;  ///< "tar, packed with gzip", "mongodump directory", ...
    Identity identity;
    Identity after;      ///< of the same file once it was read
    std::string sha256;  ///< of the whole file; of a directory, over names and digests of its files
    std::uint64_t read = 0;      ///< bytes of the file or files
    std::uint64_t unpacked = 0;  ///< bytes that they unpack to, at the outer level
    std::uint64_t members = 0;
    std::uint64_t directories = 0;
    std::uint64_t links = 0;
    std::map<Namespace, Collection> collections;
    std::optional<Oplog> oplog;
    std::optional<Written> written;
    std::vector<std::string> configurations;  ///< names; the first of them where there are many
    std::uint64_t configuration_count = 0;
    std::uint64_t objects = 0;
    std::uint64_t object_bytes = 0;
    std::uint64_t other_files = 0;
    std::optional<References> references;  ///< where they were asked for
    std::vector<Damage> damages;           ///< the first of them where there are many
    std::uint64_t damage_count = 0;
    bool complete = false;  ///< it was read to its end

    std::uint64_t documents() const;
    bool structurally_sound() const;
};

inline constexpr std::size_t most_collections = 20'000;
inline constexpr std::size_t most_configurations = 200;
inline constexpr std::size_t most_damages = 100;

void note(Contents& contents, Damage damage);

/// "full", "objects only", "without objects", "database only" or "nothing of SAFR": what its
/// options say (safr-facts 4.1: -o, -s).
std::string class_of(const Contents& contents);

json::value to_json(const Contents& contents);
/// Forgiving: what is missing keeps its default.
Contents contents_from(const json::value& document);

}  // namespace diag::backup
