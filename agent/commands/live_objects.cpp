// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/live_objects.hpp"

#include <algorithm>

#include "platform/paths.hpp"

namespace diag::commands {
namespace {

constexpr milliseconds patience{10'000};  // of a disk that does not answer
/// Folders are listed before what lies in them: a store of so many is counted, too.
constexpr std::size_t most_folders = 100'000;

/// On mounts that are known, none of which is a disk of this server.
bool are_elsewhere(const backups::Picture& picture) {
    return !picture.objects_are_local() &&
           std::ranges::all_of(picture.images, [&](const std::string& id) {
               const auto place = picture.data.find(id);
               return place != picture.data.end() &&
                      disk::mount_of(picture.mounts, place->second.path);
           });
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
    const auto stores = picture.local_images();
    if (stores.empty()) return server;
    std::uint64_t counted = 0;
    bool all = true;
    for (const auto& store : stores) {
        const auto usage = disposable_paths().usage(store, most + 1 + most_folders, patience);
        const auto objects = usage ? objects_in(*usage) : std::nullopt;
        counted += objects.value_or(0);
        all = all && objects;
    }
    // Of some that could be counted it is known that they are there.
    if (all || counted > 0) server.objects = counted;
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
