// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/live_objects.hpp"

#include <algorithm>

#include "platform/paths.hpp"

namespace diag::commands {
namespace {

constexpr milliseconds patience{10'000};  // of a disk that does not answer
/// Folders are listed before what lies in them: a store of so many is counted, too.
constexpr std::size_t most_folders = 100'000;

/// On a mount that is known, and is no disk of this server.
bool are_elsewhere(const backups::Picture& picture) {
    const auto store = picture.data.find("objects");
    return store != picture.data.end() && disk::mount_of(picture.mounts, store->second.path) &&
           !picture.objects_are_local();
}

/// Nothing: not known. Folders alone may be what lies above another file system, or above what
/// cannot be listed; the entry at which the look was cut is no object yet.
std::optional<std::uint64_t> objects_in(const Usage& usage) {
    const auto others = usage.directories + (usage.cut ? 1 : 0);
    const auto objects = usage.files - std::min(usage.files, others);
    if (objects > 0 || (usage.directories == 0 && !usage.cut)) return objects;
    return {};
}

}  // namespace

backup::Server server_of(const backups::Picture& picture, std::uint64_t most) {
    backup::Server server{.role = picture.role};
    const auto store = picture.data.find("objects");
    if (store == picture.data.end() || !picture.objects_are_local()) return server;
    const auto usage =
        disposable_paths().usage(store->second.path, most + 1 + most_folders, patience);
    if (usage) server.objects = objects_in(*usage);
    return server;
}

upgrade::Images images_for(const backups::Picture& picture, const backup::Server& server,
                           const std::string& path, std::uint64_t objects) {
    using Where = upgrade::Images::Where;
    if (objects > 0) return {Where::in_it, {}};
    for (const auto& each : picture.backups)
        if (each.path != path && !each.special && each.proven() && each.proof->objects > 0)
            return {Where::elsewhere, each.path};
    if (server.keeps_objects()) return {Where::nowhere, {}};
    // An empty store needs no images; where it is not on a disk of its own, others keep them.
    if (server.objects) return {Where::not_needed, {}};
    return {are_elsewhere(picture) ? Where::not_here : Where::not_told, {}};
}

}  // namespace diag::commands
