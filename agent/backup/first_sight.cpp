// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/first_sight.hpp"

#include "agent/backup/agreement.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t record_limit = 64 << 10;  // a path and a few numbers

std::filesystem::path folder_in(const std::filesystem::path& state) { return state / "backups"; }

/// A name that any path has and no path can break out of.
std::filesystem::path file_of(const std::filesystem::path& state, const std::string& path) {
    constexpr std::size_t letters = 32;
    return folder_in(state) / (sha256_hex(path).substr(0, letters) + ".json");
}

Time time_at(const json::value& document, std::string_view name) {
    return Time{milliseconds{json::integer_at(document, name).value_or(0)}};
}

std::uint64_t natural_at(const json::value& document, std::string_view name) {
    return static_cast<std::uint64_t>(json::integer_at(document, name).value_or(0));
}

json::value to_json(const FirstSight& sight) {
    return json::object{{"path", sight.path},
                        {"bytes", sight.identity.bytes},
                        {"modified", sight.identity.modified.time_since_epoch().count()},
                        {"inode", sight.identity.inode},
                        {"device", sight.identity.device},
                        {"sha256", sight.sha256},
                        {"seen", sight.seen.time_since_epoch().count()},
                        {"contents", sight.contents},
                        {"proven", sight.proven.time_since_epoch().count()},
                        {"level", sight.level},
                        {"images", sight.images}};
}

Result<FirstSight> sight_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    return FirstSight{.path = json::text_at(*document, "path").value_or(""),
                      .identity = {.bytes = natural_at(*document, "bytes"),
                                   .modified = time_at(*document, "modified"),
                                   .inode = natural_at(*document, "inode"),
                                   .device = natural_at(*document, "device")},
                      .sha256 = json::text_at(*document, "sha256").value_or(""),
                      .seen = time_at(*document, "seen"),
                      .contents = json::text_at(*document, "contents").value_or(""),
                      .proven = time_at(*document, "proven"),
                      .level = json::text_at(*document, "level").value_or(""),
                      .images = json::text_at(*document, "images").value_or("")};
}

}  // namespace

std::optional<FirstSight> record_of(const std::filesystem::path& state, const std::string& path) {
    const auto text = system_files().read(file_of(state, path), record_limit);
    if (!text) return {};
    auto sight = sight_from(*text);
    if (!sight || sight->path != path) return {};
    return std::move(*sight);
}

Result<Memory> recall(const std::filesystem::path& state, const std::string& path,
                      const Identity& now) {
    const auto text = system_files().read(file_of(state, path), record_limit);
    if (!text && text.error().fault == Fault::absent) return Memory{};
    if (!text) return text.error();
    auto sight = sight_from(*text);
    if (!sight)
        return Error{Fault::malformed,
                     file_of(state, path).native() +
                         ": the record of the first sight is broken: " + sight.error().what};
    Memory memory;
    // A new backup under an old name is another file and younger. The same file, or an older
    // time, is the old backup with other bytes.
    memory.replaced = sight->identity.inode != now.inode && sight->identity.modified < now.modified;
    memory.before = std::move(*sight);
    return memory;
}

Result<> remember(const std::filesystem::path& state, const std::string& path,
                  const Contents& contents, const Memory& memory, Time now,
                  const std::string& level) {
    if (const auto made = own_directory(folder_in(state)); !made) return made.error();
    FirstSight sight{.path = path,
                     .identity = contents.identity,
                     .sha256 = contents.sha256,
                     .seen = now,
                     .contents = class_of(contents)};
    if (memory.before && !memory.replaced) sight = *memory.before;
    // What was proven once stays said of bytes that are the same still.
    if (!level.empty() && sight.sha256 == contents.sha256) {
        sight.proven = now;
        sight.level = level;
    }
    if (contents.references && sight.sha256 == contents.sha256)
        sight.images = name_of(consistent(contents).standing);
    return replace_file(file_of(state, path), json::write(to_json(sight)) + "\n");
}

}  // namespace diag::backup
