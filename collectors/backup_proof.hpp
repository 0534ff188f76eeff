// SPDX-License-Identifier: Apache-2.0
// What `safr-diag backup verify` proved of a file, as its record in the state directory says:
// handed to the collector of backups, so that its judge never looks at the state.
#pragma once

#include <cstdint>
#include <string>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag {

struct BackupProof {
    std::string path;         ///< as it was named then
    std::uint64_t bytes = 0;  ///< of the file that was read
    Time modified{};          ///< when that was last written
    std::uint64_t inode = 0;  ///< 0: not known
    std::string sha256;       ///< of the whole file, in hex; empty: not known
    Time proven{};
    std::string level;               ///< highest of the ladder that held then, "L4"
    std::string sound;               ///< the same with age and size (L1) left aside
    std::string contents;            ///< "full", "without objects", "objects only", ...
    std::uint64_t unpacked = 0;      ///< bytes that it unpacks to, at the outer level
    std::uint64_t documents = 0;     ///< of the database
    std::uint64_t objects = 0;       ///< images and other objects
    std::uint64_t object_bytes = 0;  ///< of these
    milliseconds took{};             ///< how long reading it took; 0: not known
    milliseconds restored{};         ///< how long a rehearsed restore took; 0: there was none
    Time altered{};                  ///< when other bytes were found under the path; none: not
    std::string failed{};            ///< "L3": what failed when it was last read; empty: nothing
    Time failed_at{};
    bool operator==(const BackupProof&) const = default;
};

json::object to_json(const BackupProof& proof);
/// Forgiving: what is missing keeps its default.
BackupProof backup_proof_from(const json::value& document);

}  // namespace diag
