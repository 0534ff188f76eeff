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

void judge_system_disk(const Picture& picture, Bench& bench) {
    const auto* root = mount_of(picture.mounts, "/");
    if (!root) return;
    const auto disks = disks_under(picture.blocks, *root);
    std::vector<std::string> folders;
    for (const auto* spot : picture.precious())
        if (share_disk(picture, *spot, root->device, disks)) folders.push_back(spot->place.path);
    if (!folders.empty())
        bench.find("disk.data_on_system_disk", Severity::warning,
                   {{"folders", joined(folders)}, {"disks", disks_text(disks)}},
                   {"place.database", "place.objects", "mountinfo", "blocks"});
}

void judge_backups(const Picture& picture, Bench& bench) {
    const auto* backups = picture.spot("backups");
    if (!backups || !backups->mount) return;
    const auto disks = picture.disks_of(*backups);
    std::vector<std::string> folders;
    for (const auto* spot : picture.precious())
        if (share_disk(picture, *spot, backups->mount->device, disks))
            folders.push_back(spot->place.path);
    if (!folders.empty())
        bench.find("disk.backups_with_data", Severity::warning,
                   {{"backups", backups->place.path},
                    {"folders", joined(folders)},
                    {"disks", disks_text(disks)}},
                   {"place.backups", "place.database", "place.objects", "mountinfo", "blocks"});
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
    judge_system_disk(picture, bench);
    judge_backups(picture, bench);
    judge_system_size(picture, bench);
    judge_database(picture, bench);
    note_shares(picture, bench);
}

}  // namespace diag::disk
