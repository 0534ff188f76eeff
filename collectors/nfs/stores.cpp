// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/stores.hpp"

#include <algorithm>
#include <array>

#include "collectors/disk/places.hpp"
#include "collectors/nfs/whereabouts.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t most_targets = 16;
constexpr std::size_t most_tenants = 64;
constexpr std::size_t most_maps = 32;
constexpr std::size_t map_limit = 256 << 10;

constexpr std::array<std::string_view, 5> kept{"objects", "images", "metadata", "database",
                                               "backups"};

Store locate(World& world, std::string id, std::string path,
             const std::vector<disk::Mount>& mounts) {
    auto found = whereabouts_of(
        path, mounts, [&](const std::string& link) { return world.files.link_target(link); });
    Store store{
        std::move(id), std::move(path), std::move(found.path), std::move(found.links), {}, {},
        found.loops};
    if (found.mount) {
        store.point = found.mount->point;
        store.type = found.mount->type;
    }
    return store;
}

/// Tenants whose folder was moved by a link of its own (article K5 moves `objs/<tenant>`). Only
/// where a local disk tells.
void add_tenants(World& world, const std::vector<disk::Mount>& mounts, std::vector<Store>& stores) {
    const auto images = std::ranges::find(stores, "images", &Store::id);
    if (images == stores.end()) return;
    const auto* mount = disk::mount_of(mounts, images->leads);
    if (!mount || may_hang(*mount)) return;
    const auto folder = images->path;
    const auto point = images->point;
    const auto names = world.files.list(images->leads, most_tenants);
    if (!names) return;
    std::size_t count = 0;
    for (const auto& name : *names) {
        if (name == "metadata") continue;
        auto store =
            locate(world, "tenant." + std::to_string(++count), folder + "/" + name, mounts);
        if (store.point != point) stores.push_back(std::move(store));
    }
}

std::string text_of(Files& files, const std::string& path) {
    auto text = files.read(path, map_limit);
    return text ? std::move(*text) : std::string{};
}

bool holds_store(const std::string& point, const Scope& scope, const std::vector<Store>& stores) {
    return disk::lies_below(point, scope.data_root) || disk::lies_below(point, scope.backup_root) ||
           std::ranges::any_of(stores, [&](const Store& store) {
               return disk::lies_below(store.leads, point) || disk::lies_below(store.path, point);
           });
}

/// Where the object store lies below the share mounted at `point`.
std::string folder_below(const std::string& point, const std::vector<Store>& stores) {
    for (const auto& store : stores) {
        if (store.id == "database" || !disk::lies_below(store.leads, point)) continue;
        return point == "/" ? store.leads : store.leads.substr(point.size());
    }
    return {};
}

class Collection {
public:
    Collection(const Scope& scope, const std::vector<Store>& stores)
        : scope_(scope), stores_(stores) {}

    void add(std::optional<Target> target, const std::string& bound_root = "/") {
        if (!target || targets_.size() >= most_targets) return;
        if (!target->point.empty()) {
            if (!holds_store(target->point, scope_, stores_)) return;
            target->folder = folder_below(target->point, stores_);
            // A bind mount shows a part of the share.
            if (bound_root != "/") target->folder = bound_root + target->folder;
        }
        const bool known = std::ranges::any_of(targets_, [&](const Target& other) {
            return other.name() == target->name() && other.point == target->point &&
                   other.server_key() == target->server_key();
        });
        const bool mounted_already =
            target->origin == "configuration" &&
            std::ranges::any_of(targets_, [&](const Target& other) {
                return other.name() == target->name() && other.port == target->port &&
                       (target->version == 0 || target->version == other.version);
            });
        if (!known && !mounted_already) targets_.push_back(std::move(*target));
    }

    std::vector<Target> take() { return std::move(targets_); }

private:
    const Scope& scope_;
    const std::vector<Store>& stores_;
    std::vector<Target> targets_;
};

bool is_mounted(const std::vector<disk::Mount>& mounts, const disk::Wanted& wanted) {
    return std::ranges::any_of(mounts, [&](const disk::Mount& mount) {
        return mount.point == wanted.point && mount.type != "autofs";
    });
}

}  // namespace

std::vector<Store> find_stores(World& world, const std::vector<disk::Mount>& mounts) {
    const auto& scope = world.scope;
    std::vector<Store> stores;
    for (auto& place : disk::places_of(scope.program_root, scope.data_root, scope.backup_root))
        if (std::ranges::find(kept, place.id) != kept.end())
            stores.push_back(locate(world, std::move(place.id), std::move(place.path), mounts));
    add_tenants(world, mounts, stores);
    // The object store first: it is what this is about, and gives a share its folder.
    // Not std::ranges: clang 14 cannot read what libstdc++ 12 returns from it.
    std::stable_partition(stores.begin(), stores.end(), [](const Store& store) {
        return store.id != "database" && store.id != "backups";
    });
    return stores;
}

std::vector<Target> find_targets(const Scope& scope, const std::vector<Store>& stores,
                                 const std::vector<disk::Mount>& mounts, const Wishes& wishes,
                                 std::vector<Error>& refused) {
    Collection collection(scope, stores);
    for (const auto& mount : mounts)
        if (disk::mount_of(mounts, mount.point) == &mount)
            collection.add(target_of(mount), mount.root);
    for (const auto& wanted : wishes.fstab)
        if (!is_mounted(mounts, wanted)) collection.add(target_of(wanted, "fstab"));
    for (const auto& wanted : wishes.autofs)
        if (!is_mounted(mounts, wanted)) collection.add(target_of(wanted, "autofs"));
    for (const auto& text : scope.nfs.exports) {
        auto target = parse_export(text);
        if (target)
            collection.add(std::move(*target));
        else
            refused.push_back(target.error());
    }
    return collection.take();
}

std::vector<disk::Wanted> read_autofs(Files& files) {
    std::string masters = text_of(files, "/etc/auto.master");
    const auto more = files.list("/etc/auto.master.d", most_maps);
    for (const auto& name : more ? *more : std::vector<std::string>{})
        if (name.ends_with(".autofs"))
            masters += "\n" + text_of(files, "/etc/auto.master.d/" + name);
    auto maps = parse_auto_master(masters);
    if (maps.size() > most_maps) maps.resize(most_maps);
    std::vector<disk::Wanted> wanted;
    for (const auto& map : maps)
        for (auto& each : parse_autofs_map(text_of(files, map.file), map.folder))
            wanted.push_back(std::move(each));
    return wanted;
}

json::value to_json(const std::vector<Store>& stores) {
    json::array list;
    for (const auto& store : stores) {
        json::array links;
        for (const auto& link : store.links) links.emplace_back(link);
        list.push_back({{"id", store.id},
                        {"path", store.path},
                        {"leads", store.leads},
                        {"links", std::move(links)},
                        {"point", store.point},
                        {"type", store.type},
                        {"loops", store.loops}});
    }
    return list;
}

std::vector<Store> stores_from(const json::value& document) {
    std::vector<Store> stores;
    for (const auto& each : json::list_at(document, "")) {
        Store store;
        const auto text = [&](const char* name) { return json::text_at(each, name).value_or(""); };
        store.id = text("id");
        store.path = text("path");
        store.leads = text("leads");
        store.point = text("point");
        store.type = text("type");
        store.loops = json::flag_at(each, "loops").value_or(false);
        for (const auto& link : json::list_at(each, "links"))
            if (link.is_string()) store.links.emplace_back(link.get_string());
        if (!store.id.empty()) stores.push_back(std::move(store));
    }
    return stores;
}

json::value to_json(const std::vector<disk::Wanted>& wanted) {
    json::array list;
    for (const auto& each : wanted)
        list.push_back({{"source", each.source},
                        {"point", each.point},
                        {"type", each.type},
                        {"options", each.options}});
    return list;
}

}  // namespace diag::nfs
