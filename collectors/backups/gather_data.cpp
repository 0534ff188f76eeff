// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/gather_data.hpp"

#include "collectors/disk/moved.hpp"
#include "collectors/disk/places.hpp"
#include "collectors/disk/reach.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr std::size_t text_limit = 1 << 20;
constexpr std::size_t most_counted = 500'000;
constexpr std::size_t most_tenants = 64;
constexpr milliseconds to_count{4'000};

struct Survey {
    World& world;
    Sink& sink;
    disk::Reach reach;
    std::vector<disk::Mount> mounts;

    /// Where the path leads; nothing where it is not there or leads nowhere.
    std::optional<Resolved> give(const std::string& id, const std::string& path);
};

std::optional<Resolved> Survey::give(const std::string& id, const std::string& path) {
    const auto resolved = reach.resolve(path);
    if (!resolved) {
        sink.give("data." + id, resolved.error());
        return {};
    }
    sink.give("data." + id, json::write(disk::to_json(*resolved)));
    if (resolved->dangling) return {};
    if (const auto space = reach.space(resolved->path))
        sink.give("space." + id, json::write(disk::to_json(*space)));
    if (world.scope.brief) return *resolved;
    sink.doing("size of " + printable(resolved->path));
    if (const auto usage = reach.usage(resolved->path, most_counted, to_count))
        sink.give("usage." + id, json::write(disk::to_json(*usage)));
    return *resolved;
}

/// Images that do not lie where cv-storage does: all of them, or those of some tenants (article
/// K5).
void give_images(Survey& survey, const Resolved& store) {
    const auto top = survey.world.scope.data_root + "/cv-storage/objs";
    const auto objs = survey.reach.resolve(top);
    if (!objs || objs->dangling) return;
    const bool elsewhere =
        !disk::lies_below(objs->path, store.path) ||
        disk::mount_of(survey.mounts, objs->path) != disk::mount_of(survey.mounts, store.path);
    std::size_t number = 0;
    const auto next = [&] { return "images." + std::to_string(++number); };
    if (elsewhere) survey.give(next(), top);
    json::object images{{"elsewhere", elsewhere}};
    if (const auto entries = survey.reach.list(objs->path, most_tenants)) {
        const auto tenants = disk::tenants_in(objs->path, *entries, survey.mounts);
        for (const auto& name : tenants.moved) survey.give(next(), top + "/" + name);
        images["moved"] = tenants.moved.size();
        images["stay"] = tenants.stay.size();
    }
    survey.sink.give("images", json::write(images));
}

}  // namespace

void give_data(World& world, Sink& sink, milliseconds deadline) {
    auto mountinfo = world.files.read("/proc/self/mountinfo", text_limit);
    Survey survey{world, sink, disk::Reach(world.paths, world.clock),
                  disk::parse_mountinfo(mountinfo ? *mountinfo : std::string{})};
    sink.give("mountinfo", std::move(mountinfo));
    survey.reach.until(deadline);
    survey.give("database", world.scope.data_root + "/mongo/data");
    if (const auto store = survey.give("objects", world.scope.data_root + "/cv-storage"))
        give_images(survey, *store);
}

}  // namespace diag::backups
