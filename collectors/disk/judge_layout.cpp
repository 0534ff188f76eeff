// SPDX-License-Identifier: Apache-2.0
// Does SAFR's data lie where it is safe? Sites move it by links (vendor article K5).
#include <algorithm>

#include "collectors/disk/picture.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

constexpr double gigabyte = 1e9;  // the vendor's rule is in decimal gigabytes, as disks are sold

/// Whether a loss of one disk takes both.
bool share_disk(const Picture& picture, const Spot& one, const std::string& device,
                const std::set<std::string>& disks) {
    if (!one.mount) return false;
    if (one.mount->device == device) return true;
    return std::ranges::any_of(picture.disks_of(one),
                               [&](const std::string& disk) { return disks.contains(disk); });
}

std::string disks_text(const std::set<std::string>& disks) {
    return disks.empty() ? "-" : joined(disks);
}

/// Why a folder cannot be reached; nothing when that is nobody's fault.
void judge_unreached(const Spot& spot, Bench& bench, std::vector<std::string>& denied) {
    const auto& error = spot.resolved.error();
    const auto find = [&](const char* id) {
        bench.find(id, Severity::critical, {{"folder", spot.place.path}, {"reason", error.what}},
                   {spot.item, "mountinfo"});
    };
    if (error.fault == Fault::timed_out) find("disk.folder_silent");
    if (error.fault == Fault::io) find("disk.folder_failed");
    if (error.fault == Fault::denied) denied.push_back(spot.place.path);
}

/// It is where it is only because a folder around it was moved.
bool follows(const Spot& spot, const Picture& picture) {
    return std::ranges::any_of(picture.spots, [&](const Spot& outer) {
        return &outer < &spot && outer.exists() && lies_below(spot.place.path, outer.place.path) &&
               outer.resolved->links.size() == spot.resolved->links.size();
    });
}

void judge_links(const Picture& picture, Bench& bench) {
    std::vector<std::string> denied;
    std::vector<std::string> lost;  // what is wrong with a folder is wrong with all below it
    for (const auto& spot : picture.spots) {
        const auto& path = spot.place.path;
        if (std::ranges::any_of(lost,
                                [&](const std::string& outer) { return lies_below(path, outer); }))
            continue;
        if (!spot.exists()) lost.push_back(path);
        if (!spot.resolved)
            judge_unreached(spot, bench, denied);
        else if (spot.resolved->dangling)
            bench.find("disk.link_dangling", Severity::critical,
                       {{"folder", path},
                        {"missing", spot.resolved->path},
                        {"links", joined(spot.resolved->links)}},
                       {spot.item});
        else if (!spot.resolved->links.empty() && !follows(spot, picture))
            bench.note("disk.link", path + " -> " + spot.resolved->path);
    }
    if (!denied.empty())
        bench.find("disk.folders_denied", Severity::unknown, {{"folders", joined(denied)}},
                   {"place.data"});
}

/// What of SAFR's lies on a device or its disks, and what tells so.
struct Shared {
    std::vector<std::string> folders;
    std::vector<std::string> rests_on;
};

Shared shared_with(const Picture& picture, const std::string& device,
                   const std::set<std::string>& disks) {
    Shared shared;
    for (const auto* spot : picture.precious()) {
        if (!share_disk(picture, *spot, device, disks)) continue;
        shared.folders.push_back(spot->place.path);
        shared.rests_on.push_back(spot->item);
    }
    if (picture.tenants_told) shared.rests_on.emplace_back("tenants");
    shared.rests_on.emplace_back("mountinfo");
    shared.rests_on.emplace_back("blocks");
    return shared;
}

/// Where a store's tenants cannot be told apart, it is open whether their images lie with it.
void judge_tenants(const Picture& picture, Bench& bench) {
    const auto* store = picture.store();
    const auto* root = mount_of(picture.mounts, "/");
    if (!picture.tenants_unread || !store || !root) return;
    const auto* backups = picture.spot("backups");
    const bool matters =
        share_disk(picture, *store, root->device, disks_under(picture.blocks, *root)) ||
        (backups && backups->mount &&
         share_disk(picture, *store, backups->mount->device, picture.disks_of(*backups)));
    if (matters)
        bench.find("disk.tenants_unknown", Severity::unknown,
                   {{"folder", store->place.path}, {"reason", picture.tenants_unread->what}},
                   {"tenants", store->item, "mountinfo", "blocks"});
}

void judge_system_disk(const Picture& picture, Bench& bench) {
    const auto* root = mount_of(picture.mounts, "/");
    if (!root) return;
    const auto disks = disks_under(picture.blocks, *root);
    auto shared = shared_with(picture, root->device, disks);
    if (!shared.folders.empty())
        bench.find("disk.data_on_system_disk", Severity::warning,
                   {{"folders", joined(shared.folders)}, {"disks", disks_text(disks)}},
                   std::move(shared.rests_on));
}

void judge_backups(const Picture& picture, Bench& bench) {
    const auto* backups = picture.spot("backups");
    if (!backups || !backups->mount) return;
    const auto disks = picture.disks_of(*backups);
    auto shared = shared_with(picture, backups->mount->device, disks);
    shared.rests_on.push_back(backups->item);
    if (!shared.folders.empty())
        bench.find("disk.backups_with_data", Severity::warning,
                   {{"backups", backups->place.path},
                    {"folders", joined(shared.folders)},
                    {"disks", disks_text(disks)}},
                   std::move(shared.rests_on));
}

void judge_system_size(const Picture& picture, Bench& bench) {
    const auto* programs = picture.spot("programs");
    if (!programs || !programs->volume || !programs->volume->space) return;
    const auto& volume = *programs->volume;
    const auto size = volume.space->bytes_total;
    if (static_cast<double>(size) >= bench.limit("disk.os_drive") * gigabyte) return;
    bench.find("disk.system_drive_small", Severity::info,
               {{"mount", volume.mount.point},
                {"size", bytes_text(size)},
                {"limit", fixed(bench.limit("disk.os_drive"), 0) + " GB"}},
               {volume.item, "place.programs"});
}

void judge_database(const Picture& picture, Bench& bench) {
    const auto* database = picture.spot("database");
    if (!database || !database->mount || storage_of(*database->mount) != Storage::network) return;
    bench.find("disk.database_on_network", Severity::info,
               {{"folder", database->place.path},
                {"mount", database->mount->point},
                {"type", database->mount->type},
                {"source", database->mount->source}},
               {"place.database", "mountinfo"});
}

/// "log-covi" and "log-ares" are one share, and so are the parts of the object store.
std::string area_of(std::string_view id) {
    if (id.starts_with("log-")) return "logs";
    if (id == "images" || id == "metadata" || id.starts_with("tenant.")) return "objects";
    return std::string(id);
}

struct Share {
    std::uint64_t bytes = 0;
    std::uint64_t files = 0;
    std::uint64_t capacity = 0;  ///< of the file system they lie on, 0 when not one or not known
    bool cut = false;
};

void note_shares(const Picture& picture, Bench& bench) {
    std::map<std::string, Share> shares;
    for (const auto& spot : picture.spots) {
        const auto text = item(bench.evidence, "usage." + spot.place.id);
        const auto usage = usage_from(text.value_or(""));
        if (!usage) continue;
        auto& share = shares[area_of(spot.place.id)];
        share.bytes += usage->bytes;
        share.files += usage->files;
        share.cut = share.cut || usage->cut;
        if (spot.volume) share.capacity = std::max(share.capacity, spot.volume->capacity());
    }
    for (const auto& [area, share] : shares) {
        auto text = (share.cut ? ">= " : "") + bytes_text(share.bytes);
        if (share.capacity > 0)
            text += " (" +
                    percent_text(100 * static_cast<double>(share.bytes) /
                                 static_cast<double>(share.capacity)) +
                    ")";
        bench.note("disk.usage_" + area, text);
    }
}

}  // namespace

void judge_layout(const Picture& picture, Bench& bench) {
    judge_links(picture, bench);
    judge_tenants(picture, bench);
    judge_system_disk(picture, bench);
    judge_backups(picture, bench);
    judge_system_size(picture, bench);
    judge_database(picture, bench);
    note_shares(picture, bench);
}

}  // namespace diag::disk
