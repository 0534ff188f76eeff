// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/first_sight.hpp"

#include <algorithm>

#include "agent/backup/agreement.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t record_limit = 64 << 10;  // a path and a few numbers
constexpr std::size_t most_records = 20'000;    // a backup every hour for two years

std::filesystem::path folder_in(const std::filesystem::path& state) { return state / "backups"; }

/// A name that any path has and no path can break out of.
std::filesystem::path file_of(const std::filesystem::path& state, const std::string& path) {
    constexpr std::size_t letters = 32;
    return folder_in(state) / (sha256_hex(path).substr(0, letters) + ".json");
}

Time time_at(const json::value& document, std::string_view name) {
    return Time{milliseconds{json::integer_at(document, name).value_or(0)}};
}

milliseconds span_at(const json::value& document, std::string_view name) {
    return milliseconds{json::integer_at(document, name).value_or(0)};
}

json::object to_json(const Identity& identity) {
    return {{"bytes", identity.bytes},
            {"modified", identity.modified.time_since_epoch().count()},
            {"inode", identity.inode},
            {"device", identity.device}};
}

Identity identity_from(const json::value& document) {
    return {.bytes = json::natural_at(document, "bytes"),
            .modified = time_at(document, "modified"),
            .inode = json::natural_at(document, "inode"),
            .device = json::natural_at(document, "device")};
}

json::value to_json(const FirstSight& sight) {
    auto document = to_json(sight.identity);
    document["path"] = sight.path;
    document["sha256"] = sight.sha256;
    document["seen"] = sight.seen.time_since_epoch().count();
    document["contents"] = sight.contents;
    document["proven"] = sight.proven.time_since_epoch().count();
    document["level"] = sight.level;
    document["sound"] = sight.sound;
    document["proven_as"] = to_json(sight.proven_as);
    document["unpacked"] = sight.unpacked;
    document["documents"] = sight.documents;
    document["objects"] = sight.objects;
    document["object_bytes"] = sight.object_bytes;
    document["took"] = sight.took.count();
    document["restored"] = sight.restored.count();
    document["altered"] = sight.altered.time_since_epoch().count();
    document["images"] = sight.images;
    document["failed"] = sight.failed;
    document["failed_at"] = sight.failed_at.time_since_epoch().count();
    return document;
}

/// Members that came later: what a record without them meant.
void read_proof(const json::value& document, FirstSight& sight) {
    sight.sound = json::text_at(document, "sound").value_or(sight.level);
    const auto* proven_as = json::find(document, "proven_as");
    sight.proven_as = proven_as ? identity_from(*proven_as) : sight.identity;
    sight.unpacked = json::natural_at(document, "unpacked");
    sight.documents = json::natural_at(document, "documents");
    sight.objects = json::natural_at(document, "objects");
    sight.object_bytes = json::natural_at(document, "object_bytes");
    sight.took = span_at(document, "took");
    sight.restored = span_at(document, "restored");
    sight.altered = time_at(document, "altered");
    sight.failed = json::text_at(document, "failed").value_or("");
    sight.failed_at = time_at(document, "failed_at");
}

Result<FirstSight> sight_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    FirstSight sight{.path = json::text_at(*document, "path").value_or(""),
                     .identity = identity_from(*document),
                     .sha256 = json::text_at(*document, "sha256").value_or(""),
                     .seen = time_at(*document, "seen"),
                     .contents = json::text_at(*document, "contents").value_or(""),
                     .proven = time_at(*document, "proven"),
                     .level = json::text_at(*document, "level").value_or(""),
                     .images = json::text_at(*document, "images").value_or("")};
    read_proof(*document, sight);
    return sight;
}

/// A run that was not asked so far says nothing of what failed there.
void judge(FirstSight& sight, Time now, const std::string& sound, const std::string& failed) {
    if (failed.empty() && sound < sight.failed) return;
    sight.failed = failed;
    sight.failed_at = failed.empty() ? Time{} : now;
}

/// Proven by this run. Less of the same bytes takes nothing away: it was asked for less, or its age
/// is no longer what it was.
void prove(FirstSight& sight, const Contents& contents, Time now, const std::string& level,
           const Reading& reading) {
    const auto& sound = reading.sound.empty() ? level : reading.sound;
    if (level.empty()) return;
    sight.proven_as = contents.identity;
    if (sound < sight.sound) return;
    sight.proven = now;
    sight.level = level;
    sight.sound = sound;
    sight.unpacked = contents.unpacked;
    sight.documents = contents.documents();
    sight.objects = contents.objects;
    sight.object_bytes = contents.object_bytes;
    sight.took = reading.took;
    if (reading.restored > milliseconds{0}) sight.restored = reading.restored;
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
                      const Identity& now, bool dated) {
    const auto text = system_files().read(file_of(state, path), record_limit);
    if (!text && text.error().fault == Fault::absent) return Memory{};
    if (!text) return text.error();
    auto sight = sight_from(*text);
    if (!sight)
        return Error{Fault::malformed,
                     file_of(state, path).native() +
                         ": the record of the first sight is broken: " + sight.error().what};
    // An empty thing was no backup that another could be compared with.
    if (sight->sha256.empty()) return Memory{};
    Memory memory;
    // A new backup under an old name is younger, be it another file or written into the same one,
    // as mongodump does. The same time, or an older one, is the old backup with other bytes. What
    // was only touched was proven as what it is now.
    const auto known = std::max(sight->identity.modified, sight->proven_as.modified);
    memory.replaced = !dated && known < now.modified;
    memory.before = std::move(*sight);
    return memory;
}

Result<> remember(const std::filesystem::path& state, const std::string& path,
                  const Contents& contents, const Memory& memory, Time now,
                  const std::string& level, const Reading& reading) {
    if (const auto made = own_directory(folder_in(state)); !made) return made.error();
    FirstSight sight{.path = path,
                     .identity = contents.identity,
                     .sha256 = contents.sha256,
                     .seen = now,
                     .contents = class_of(contents)};
    const bool touched = memory.before && memory.before->sha256 == contents.sha256;
    if (memory.before && (!memory.replaced || touched)) sight = *memory.before;
    // What was proven once stays said of bytes that are the same still.
    sight.altered = sight.sha256 == contents.sha256 ? Time{} : now;
    if (sight.altered == Time{}) {
        prove(sight, contents, now, level, reading);
        judge(sight, now, reading.sound.empty() ? level : reading.sound, reading.failed);
    }
    if (contents.references && sight.altered == Time{})
        sight.images = name_of(consistent(contents).standing);
    return replace_file(file_of(state, path), json::write(to_json(sight)) + "\n");
}

Result<> remember_empty(const std::filesystem::path& state, const std::string& path,
                        const Contents& contents, const Memory& memory, Time now) {
    if (const auto made = own_directory(folder_in(state)); !made) return made.error();
    FirstSight sight{.path = path, .identity = contents.identity, .seen = now};
    sight.proven_as = sight.identity;
    sight.failed = name_of(Level::exists);
    sight.failed_at = now;
    if (memory.before && !memory.replaced) {
        sight = *memory.before;
        sight.altered = now;
    }
    return replace_file(file_of(state, path), json::write(to_json(sight)) + "\n");
}

std::vector<FirstSight> records_in(const std::filesystem::path& state, std::size_t most) {
    std::vector<FirstSight> all;
    const auto names = system_files().list(folder_in(state), most_records);
    if (!names) return all;
    for (const auto& name : *names) {
        if (!name.ends_with(".json")) continue;
        const auto text = system_files().read(folder_in(state) / name, record_limit);
        if (!text) continue;
        if (auto sight = sight_from(*text); sight && !sight->path.empty())
            all.push_back(std::move(*sight));
    }
    std::ranges::stable_sort(all, std::greater{}, [](const FirstSight& sight) {
        return std::max(sight.proven, sight.failed_at);
    });
    if (all.size() > most) all.resize(most);
    return all;
}

}  // namespace diag::backup
