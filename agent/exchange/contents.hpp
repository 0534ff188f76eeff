// SPDX-License-Identifier: Apache-2.0
// contents.json: every file inside content.tar.gz, and every item that could not be had.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

/// How many stand-ins of each kind ("secret", "email", "ipv4", ...) were put in.
using Redactions = std::map<std::string, std::uint64_t, std::less<>>;

/// A part of the original that was left out: bytes [from, to) of the file as it was on site.
struct DroppedRange {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
};

/// Who left a file out after redaction.
enum class LeftOutBy { second_look, local_user };
std::string_view name_of(LeftOutBy by);
std::optional<LeftOutBy> left_out_by(std::string_view name);

struct ContentEntry {
    std::string path;       ///< "evidence/disk/mountinfo"; empty when there is no file
    std::string collector;  ///< "disk"; empty for report.html and the like
    std::string item;       ///< evidence item or attachment name
    bool attachment = false;
    std::string picture;  ///< "png" or "jpeg": a screenshot, of which nothing is redacted
    std::uint64_t size = 0;
    std::string sha256;  ///< lower-case hex
    Redactions redactions;
    std::vector<DroppedRange> dropped;
    Redactions leaks;                   ///< what the second look found: then there is no file
    std::optional<LeftOutBy> left_out;  ///< there is no file, though there could be
    std::optional<Error> failure;       ///< why there is no file, or why it ends early
};

struct Contents {
    std::vector<ContentEntry> entries;
};

json::value to_json(const Contents& contents);
Result<Contents> contents_from(const json::value& document);

/// A path below evidence/<collector>/ that is safe on every file system and in ustar, for any item
/// name. A name that is a clean relative path stays as it is; in any other each byte outside
/// [A-Za-z0-9._-] becomes %XX, slashes too, so that "probe:/a" and "probe:/a/b" can both be files.
/// What would be too long is cut and ends in 16 hex digits of its SHA-256.
std::string content_path(std::string_view collector, std::string_view item);

/// The same below attachments/, for a file that was given with --attach.
std::string attachment_path(std::string_view name);

}  // namespace diag::exchange
