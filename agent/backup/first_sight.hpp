// SPDX-License-Identifier: Apache-2.0
// What a backup was when it was first read: kept in the state directory, so that a later change of
// its bytes is found, whoever made it and whatever its time says.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

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
};

/// Whether what was read now is what was read then.
struct Memory {
    std::optional<FirstSight> before;
    /// The record is of another file that stood at this path earlier: a newer one took its name.
    bool replaced = false;
};

/// Compares with the record of this path. Makes nothing. Fails as reading the state does.
Result<Memory> recall(const std::filesystem::path& state, const std::string& path,
                      const Identity& now);

/// Writes the record: a first sight stays until another file takes the name, `level` and the time
/// of the proof are of this run.
Result<> remember(const std::filesystem::path& state, const std::string& path,
                  const Contents& contents, const Memory& memory, Time now,
                  const std::string& level);

/// The record of a path, where there is one.
std::optional<FirstSight> record_of(const std::filesystem::path& state, const std::string& path);

}  // namespace diag::backup
