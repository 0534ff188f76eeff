// SPDX-License-Identifier: Apache-2.0
// Does every mount answer, can it be written, and is everything mounted that should be?
#include <algorithm>

#include "collectors/disk/picture.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

Parameters about(const Mount& mount) {
    return {{"mount", mount.point},
            {"type", mount.type},
            {"source", mount.source.empty() ? "-" : mount.source}};
}

Parameters with(Parameters parameters, std::string name, std::string text) {
    parameters.insert_or_assign(std::move(name), std::move(text));
    return parameters;
}

/// Why a mount did not tell its space. `skipped` collects those nobody asked.
void judge_failure(const Picture& picture, const Volume& volume, Bench& bench,
                   std::vector<std::string>& skipped) {
    auto parameters = with(with(about(volume.mount), "reason", volume.space.error().what),
                           "folders", picture.folders_on(volume));
    const std::vector<std::string> rests_on{volume.item, "mountinfo"};
    switch (volume.space.error().fault) {
        case Fault::timed_out:
            bench.find("disk.mount_silent", Severity::critical, std::move(parameters), rests_on);
            break;
        case Fault::refused:
            skipped.push_back(volume.mount.point);
            break;
        case Fault::absent:
            break;  // unmounted while we looked
        case Fault::denied:
            // FUSE keeps out even root unless mounted with allow_root (mount.fuse3(8)).
            if (!volume.mount.type.starts_with("fuse"))
                bench.find("disk.mount_denied", Severity::unknown, std::move(parameters), rests_on);
            break;
        default:
            bench.find("disk.mount_failed", Severity::critical, std::move(parameters), rests_on);
    }
}

const Wanted* wanted_at(const Picture& picture, const std::string& point) {
    const auto found = std::ranges::find(picture.fstab, point, &Wanted::point);
    return found == picture.fstab.end() ? nullptr : &*found;
}

/// The kernel turned it, an operator did, or it is meant to be: only the first two are faults.
void judge_writable(const Picture& picture, const Volume& volume, Bench& bench) {
    const auto& mount = volume.mount;
    if (!is_read_only(mount)) return;
    const auto* wanted = wanted_at(picture, mount.point);
    const bool meant = wanted && has_option(wanted->options, "ro");
    const bool expected = wanted && !meant;
    // Only the kernel leaves the mount "rw" while its file system is read-only.
    const bool turned = has_option(mount.options, "rw");
    const auto folders = picture.folders_on(volume);
    if (meant || !(turned || expected || folders != "-")) return;
    bench.find("disk.read_only", Severity::critical,
               with(with(about(mount), "options", mount.super_options), "folders", folders),
               {"mountinfo", "fstab"});
}

/// What a link of Resolved::links points to.
std::string_view target_of(std::string_view link) {
    const auto arrow = link.find(" -> ");
    return arrow == std::string_view::npos ? std::string_view{} : link.substr(arrow + 4);
}

/// SAFR's folders that are, or would be, below `point`.
std::vector<std::string> folders_below(const Picture& picture, const std::string& point) {
    std::vector<std::string> folders;
    for (const auto& spot : picture.spots) {
        if (!spot.resolved) continue;
        const auto& links = spot.resolved->links;
        if (lies_below(spot.place.path, point) || lies_below(spot.resolved->path, point) ||
            std::ranges::any_of(
                links, [&](const std::string& link) { return lies_below(target_of(link), point); }))
            folders.push_back(spot.place.path);
    }
    return folders;
}

bool is_storage(const Wanted& wanted) {
    Mount mount;
    mount.type = wanted.type;
    const auto storage = storage_of(mount);
    return storage == Storage::local || storage == Storage::network;
}

void judge_missing(const Picture& picture, Bench& bench) {
    for (const auto& wanted : picture.fstab) {
        const bool there =
            std::ranges::find(picture.mounts, wanted.point, &Mount::point) != picture.mounts.end();
        if (there || !is_storage(wanted)) continue;
        const auto folders = folders_below(picture, wanted.point);
        const auto severity = !folders.empty()                       ? Severity::critical
                              : has_option(wanted.options, "nofail") ? Severity::info
                                                                     : Severity::warning;
        bench.find("disk.not_mounted", severity,
                   {{"mount", wanted.point},
                    {"source", wanted.source},
                    {"type", wanted.type},
                    {"folders", folders.empty() ? "-" : joined(folders)}},
                   {"fstab", "mountinfo"});
    }
}

}  // namespace

void judge_mounts(const Picture& picture, Bench& bench) {
    if (picture.mounts.empty()) {
        const auto found = bench.evidence.find("mountinfo");
        const bool failed = found != bench.evidence.end() && !found->second;
        bench.find("disk.mounts_unknown", Severity::unknown,
                   {{"reason", failed ? found->second.error().what : "mountinfo: -"}},
                   {"mountinfo"});
        return;
    }
    std::vector<std::string> skipped;
    for (const auto& volume : picture.volumes) {
        if (!volume.space) judge_failure(picture, volume, bench, skipped);
        judge_writable(picture, volume, bench);
    }
    if (!skipped.empty())
        bench.find("disk.mounts_not_asked", Severity::unknown,
                   {{"mounts", joined(skipped)}, {"count", std::to_string(skipped.size())}},
                   {"mountinfo"});
    judge_missing(picture, bench);
}

}  // namespace diag::disk
