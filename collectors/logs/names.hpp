// SPDX-License-Identifier: Apache-2.0
// What the name of a file below a log directory says about it.
#pragma once

#include <string>
#include <string_view>

namespace diag::logs {

enum class NameKind {
    log,       ///< app.log, app.log.1, app.2026-11-22.0.log, cv-object-storage.err
    gzip,      ///< the same, packed as .gz
    packed,    ///< the same, packed in a way we do not unpack: .zip, .bz2, .xz, .zst
    personal,  ///< never taken, whatever it holds: images, video, heap dumps, keys, programs
    other,     ///< no telling
};

NameKind kind_of_name(std::string_view name);

/// What rotated files of one log have in common: "app" of "app.2026-11-22.0.log.gz".
std::string_view stream_of_name(std::string_view name);

/// Whether `name` fits `pattern`, where '*' stands for any run of characters.
bool fits_glob(std::string_view name, std::string_view pattern);

std::string_view last_part(std::string_view path);
std::string_view parent_of(std::string_view path);

/// Whether `path` is `directory` or lies below it. Both absolute and without a slash at the end.
bool lies_below(std::string_view path, std::string_view directory);

/// Whether one part of `path` is `name`.
bool has_part(std::string_view path, std::string_view name);

}  // namespace diag::logs
