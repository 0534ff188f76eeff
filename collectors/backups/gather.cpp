// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/gather.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "collectors/backups/gather_data.hpp"
#include "collectors/backups/history.hpp"
#include "collectors/backups/names.hpp"
#include "collectors/backups/picture.hpp"
#include "collectors/backups/proofs.hpp"
#include "collectors/backups/schedules.hpp"
#include "collectors/backups/search.hpp"
#include "collectors/backups/zone.hpp"
#include "collectors/disk/places.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr milliseconds each{2'000};
constexpr milliseconds end = patience - milliseconds{5'000};
constexpr std::size_t text_limit = 1 << 20;
constexpr std::size_t most_entries = 5'000;
constexpr std::size_t most_places = 16;
constexpr std::size_t most_proofs = 1'000;
constexpr std::size_t history_limit = 256 << 10;
/// Written less than this ago it may still be written.
constexpr milliseconds fresh{std::chrono::minutes{5}};
constexpr milliseconds between{500};

/// Keeps what passes: what is remembered is made of it.
class Keeping : public Sink {
public:
    explicit Keeping(Sink& sink) : sink_(sink) {}
    void give(std::string name, Result<std::string> value) override {
        evidence.insert_or_assign(name, value);
        sink_.give(std::move(name), std::move(value));
    }
    void attach(Attachment attachment) override { sink_.attach(std::move(attachment)); }
    void doing(std::string_view what) override { sink_.doing(what); }

    Evidence evidence;

private:
    Sink& sink_;
};

struct Tour {
    World& world;
    Sink& sink;
    milliseconds start;
    std::size_t proofs = 0;

    bool in_time() const { return world.clock.uptime() - start < end; }
};

/// Configured or discovered, each once.
json::array others(const Scope& scope) {
    std::set<std::string> names(scope.nodes.begin(), scope.nodes.end());
    names.insert(scope.site.nodes.begin(), scope.site.nodes.end());
    json::array all;
    for (const auto& name : names) all.emplace_back(printable(name));
    return all;
}

void give_run(Tour& tour) {
    const auto& scope = tour.world.scope;
    const auto now = tour.world.clock.now();
    tour.sink.give("run", json::write({{"time", now.time_since_epoch().count()},
                                       {"utc_offset", ahead_here(now).count()},
                                       {"zone", to_json(zone_here(now))},
                                       {"brief", scope.brief},
                                       {"role", scope.site.role},
                                       {"nodes", scope.site.nodes.size()},
                                       {"others", others(scope)},
                                       {"proofs", scope.proofs.size()},
                                       {"safr", !scope.site.processes.empty()},
                                       {"program_root", scope.program_root},
                                       {"data_root", scope.data_root},
                                       {"backup_root", scope.backup_root},
                                       {"rollback_backup", scope.rollback_backup}}));
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

/// All that lies below a directory that mongodump wrote, as one entry.
void measure(const Walk& walk, Entry& dump) {
    for (const auto& entry : walk.entries) {
        if (entry.path == dump.path) dump.inode = entry.inode, dump.device = entry.device;
        if (entry.kind != Kind::file) continue;
        if (dump.path != "." && !entry.path.starts_with(dump.path + "/")) continue;
        dump.bytes += entry.bytes;
        dump.modified = std::max(dump.modified, entry.modified);
    }
}

/// Files that may be backups, and directories that mongodump wrote.
std::vector<Entry> backups_in(const Walk& walk) {
    std::vector<Entry> found;
    std::map<std::string, Entry> dumps;
    for (const auto& entry : walk.entries) {
        if (const auto dump = dump_of(entry.path); !dump.empty()) {
            dumps[dump].path = dump;
            dumps[dump].kind = Kind::directory;
        }
        if (!kind_of(entry.path.substr(entry.path.rfind('/') + 1), entry.kind == Kind::directory)
                 .empty())
            found.push_back(entry);
    }
    for (auto& [path, dump] : dumps) {
        measure(walk, dump);
        found.push_back(std::move(dump));
    }
    return found;
}

json::value json_of(const std::vector<Entry>& found, bool cut) {
    json::array files;
    for (const auto& entry : found) files.push_back(json_of(entry));
    return json::object{{"files", std::move(files)}, {"cut", cut}};
}

/// What is on record of what was found.
void give_proofs(Tour& tour, const std::string& number, const std::string& top,
                 const std::vector<Entry>& found) {
    for (const auto& entry : found) {
        const auto path = entry.path == "." ? top : top + "/" + entry.path;
        const auto* proof = proof_of(tour.world.scope.proofs, path, entry);
        if (!proof || tour.proofs >= most_proofs) continue;
        auto document = to_json(*proof);
        document["place"] = number;
        document["name"] = printable(entry.path);
        tour.sink.give("proof." + std::to_string(++tour.proofs), json::write(document));
    }
}

/// Whether one of them was written so short ago that it may be written still.
bool any_fresh(const std::vector<Entry>& found, Time now) {
    return std::ranges::any_of(found, [&](const Entry& entry) {
        // File systems keep times that no calendar has.
        const auto modified = plausible_time(entry.modified.time_since_epoch().count());
        const auto age = now - modified;
        return modified != Time{} && age <= fresh && age >= -fresh;
    });
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
    const auto found = backups_in(*walk);
    tour.sink.give("files." + number, json::write(json_of(found, walk->cut)));
    give_proofs(tour, number, resolved->path, found);
    const auto space = tour.world.paths.space(resolved->path, each);
    if (space)
        tour.sink.give("space." + number, json::write(disk::to_json(*space)));
    else
        tour.sink.give("space." + number, space.error());
    if (!any_fresh(found, tour.world.clock.now())) return;
    tour.world.clock.sleep(between);
    if (const auto again = tour.world.paths.walk(resolved->path, most_entries, each); again)
        tour.sink.give("again." + number, json::write(json_of(backups_in(*again), again->cut)));
}

void give_places(Tour& tour, const std::vector<Sought>& places) {
    std::size_t number = 0;
    for (const auto& place : places)
        if (number < most_places && tour.in_time())
            give_place(tour, std::to_string(++number), place);
}

}  // namespace

void gather(World& world, Sink& sink) {
    Keeping keeping(sink);
    Tour tour{world, keeping, world.clock.uptime()};
    give_run(tour);
    keeping.give("history", std::string(newest_lines(world.scope.past, history_limit)));
    keeping.doing("who makes backups");
    const auto schedules = give_schedules(world, keeping);
    give_places(tour, places_of(world.scope, schedules));
    give_data(world, keeping, tour.start + end);
    if (auto moment = moment_of(keeping.evidence)) sink.give("remember", std::move(*moment));
}

}  // namespace diag::backups
