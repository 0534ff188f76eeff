// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/gather.hpp"

#include <algorithm>
#include <map>

#include "collectors/cameras/factory.hpp"
#include "collectors/cameras/feeds.hpp"
#include "collectors/capacity/history.hpp"
#include "collectors/capacity/tour.hpp"
#include "collectors/disk/blocks.hpp"
#include "collectors/disk/moved.hpp"
#include "collectors/disk/places.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t history_limit = 256 << 10;  // 400 lines of a few drives
constexpr std::size_t most_tenants = 16;
constexpr std::uint64_t files_in_database = 100'000;

// Ends of the stages, after the start.
constexpr milliseconds places_end{15'000};
constexpr milliseconds programs_end{28'000};
constexpr milliseconds smi_patience{10'000};
constexpr milliseconds usage_patience{2'000};

bool safr_is_here(Tour& tour) {
    if (!tour.world.scope.site.processes.empty()) return true;
    const auto data = tour.reach.resolve(tour.world.scope.data_root);
    return data && !data->dangling;
}

void give_run(Tour& tour, bool here) {
    const auto& scope = tour.world.scope;
    tour.sink.give("run", json::write({{"time", tour.world.clock.now().time_since_epoch().count()},
                                       {"brief", scope.brief},
                                       {"here", here},
                                       {"site", scope.site.known},
                                       {"nodes", scope.site.nodes.size() + 1},
                                       {"data_root", scope.data_root}}));
}

/// How many processes of SAFR run each program, by its name alone.
void give_programs(Tour& tour) {
    std::map<std::string, std::size_t> counts;
    for (const auto& process : tour.world.scope.site.processes)
        ++counts[process.program.substr(process.program.rfind('/') + 1)];
    json::object programs;
    for (const auto& [name, count] : counts) programs[name] = count;
    tour.sink.give("programs", json::write(programs));
}

/// How many feeds the factory configuration has, of several files the fullest: one alone is in
/// force. URLs hold logins and are not kept.
void give_factory(Tour& tour) {
    std::size_t enabled = 0;
    bool found = false, silent = false;
    for (const auto& file : cameras::factory_files(tour.world.scope)) {
        if (silent && !file.local) continue;
        const auto document = cameras::read_factory(tour.world, file);
        silent = silent || (!document && document.error().fault == Fault::timed_out);
        if (!document) continue;
        found = true;
        const auto feeds = cameras::feeds_in(*document, "virgo-factory");
        const auto count = std::ranges::count(feeds, true, &cameras::Feed::enabled);
        enabled = std::max(enabled, static_cast<std::size_t>(count));
    }
    if (found) tour.sink.give("factory", json::write({{"enabled", enabled}}));
}

template <class T>
Result<std::string> as_text(const Result<T>& answer) {
    if (!answer) return answer.error();
    return json::write(disk::to_json(*answer));
}

void add_store(Tour& tour, std::string id, std::string path) {
    Store store{.id = std::move(id), .path = std::move(path), .resolved = {}};
    tour.sink.doing("where " + printable(store.path) + " lies");
    const auto resolved = tour.reach.resolve(store.path);
    tour.sink.give("place." + store.id, as_text(resolved));
    if (resolved && !resolved->dangling) {
        store.resolved = resolved->path;
        const auto space = tour.reach.space(store.resolved);
        store.answers = space.has_value();
        tour.sink.give("space." + store.id, as_text(space));
    }
    tour.stores.push_back(std::move(store));
}

/// Tenants whose images were moved by a link or a mount of their own (article K5).
void add_moved(Tour& tour, const std::string& images) {
    const auto entries = tour.reach.list(images, 64);
    if (!entries) return;
    auto moved = disk::tenants_in(images, *entries, tour.mounts).moved;
    if (moved.size() > most_tenants) moved.resize(most_tenants);
    std::size_t number = 0;
    for (const auto& name : moved)
        add_store(tour, "images." + std::to_string(++number), images + "/" + name);
}

void give_stores(Tour& tour) {
    const auto& root = tour.world.scope.data_root;
    tour.mounts = disk::parse_mountinfo(tour.give("mountinfo", "/proc/self/mountinfo"));
    tour.sink.give("blocks", disk::read_blocks(tour.world.files));
    add_store(tour, "database", root + "/mongo/data");
    add_store(tour, "images", root + "/cv-storage/objs");
    if (const auto images = tour.stores.back(); images.answers) add_moved(tour, images.resolved);
    json::array told;
    for (const auto& store : tour.stores)
        told.push_back(json::object{{"id", store.id}, {"path", store.path}});
    tour.sink.give("stores", json::write(told));
}

/// What is used where the stores lie, for later runs to see it grow.
void remember(Tour& tour) {
    const auto past = newest_lines(tour.world.scope.past, history_limit);
    tour.sink.give("history", std::string(past));
    const auto now = tour.world.clock.now();
    Measured measured{.time = now, .drives = {}};
    for (const auto& store : tour.stores) {
        const auto* mount = store.answers ? disk::mount_of(tour.mounts, store.resolved) : nullptr;
        if (!mount || measured.drives.contains(mount->point)) continue;
        if (const auto space = tour.reach.space(store.resolved))
            measured.drives[mount->point] =
                space->bytes_total - std::min(space->bytes_total, space->bytes_free);
    }
    if (is_due(measured_in(past, now), now) && !measured.drives.empty())
        tour.sink.give("measured", to_line(measured));
}

void give_gpu(Tour& tour) {
    if (tour.left(programs_end) < smi_patience) return;
    tour.sink.doing("NVIDIA GPU");
    const std::vector<std::string> argv{"nvidia-smi", "-q", "-x"};
    auto answer = tour.world.programs.run(argv, 4u << 20, smi_patience);
    if (answer)
        tour.sink.give("nvidia-smi", std::move(answer->output));
    else
        tour.sink.give("nvidia-smi", answer.error());
}

void give_database(Tour& tour) {
    const auto& database = tour.stores.front();
    if (database.answers)
        tour.sink.give(
            "usage.database",
            as_text(tour.reach.usage(database.resolved, files_in_database, usage_patience)));
    auto bytes = database_bytes(tour.world.scope.site);
    if (bytes || bytes.error().fault != Fault::absent) tour.sink.give("database", std::move(bytes));
}

}  // namespace

void gather(World& world, Sink& sink) {
    const auto start = world.clock.uptime();
    Tour tour{world, sink, disk::Reach(world.paths, world.clock), start, {}, {}};
    tour.reach.until(start + places_end);
    const bool here = safr_is_here(tour);
    give_run(tour, here);
    if (!here) return;
    tour.give("meminfo", "/proc/meminfo");
    const auto driver = tour.give("nvidia:driver", "/proc/driver/nvidia/version");
    give_programs(tour);
    give_factory(tour);
    give_stores(tour);
    remember(tour);
    give_scanners(world, sink);
    if (world.scope.brief) return;
    tour.reach.until(start + programs_end);
    // Without a driver there is nobody to ask, and nothing is waited for.
    if (!driver.empty()) give_gpu(tour);
    give_database(tour);
    give_written(tour);
}

}  // namespace diag::capacity
