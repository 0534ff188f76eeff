// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/gather.hpp"

#include <unistd.h>

#include <algorithm>
#include <set>

#include "collectors/disk/places.hpp"
#include "collectors/nfs/ask.hpp"
#include "collectors/nfs/history.hpp"
#include "collectors/nfs/host.hpp"
#include "collectors/nfs/stores.hpp"
#include "collectors/nfs/whereabouts.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t text_limit = 4 << 20;       // of one kernel file
constexpr std::size_t history_limit = 512 << 10;  // of the past that is looked at

struct Tour {
    World& world;
    Sink& sink;
    Reading reading;                            ///< what this run will remember
    std::set<std::string, std::less<>> silent;  ///< mount points that gave no answer

    std::string give(const std::string& name, const char* path) {
        auto text = world.files.read(path, text_limit);
        auto copy = text ? *text : std::string{};
        sink.give(name, std::move(text));
        return copy;
    }
};

void give_run(Tour& tour, const Appearance& appearance) {
    const auto& scope = tour.world.scope;
    const auto boot = tour.world.files.read("/proc/sys/kernel/random/boot_id", 100);
    auto& reading = tour.reading;
    reading.time = tour.world.clock.now();
    reading.uptime = tour.world.clock.uptime();
    reading.boot = boot ? std::string(trimmed(*boot)) : "";
    const auto nodes = scope.site.nodes.size() + 1;  // the site's nodes are the other ones
    json::object run{{"time", reading.time.time_since_epoch().count()},
                     {"uptime", reading.uptime.count()},
                     {"boot", reading.boot},
                     {"brief", scope.brief},
                     {"data_root", scope.data_root},
                     {"role", scope.site.role},
                     {"nodes", nodes},
                     {"root", ::geteuid() == 0},
                     {"appears_as", appearance.user},
                     {"write_canary", scope.nfs.write_canary}};
    if (appearance.uid) run["uid"] = *appearance.uid;
    tour.sink.give("run", json::write(run));
}

/// Whether the mount's server is known to answer, or needs none. A path on any other mount is left
/// alone: it could only hang.
bool may_touch(const std::string& point, const std::string& type, const std::vector<Asked>& asked) {
    disk::Mount mount;
    mount.type = type;
    if (type == "autofs") return false;
    if (!may_hang(mount)) return true;
    const auto found = std::ranges::find_if(asked, [&](const Asked& each) {
        return each.target.mounted() && each.target.point == point;
    });
    // Nobody to ask: FUSE and the like answer from their own process, or a disposable child is
    // lost.
    return found == asked.end() || found->answers;
}

template <class T>
Result<std::string> as_text(const Result<T>& answer) {
    if (!answer) return answer.error();
    return json::write(disk::to_json(*answer));
}

void give_place(Tour& tour, const Store& store, const std::vector<Asked>& asked) {
    const auto name = "place." + store.id;
    if (!may_touch(store.point, store.type, asked)) {
        tour.sink.give(name, Error{Fault::refused, "not asked: its server does not answer"});
        return;
    }
    if (tour.silent.contains(store.point)) {
        tour.sink.give(name, Error{Fault::refused, "not asked: " + store.point + " stayed silent"});
        return;
    }
    const milliseconds patience{tour.world.scope.brief ? 700 : 2000};
    tour.sink.doing("links of " + store.path);
    const auto resolved = tour.world.paths.resolve(store.path, patience);
    if (!resolved && resolved.error().fault == Fault::timed_out) tour.silent.insert(store.point);
    tour.sink.give(name, as_text(resolved));
}

void give_spaces(Tour& tour, const std::vector<Store>& stores, const std::vector<Asked>& asked) {
    std::set<std::string, std::less<>> done;
    for (const auto& store : stores) {
        if (store.point.empty() || !done.insert(store.point).second) continue;
        if (!may_touch(store.point, store.type, asked)) continue;
        const milliseconds patience{tour.world.scope.brief ? 700 : 2000};
        const auto name = "space." + store.point;
        if (tour.silent.contains(store.point)) {
            tour.sink.give(name, Error{Fault::timed_out, store.point + " did not answer"});
            continue;
        }
        const auto space = tour.world.paths.space(store.point, patience);
        if (!space && space.error().fault == Fault::timed_out) tour.silent.insert(store.point);
        tour.sink.give(name, as_text(space));
    }
}

/// The second reading of the counters; in a brief run the first one is all there is.
void give_counters(Tour& tour, const Result<std::string>& earlier,
                   const std::vector<Store>& stores) {
    auto& reading = tour.reading;
    const auto first = reading.uptime;
    const auto before = earlier ? *earlier : std::string{};
    auto text = before;
    if (!tour.world.scope.brief && before.find("fstype nfs") != std::string::npos) {
        const auto left = first + tour.world.scope.sampling - tour.world.clock.uptime();
        if (left.count() > 0) {
            tour.sink.doing("counters of the mounts");
            tour.world.clock.sleep(left);
        }
        tour.sink.give("mountstats.before", before);
        const auto now = tour.world.clock.uptime();
        reading.time += now - first;
        reading.uptime = now;
        text = tour.give("mountstats", "/proc/self/mountstats");
    } else {
        tour.sink.give("mountstats", earlier);
    }
    tour.sink.give("interval",
                   json::write({{"from", first.count()}, {"to", reading.uptime.count()}}));
    for (auto& mount : parse_mountstats(text))
        if (std::ranges::any_of(stores,
                                [&](const Store& store) { return store.point == mount.point; }))
            reading.mounts.push_back(std::move(mount));
    reading.cifs = parse_cifs_stats(tour.give("cifs", "/proc/fs/cifs/Stats"));
    tour.sink.give("remember", write_reading(reading));
}

void give_refused(Sink& sink, const std::vector<Error>& refused) {
    std::string all;
    for (const auto& error : refused) all += (all.empty() ? "" : "; ") + error.what;
    if (!all.empty()) sink.give("exports", Error{Fault::malformed, all});
}

}  // namespace

void gather(World& world, Sink& sink) {
    Tour tour{world, sink, {}, {}};
    const auto appearance = appearance_of(world);
    give_run(tour, appearance);
    sink.give("history", std::string(newest_lines(world.scope.past, history_limit)));
    const auto mountinfo = tour.give("mountinfo", "/proc/self/mountinfo");
    const auto before = world.files.read("/proc/self/mountstats", text_limit);
    tour.give("volumes", "/proc/fs/nfsfs/volumes");
    const auto fstab = tour.give("fstab", "/etc/fstab");
    const auto mounts = disk::parse_mountinfo(mountinfo);
    const Wishes wishes{disk::parse_fstab(fstab), read_autofs(world.files)};
    sink.give("autofs", json::write(to_json(wishes.autofs)));

    const auto stores = find_stores(world, mounts);
    sink.give("stores", json::write(to_json(stores)));
    std::vector<Error> refused;
    auto targets = find_targets(world.scope, stores, mounts, wishes, refused);
    give_refused(sink, refused);
    const auto asked = ask_servers(world, sink, std::move(targets));
    visit_exports(world, sink, asked, appearance);
    for (const auto& store : stores) give_place(tour, store, asked);
    give_spaces(tour, stores, asked);
    give_stuck(world, sink);
    give_kernel_log(world, sink);
    give_counters(tour, before, stores);
}

}  // namespace diag::nfs
