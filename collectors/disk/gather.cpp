// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/gather.hpp"

#include <algorithm>

#include "collectors/disk/blocks.hpp"
#include "collectors/disk/drives.hpp"
#include "collectors/disk/history.hpp"
#include "collectors/disk/mountinfo.hpp"
#include "collectors/disk/moved.hpp"
#include "collectors/disk/places.hpp"
#include "collectors/disk/reach.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

constexpr std::size_t text_limit = 1 << 20;       // of one kernel file
constexpr std::size_t history_limit = 512 << 10;  // about 500 runs
constexpr std::size_t file_limit = 2'000'000;     // files counted in one folder
constexpr std::size_t most_mounts = 256;
constexpr std::size_t most_tenants = 64;

// Ends of the stages, after the start.
constexpr milliseconds spaces_end{11'000};
constexpr milliseconds places_end{15'000};
constexpr milliseconds drives_end{20'000};
constexpr milliseconds usage_end = patience - milliseconds{4000};
constexpr milliseconds usage_each{6000};

// Of a brief run. An earlier reading is better than a short wait, unless it is so old that it would
// tell of a trouble long gone.
constexpr milliseconds brief_sampling{60};
constexpr milliseconds freshest{1000};
constexpr milliseconds stalest{3'600'000};

struct Tour {
    World& world;
    Sink& sink;
    Reach reach;
    milliseconds start;
    Moment moment;  ///< what this run will remember

    /// Reads a file, hands it over, and returns its text, empty when there is none.
    std::string give(const std::string& name, const char* path) {
        auto text = world.files.read(path, text_limit);
        auto copy = text ? *text : std::string{};
        sink.give(name, std::move(text));
        return copy;
    }
};

template <class T>
Result<std::string> as_text(const Result<T>& answer) {
    if (!answer) return answer.error();
    return json::write(to_json(*answer));
}

void give_run(Tour& tour) {
    const auto& scope = tour.world.scope;
    const auto boot = tour.world.files.read("/proc/sys/kernel/random/boot_id", 100);
    tour.moment.time = tour.world.clock.now();
    tour.moment.uptime = tour.start;
    tour.moment.boot = boot ? std::string(trimmed(*boot)) : "";
    tour.sink.give("run", json::write({{"time", tour.moment.time.time_since_epoch().count()},
                                       {"uptime", tour.start.count()},
                                       {"boot", tour.moment.boot},
                                       {"brief", scope.brief},
                                       {"program_root", scope.program_root},
                                       {"data_root", scope.data_root},
                                       {"backup_root", scope.backup_root}}));
}

/// Whether a reading of this boot is at hand which is neither too fresh nor too stale.
bool history_will_do(const Tour& tour, std::string_view past) {
    const auto moments = parse_history(past, tour.moment.time);
    return std::ranges::any_of(moments, [&](const Moment& earlier) {
        const auto age = tour.start - earlier.uptime;
        return earlier.boot == tour.moment.boot && !earlier.totals.empty() && age >= freshest &&
               age <= stalest;
    });
}

Fill fill_of(const Space& space) {
    const auto used = space.bytes_total - std::min(space.bytes_total, space.bytes_free);
    return {.used = used,
            .capacity = used + space.bytes_available,
            .inodes_used = space.inodes_total - std::min(space.inodes_total, space.inodes_free),
            .inodes = space.inodes_total};
}

void give_spaces(Tour& tour, std::string_view mountinfo) {
    tour.reach.until(tour.start + spaces_end);
    auto mounts = worth_asking(parse_mountinfo(mountinfo));
    if (mounts.size() > most_mounts) mounts.resize(most_mounts);
    for (const auto& mount : mounts) {
        tour.sink.doing("space of " + printable(mount.point));
        const auto space = tour.reach.space(mount.point);
        if (space && space->bytes_total > 0 && storage_of(mount) != Storage::memory)
            tour.moment.fills[mount.point] = fill_of(*space);
        tour.sink.give("space." + std::to_string(mount.id), as_text(space));
    }
}

using Resolutions = std::map<std::string, Resolved, std::less<>>;

/// Tenants whose images were moved by a link or a mount of their own (article K5).
void give_tenants(Tour& tour, const std::vector<Mount>& mounts, Resolutions& found) {
    const auto images = found.find("images");
    if (images == found.end()) return;
    const auto folder = images->second.path;
    const auto entries = tour.reach.list(folder, most_tenants);
    if (!entries) return tour.sink.give("tenants", entries.error());
    auto tenants = tenants_in(folder, *entries, mounts);
    std::erase(tenants.moved, "metadata");  // a place of its own
    std::erase(tenants.stay, "metadata");
    json::array moved;
    for (const auto& name : tenants.moved) {
        const auto id = "tenant." + std::to_string(moved.size() + 1);
        const auto path = tour.world.scope.data_root + "/cv-storage/objs/" + name;
        const auto resolved = tour.reach.resolve(path);
        if (resolved && !resolved->dangling) found.emplace(id, *resolved);
        tour.sink.give("place." + id, as_text(resolved));
        moved.push_back(json::object{{"id", id}, {"path", path}});
    }
    const bool stays = !tenants.stay.empty();
    if (!moved.empty())
        tour.sink.give("tenants", json::write({{"moved", std::move(moved)}, {"stays", stays}}));
}

Resolutions give_places(Tour& tour, std::string_view mountinfo) {
    const auto& scope = tour.world.scope;
    tour.reach.until(tour.start + places_end);
    Resolutions found;
    bool data = true;
    for (const auto& place : places_of(scope.program_root, scope.data_root, scope.backup_root)) {
        if (!data && lies_below(place.path, scope.data_root)) continue;
        tour.sink.doing("links of " + place.path);
        const auto resolved = tour.reach.resolve(place.path);
        if (place.id == "data") data = resolved || resolved.error().fault != Fault::absent;
        if (resolved && !resolved->dangling) found.emplace(place.id, *resolved);
        tour.sink.give("place." + place.id, as_text(resolved));
    }
    give_tenants(tour, parse_mountinfo(mountinfo), found);
    return found;
}

/// The second reading, `span` after the first, which was taken at uptime `first`.
void give_diskstats(Tour& tour, milliseconds first, milliseconds span) {
    const auto left = first + span - tour.world.clock.uptime();
    if (left.count() > 0) {
        tour.sink.doing("activity of the disks");
        tour.world.clock.sleep(left);
    }
    const auto now = tour.world.clock.uptime();
    const auto stats = tour.give("diskstats", "/proc/diskstats");
    for (auto& [name, totals] : parse_diskstats(stats)) {
        const bool plain = !name.starts_with("loop") && !name.starts_with("ram");
        if (plain && totals.reads + totals.writes > 0) tour.moment.totals[name] = totals;
    }
    tour.moment.time += now - tour.moment.uptime;
    tour.moment.uptime = now;
    tour.sink.give("interval", json::write({{"from", first.count()}, {"to", now.count()}}));
}

/// What lies in SAFR's folders. Those inside another one that is counted are not counted again.
void give_usage(Tour& tour, const Resolutions& places) {
    tour.reach.until(tour.start + usage_end);
    std::vector<std::pair<std::string, std::string>> folders;
    for (const auto& [id, place] : places)
        if (id != "programs" && id != "data") folders.emplace_back(place.path, id);
    std::ranges::sort(folders);  // the outer before the inner
    std::vector<std::string> counted;
    for (const auto& folder : folders) {
        const auto& path = folder.first;
        if (std::ranges::any_of(
                counted, [&path](const std::string& outer) { return lies_below(path, outer); }))
            continue;
        counted.push_back(path);
        tour.sink.doing("size of " + path);
        tour.sink.give("usage." + folder.second,
                       as_text(tour.reach.usage(path, file_limit, usage_each)));
    }
}

}  // namespace

void gather(World& world, Sink& sink) {
    const auto start = world.clock.uptime();
    Tour tour{world, sink, Reach(world.paths, world.clock), start, {}};
    give_run(tour);
    const auto past = newest_lines(world.scope.past, history_limit);
    sink.give("history", std::string(past));
    const bool waits = !world.scope.brief || !history_will_do(tour, past);
    const auto first = world.clock.uptime();
    if (waits) tour.give("diskstats.before", "/proc/diskstats");
    const auto mountinfo = tour.give("mountinfo", "/proc/self/mountinfo");
    tour.give("fstab", "/etc/fstab");
    tour.give("mdstat", "/proc/mdstat");
    auto blocks = read_blocks(world.files);
    const auto disks = parse_blocks(blocks ? *blocks : "");
    sink.give("blocks", std::move(blocks));

    give_spaces(tour, mountinfo);
    const auto places = give_places(tour, mountinfo);
    const auto sampling = world.scope.brief ? brief_sampling : world.scope.sampling;
    give_diskstats(tour, first, waits ? sampling : milliseconds{0});
    if (!world.scope.brief)
        tour.moment.lost_sectors = give_drives(world, sink, disks, start + drives_end);
    sink.give("remember", write_moment(tour.moment));
    if (!world.scope.brief) give_usage(tour, places);
}

}  // namespace diag::disk
