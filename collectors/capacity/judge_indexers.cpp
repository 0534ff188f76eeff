// SPDX-License-Identifier: Apache-2.0
// Who goes through all of SAFR's files? A store of millions of them is walked for their names, or
// opened one by one for what they hold.
#include "collectors/capacity/baloo.hpp"
#include "collectors/capacity/scanners.hpp"
#include "collectors/capacity/updatedb.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

void judge_updatedb(const Picture& picture, Bench& bench) {
    if (!item(bench.evidence, "updatedb:database")) return;
    const auto conf = updatedb_conf(item(bench.evidence, "updatedb.conf").value_or(""));
    const auto walked = picture.folders_where([&](const Place& place) {
        return place.id != "database" &&
               !leaves_out(conf, place.resolved, place.mount ? place.mount->type : "");
    });
    if (walked.empty()) return bench.note("capacity.excluded", "updatedb");
    bench.find("capacity.indexer_walks", Severity::info,
               {{"indexer", "updatedb"}, {"folders", joined(walked)}},
               {"updatedb.conf", "updatedb:database"});
}

/// Of one user whose baloo runs.
void judge_baloo(const Picture& picture, const std::string& name, const json::value& told,
                 Bench& bench) {
    const auto home = json::text_at(told, "home").value_or("");
    const auto conf = baloo_conf(json::text_at(told, "conf").value_or(""), home);
    const auto read = picture.folders_where(
        [&](const Place& place) { return goes_through(conf, place.resolved); });
    // Without its settings only what it does by default is known.
    if (json::find(told, "unread")) return tell_unseen(bench, "baloo");
    if (read.empty()) return bench.note("capacity.excluded", "baloo");
    bench.find("capacity.indexer_reads", Severity::warning,
               {{"indexer", "baloo"},
                {"folders", joined(read)},
                {"settings", home + "/.config/baloofilerc"}},
               {"scanners", name});
}

/// Its settings are in a database of the desktop: only that it keeps to a home by default is known.
void judge_tracker(const Picture& picture, Bench& bench) {
    const auto scanners = scanners_in(bench.evidence);
    for (const auto& each : json::list_at(scanners, "")) {
        const auto name = json::text_at(each, "name").value_or("");
        const auto home = json::text_at(each, "home").value_or("");
        if (name != "tracker-miner-f" && name != "localsearch-3") continue;
        const auto below = picture.folders_where([&](const Place& place) {
            return !home.empty() && disk::lies_below(place.resolved, home);
        });
        if (!below.empty()) return tell_unseen(bench, "tracker");
    }
}

}  // namespace

void judge_indexers(const Picture& picture, Bench& bench) {
    judge_updatedb(picture, bench);
    for (const auto& [name, text] : bench.evidence)
        if (name.starts_with("baloo.") && text)
            if (const auto told = json::parse(*text)) judge_baloo(picture, name, *told, bench);
    judge_tracker(picture, bench);
}

}  // namespace diag::capacity
