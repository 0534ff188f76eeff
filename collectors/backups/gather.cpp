// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/gather.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>

#include "collectors/backups/names.hpp"
#include "collectors/backups/schedules.hpp"
#include "collectors/backups/search.hpp"
#include "collectors/disk/places.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr milliseconds each{2'000};
constexpr milliseconds end = patience - milliseconds{5'000};
constexpr std::size_t text_limit = 1 << 20;
constexpr std::size_t most_entries = 5'000;
constexpr std::size_t most_places = 16;
constexpr std::size_t most_counted = 500'000;
/// Written less than this ago it may still be written.
constexpr milliseconds fresh{std::chrono::minutes{5}};
constexpr milliseconds between{500};

std::int64_t utc_offset(Time now) {
    const auto seconds = std::chrono::system_clock::to_time_t(
        std::chrono::system_clock::time_point(now.time_since_epoch()));
    std::tm local{};
    ::localtime_r(&seconds, &local);
    return local.tm_gmtoff;
}

struct Tour {
    World& world;
    Sink& sink;
    milliseconds start;

    bool in_time() const { return world.clock.uptime() - start < end; }
};

void give_run(Tour& tour) {
    const auto& scope = tour.world.scope;
    const auto now = tour.world.clock.now();
    tour.sink.give("run", json::write({{"time", now.time_since_epoch().count()},
                                       {"utc_offset", utc_offset(now)},
                                       {"brief", scope.brief},
                                       {"role", scope.site.role},
                                       {"nodes", scope.site.nodes.size()},
                                       {"safr", !scope.site.processes.empty()},
                                       {"data_root", scope.data_root},
                                       {"backup_root", scope.backup_root}}));
}

json::object json_of(const Entry& entry) {
    constexpr std::array kinds{"file", "directory", "link", "other"};
    return {
        {"name", printable(entry.path)}, {"kind", kinds[static_cast<std::size_t>(entry.kind)]},
        {"bytes", entry.bytes},          {"modified", entry.modified.time_since_epoch().count()},
        {"inode", entry.inode},          {"device", entry.device}};
}

/// The directory two above a file that only mongodump writes: "dump" of "dump/event/faces.bson".
std::string dump_of(std::string_view path) {
    if (!path.ends_with(".metadata.json") && !path.ends_with(".metadata.json.gz")) return {};
    const auto inner = path.rfind('/');
    if (inner == std::string_view::npos || inner == 0) return {};
    const auto outer = path.rfind('/', inner - 1);
    return outer == std::string_view::npos ? "." : std::string(path.substr(0, outer));
}

/// Files that may be backups, and directories that mongodump wrote, each as one entry.
json::value backups_in(const Walk& walk, Time& newest) {
    json::array files;
    std::map<std::string, Entry> dumps;
    for (const auto& entry : walk.entries) {
        if (const auto dump = dump_of(entry.path); !dump.empty()) {
            auto& whole = dumps[dump];
            whole.path = dump;
            whole.kind = Kind::directory;
            whole.modified = std::max(whole.modified, entry.modified);
        }
        if (kind_of(entry.path.substr(entry.path.rfind('/') + 1), entry.kind == Kind::directory)
                .empty())
            continue;
        newest = std::max(newest, entry.modified);
        files.push_back(json_of(entry));
    }
    for (auto& [path, dump] : dumps) {
        for (const auto& entry : walk.entries) {
            const bool below = path == "." || entry.path.starts_with(path + "/");
            if (entry.path == path) dump.inode = entry.inode, dump.device = entry.device;
            if (below && entry.kind == Kind::file) dump.bytes += entry.bytes;
        }
        files.push_back(json_of(dump));
    }
    return json::object{{"files", std::move(files)}, {"cut", walk.cut}};
}

void give_place(Tour& tour, const std::string& number, const Sought& place) {
    tour.sink.doing("backups in " + printable(place.path));
    const auto resolved = tour.world.paths.resolve(place.path, each);
    json::object document{{"path", place.path}, {"source", place.source}};
    if (!resolved) {
        document["failure"] = resolved.error().what;
        document["fault"] = name_of(resolved.error().fault);
        tour.sink.give("place." + number, json::write(document));
        return;
    }
    document["leads"] = disk::to_json(*resolved);
    tour.sink.give("place." + number, json::write(document));
    if (resolved->dangling) return;
    const auto walk = tour.world.paths.walk(resolved->path, most_entries, each);
    if (!walk) return tour.sink.give("files." + number, walk.error());
    Time newest{};
    tour.sink.give("files." + number, json::write(backups_in(*walk, newest)));
    const auto space = tour.world.paths.space(resolved->path, each);
    if (space)
        tour.sink.give("space." + number, json::write(disk::to_json(*space)));
    else
        tour.sink.give("space." + number, space.error());
    const auto age = tour.world.clock.now() - newest;
    if (newest == Time{} || age > fresh || age < -fresh) return;
    tour.world.clock.sleep(between);
    if (const auto again = tour.world.paths.walk(resolved->path, most_entries, each); again)
        tour.sink.give("again." + number, json::write(backups_in(*again, newest)));
}

void give_places(Tour& tour, const std::vector<Sought>& places) {
    std::size_t number = 0;
    for (const auto& place : places)
        if (number < most_places && tour.in_time())
            give_place(tour, std::to_string(++number), place);
}

/// Where the data is that a backup is of, and how much of it.
void give_data(Tour& tour) {
    const auto& scope = tour.world.scope;
    tour.sink.give("mountinfo", tour.world.files.read("/proc/self/mountinfo", text_limit));
    for (const auto& [id, below] :
         {std::pair{"database", "/mongo/data"}, std::pair{"objects", "/cv-storage"}}) {
        if (!tour.in_time()) return;
        const auto resolved = tour.world.paths.resolve(scope.data_root + below, each);
        if (!resolved) {
            tour.sink.give("data." + std::string(id), resolved.error());
            continue;
        }
        tour.sink.give("data." + std::string(id), json::write(disk::to_json(*resolved)));
        if (resolved->dangling || scope.brief) continue;
        tour.sink.doing("size of " + printable(resolved->path));
        const auto usage = tour.world.paths.usage(resolved->path, most_counted, 2 * each);
        const auto space = tour.world.paths.space(resolved->path, each);
        if (usage) tour.sink.give("usage." + std::string(id), json::write(disk::to_json(*usage)));
        if (space) tour.sink.give("space." + std::string(id), json::write(disk::to_json(*space)));
    }
}

}  // namespace

void gather(World& world, Sink& sink) {
    Tour tour{world, sink, world.clock.uptime()};
    give_run(tour);
    sink.doing("who makes backups");
    const auto schedules = give_schedules(world, sink);
    give_places(tour, places_of(world.scope, schedules));
    give_data(tour);
}

}  // namespace diag::backups
