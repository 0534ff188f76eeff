// SPDX-License-Identifier: Apache-2.0
// What a backup was when it was first read: kept in the state directory, so that a later change of
// its bytes is found, whoever made it and whatever its time says.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/backup/contents.hpp"

namespace diag::backup {

struct FirstSight {
    std::string path;
    Identity identity;
    std::string sha256;
    Time seen{};           ///< when it was first read whole
    std::string contents;  ///< class_of() what it held
    Time proven{};         ///< when it was last read whole and sound; none: never
    std::string level;     ///< highest that held then, "L4"
    /// Whether the images of its records were in it, as name_of(Standing) says; empty: never asked.
    std::string images;
    /// The same with age and size (L1) left aside: these change by themselves, bytes do not.
    std::string sound;
    Identity proven_as;              ///< of the file when it was proven
    std::uint64_t unpacked = 0;      ///< bytes that it unpacks to, at the outer level
    std::uint64_t documents = 0;     ///< of the database
    std::uint64_t objects = 0;       ///< images and other objects
    std::uint64_t object_bytes = 0;  ///< of these
    milliseconds took{};             ///< how long it was read when it was proven
    milliseconds restored{};         ///< how long a rehearsed restore took; none: there was none
    /// When this path was last found to hold other bytes than at the first sight; none: it does
    /// not.
    Time altered{};
    /// "L3": what failed when exactly these bytes were last read that far; empty: nothing did.
    std::string failed{};
    Time failed_at{};
};

/// How the reading went that a proof rests on.
struct Reading {
    milliseconds took{};
    milliseconds restored{};
    std::string sound;     ///< as FirstSight::sound; empty: as the level
    std::string failed{};  ///< as FirstSight::failed
};

/// Whether what was read now is what was read then.
struct Memory {
    std::optional<FirstSight> before;
    /// The record may be of what stood at this path earlier: it was written since. Where the bytes
    /// are others, a newer backup took the name.
    bool replaced = false;
};

/// Compares with the record of this path. A name that is dated to the second is given once: what
/// stands under it later is that backup or an impostor. Makes nothing. Fails as reading the state
/// does.
Result<Memory> recall(const std::filesystem::path& state, const std::string& path,
                      const Identity& now, bool dated = false);

/// Writes the record: a first sight stays until other bytes take the name with a later time. What
/// was proven is of this run, unless an earlier one proved more of the same bytes.
Result<> remember(const std::filesystem::path& state, const std::string& path,
                  const Contents& contents, const Memory& memory, Time now,
                  const std::string& level, const Reading& reading = {});

/// Writes that what stands there is empty, which is no first sight of a backup.
Result<> remember_empty(const std::filesystem::path& state, const std::string& path,
                        const Contents& contents, const Memory& memory, Time now);

/// The record of a path, where there is one.
std::optional<FirstSight> record_of(const std::filesystem::path& state, const std::string& path);

/// All records, the latest proof or failure first and at most `most` of them. What cannot be read
/// is left out.
std::vector<FirstSight> records_in(const std::filesystem::path& state, std::size_t most);

}  // namespace diag::backup
