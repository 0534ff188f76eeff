// SPDX-License-Identifier: Apache-2.0
// Does each of SAFR's folders lead somewhere, and is it the right kind of storage?
#include <algorithm>
#include <span>

#include "collectors/disk/places.hpp"
#include "collectors/nfs/picture.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

bool is_objects(const Store& store) { return store.id != "database" && store.id != "backups"; }

/// An automount point is waiting there: the share is mounted when somebody touches it.
bool waits_for_touch(const Picture& picture, const Target& target) {
    if (disk::has_option(target.options, "x-systemd.automount") || target.origin == "autofs")
        return true;
    return std::ranges::any_of(picture.mounts, [&](const disk::Mount& mount) {
        return mount.type == "autofs" && mount.point == target.point;
    });
}

void judge_unmounted(const Picture& picture, Bench& bench) {
    for (const auto& share : picture.shares) {
        if (share.target.origin != "fstab" && share.target.origin != "autofs") continue;
        if (waits_for_touch(picture, share.target)) continue;
        const bool reachable =
            share.server < picture.servers.size() && answers(picture.servers[share.server]);
        auto parameters = about(share);
        parameters["origin"] = share.target.origin;
        bench.find(reachable ? "nfs.not_mounted" : "nfs.not_mounted_dead",
                   share.folders.empty() ? Severity::warning : Severity::critical, share.number,
                   std::move(parameters), {"fstab", "autofs", "mountinfo", "stores"});
    }
}

/// Where a store lies, as "nas01:/export/safr" or the mount point.
std::string source_of(const Picture& picture, const Store& store) {
    for (const auto& share : picture.shares)
        if (share.target.mounted() && share.target.point == store.point) return share.target.name();
    return store.point.empty() ? "-" : store.point;
}

void judge_answer(const Picture& picture, const Store& store, const std::string& name,
                  Bench& bench) {
    const auto found = bench.evidence.find(name);
    if (found == bench.evidence.end() || found->second) return;
    const auto& error = found->second.error();
    const Parameters parameters{{"folders", store.path},
                                {"point", store.point.empty() ? "-" : store.point},
                                {"export", source_of(picture, store)},
                                {"server", source_of(picture, store)},
                                {"type", store.type.empty() ? "-" : store.type},
                                {"step", "stat"},
                                {"reason", error.what}};
    const auto find = [&](const char* id) {
        bench.find(id, Severity::critical, store.point, parameters, {name, "stores"});
    };
    if (error.fault == Fault::timed_out) find("nfs.store_silent");
    if (error.fault == Fault::io)
        find(error.what.ends_with("Stale file handle") ? "nfs.stale" : "nfs.store_failed");
}

/// Its objects are this node's alone (safr-facts 3, article B2). On a simple node the object
/// service only passes requests on.
void judge_local(const Picture& picture, const Store& store, Bench& bench) {
    disk::Mount mount;
    mount.type = store.type;
    if (store.id != "images" || disk::storage_of(mount) != disk::Storage::local) return;
    if (picture.nodes < 2 || picture.role == "simple") return;
    bench.find("nfs.store_local", Severity::warning, "local",
               {{"folders", store.path},
                {"point", store.point},
                {"type", store.type},
                {"nodes", std::to_string(picture.nodes)}},
               {"stores", "run"});
}

}  // namespace

void judge_stores(const Picture& picture, Bench& bench) {
    judge_unmounted(picture, bench);
    for (const auto& store : picture.stores) {
        judge_answer(picture, store, "place." + store.id, bench);
        judge_answer(picture, store, "space." + store.point, bench);
        if (is_objects(store)) judge_local(picture, store, bench);
        if (!store.loops) continue;
        const auto links =
            std::span(store.links).first(std::min<std::size_t>(3, store.links.size()));
        bench.find("nfs.link_loop", Severity::critical, store.path,
                   {{"folders", store.path}, {"links", joined(links)}}, {"stores"});
    }
    const auto refused = bench.evidence.find("exports");
    if (refused != bench.evidence.end() && !refused->second)
        bench.find("nfs.exports_malformed", Severity::warning, "exports",
                   {{"reason", refused->second.error().what}}, {"exports"});
    const auto mounts = bench.evidence.find("mountinfo");
    if (mounts != bench.evidence.end() && !mounts->second)
        bench.find("nfs.mounts_unknown", Severity::unknown, "mountinfo",
                   {{"reason", mounts->second.error().what}}, {"mountinfo"});
}

}  // namespace diag::nfs
