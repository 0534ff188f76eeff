// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/gather.hpp"

#include "collectors/cameras/pages.hpp"
#include "collectors/cameras/stages.hpp"

namespace diag::cameras {
namespace {

// Ends of the stages, after the start.
constexpr milliseconds described_by{100'000};
constexpr milliseconds visited_by{130'000};
constexpr milliseconds played_by = patience - milliseconds{6000};
constexpr milliseconds brief_by{1200};
constexpr milliseconds brief_visited_by{1500};

// For all names together: a dead name server must not use up the time of cameras without one.
constexpr milliseconds names{20'000};
constexpr milliseconds brief_names{400};

void describe(Tour& tour) {
    std::vector<std::size_t> numbers;
    Pages told(tour.sink, "told");
    for (std::size_t i = 0; i < tour.plan.cameras.size(); ++i) {
        const auto& camera = tour.plan.cameras[i];
        if (!camera.told) {
            numbers.push_back(i);
            continue;
        }
        auto line = to_json(record_of(camera));
        line.as_object()["n"] = i;
        told.add(line);
    }
    climb(tour, numbers, false, tour.world.scope.brief ? brief_by : described_by);
}

void play(Tour& tour) {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < tour.playable.size(); ++i)
        if (tour.playable[i]) numbers.push_back(i);
    if (tour.plays()) climb(tour, numbers, true, played_by);
}

}  // namespace

void gather(World& world, Sink& sink) {
    Tour tour(world, sink);
    const auto& set = world.scope.cameras;
    tour.plan = plan_of(find_feeds(world, sink), world.scope);
    sink.give("run", json::write({{"time", world.clock.now().time_since_epoch().count()},
                                  {"brief", world.scope.brief},
                                  {"cameras", tour.plan.cameras.size()},
                                  {"disabled", tour.plan.disabled},
                                  {"patience", tour.rung_patience().count()},
                                  {"play", set.play.count()},
                                  {"at_once", set.at_once},
                                  {"per_host", set.per_host},
                                  {"play_at_once", set.play_at_once}}));
    sink.doing("names of cameras");
    find_addresses(tour.plan, world.scope.brief ? brief_names : names);
    tour.reached.assign(tour.plan.cameras.size(), false);
    tour.playable.assign(tour.plan.cameras.size(), false);
    describe(tour);
    visit(tour, world.scope.brief ? brief_visited_by : visited_by);
    if (world.scope.brief) return;
    play(tour);
    sink.give("end", json::write({{"not_played", tour.unasked},
                                  {"took", (world.clock.uptime() - tour.start).count()}}));
}

}  // namespace diag::cameras
