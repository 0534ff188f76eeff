// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "collectors/capacity/ages.hpp"
#include "collectors/capacity/gather.hpp"
#include "collectors/capacity/tour.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

/// Of the images; 100,000 to 400,000 a second are counted where the kernel knows them already.
constexpr std::uint64_t files_in_store = 4'000'000;
constexpr std::size_t most_dated_asked = 64;
constexpr milliseconds written_end = patience - milliseconds{5'000};  // after the start
constexpr milliseconds pointless{200};

/// Adds folders named after a day, where the store was too big to count whole.
void add_dated(const Tour& tour, const std::string& path, Ages& ages) {
    const auto now = tour.world.clock.now();
    const auto today = now.time_since_epoch().count() / 86'400'000;
    std::array<bool, most_windows> missed{};
    std::array<Window, most_windows> days{};
    std::size_t asked = 0;
    for (const auto& dated : ages.dated) {
        const auto ago = today - dated.day;
        if (ago < 0 || ago >= static_cast<std::int64_t>(most_windows)) continue;
        const auto at = static_cast<std::size_t>(ago);
        const auto span = std::min(tour.left(written_end), milliseconds{3'000});
        const auto found = span < pointless || ++asked > most_dated_asked
                               ? Result<Ages>{Error{Fault::refused, "no time"}}
                               : ages_of(path + "/" + dated.path, now, files_in_store, span);
        if (!found || found->cut || found->unreadable) {
            missed.at(at) = true;
            continue;
        }
        days.at(at).files += found->whole.files;
        days.at(at).pictures += found->whole.pictures;
        days.at(at).bytes += found->whole.bytes;
    }
    for (std::size_t i = 0; i < days.size(); ++i)
        if (!missed.at(i) && days.at(i).files > 0) ages.by_name.at(i) = days.at(i);
}

}  // namespace

void give_written(Tour& tour) {
    std::vector<std::string> counted;
    for (const auto& store : tour.stores) {
        if (!store.answers || store.id == "database") continue;
        const auto inside = [&](const std::string& outer) {
            return disk::lies_below(store.resolved, outer) &&
                   disk::mount_of(tour.mounts, outer) ==
                       disk::mount_of(tour.mounts, store.resolved);
        };
        const auto name = "written." + store.id;
        if (std::ranges::any_of(counted, inside)) {
            tour.sink.give(name, Error{Fault::refused, std::string(with_another)});
            continue;
        }
        counted.push_back(store.resolved);
        // Half of what is left, so that a store that is too big leaves time for the next.
        const auto span = tour.left(written_end) / 2;
        if (span < pointless) {
            tour.sink.give(name, Error{Fault::timed_out, "no time was left to count"});
            continue;
        }
        tour.sink.doing("files by day in " + printable(store.path));
        auto ages = ages_of(store.resolved, tour.world.clock.now(), files_in_store, span);
        if (ages && ages->cut) add_dated(tour, store.resolved, *ages);
        if (ages) ages->dated.clear();
        tour.sink.give(name, ages ? Result<std::string>{to_text(*ages)} : ages.error());
    }
}

}  // namespace diag::capacity
