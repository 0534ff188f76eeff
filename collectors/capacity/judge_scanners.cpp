// SPDX-License-Identifier: Apache-2.0
// Who else reads SAFR's files? The vendor wants cv-storage excluded (articles K15, K6): each image
// that is written is read again by a scanner, and a store of millions of files walked by an
// indexer. That the database is better left alone too is our own advice.
#include <algorithm>
#include <functional>

#include "collectors/capacity/baloo.hpp"
#include "collectors/capacity/clamd.hpp"
#include "collectors/capacity/defender.hpp"
#include "collectors/capacity/picture.hpp"
#include "collectors/capacity/updatedb.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

using Test = std::function<bool(const Place&)>;

std::set<std::string> names_of(const Bench& bench) {
    std::set<std::string> names;
    const auto text = item(bench.evidence, "scanners");
    const auto all = text ? json::parse(*text) : Result<json::value>{json::value{}};
    if (!all || !all->is_array()) return names;
    for (const auto& each : all->get_array())
        names.insert(json::text_at(each, "name").value_or(""));
    return names;
}

/// SAFR's folders for which `test` holds, by where they really are.
std::set<std::string> folders_where(const Picture& picture, const Test& test) {
    std::set<std::string> folders;
    for (const auto& place : picture.places)
        if (!place.resolved.empty() && test(place)) folders.insert(place.resolved);
    return folders;
}

void tell(Bench& bench, std::string_view scanner, const std::set<std::string>& read,
          std::vector<std::string> rests_on) {
    if (read.empty()) return bench.note("capacity.excluded", std::string(scanner));
    bench.find("capacity.scanner_reads", Severity::warning,
               {{"scanner", std::string(scanner)}, {"folders", joined(read)}}, std::move(rests_on));
}

void tell_unseen(Bench& bench, std::string_view scanner) {
    bench.find("capacity.scanner_unseen", Severity::info, {{"scanner", std::string(scanner)}},
               {"scanners"});
}

bool any_holds(const std::vector<std::string>& folders, std::string_view path) {
    return std::ranges::any_of(
        folders, [&](const std::string& folder) { return disk::lies_below(path, folder); });
}

void extend(std::vector<std::string>& list, const std::optional<std::string_view>& text) {
    if (!text) return;
    for (auto& folder : folders_in(*text)) list.push_back(std::move(folder));
}

void judge_clamav(const Picture& picture, const std::set<std::string>& names, Bench& bench) {
    const auto text = item(bench.evidence, "clamd.conf");
    auto conf = clamd_conf(text.value_or(""));
    if (!names.contains("clamonacc") && !(conf.on_access && names.contains("clamd"))) return;
    extend(conf.included, item(bench.evidence, "clamonacc:watched"));
    extend(conf.excluded, item(bench.evidence, "clamonacc:excluded"));
    if (!text) return tell_unseen(bench, "ClamAV");
    const auto watches = [&](const Place& place) {
        const auto within = [&](const std::string& folder) {
            return disk::lies_below(folder, place.resolved);
        };
        const auto same_mount = [&](const std::string& point) {
            return place.mount && disk::mount_of(picture.mounts, point) == place.mount;
        };
        return any_holds(conf.included, place.resolved) ||
               std::ranges::any_of(conf.included, within) ||
               std::ranges::any_of(conf.mounts, same_mount);
    };
    tell(bench, "ClamAV",
         folders_where(picture,
                       [&](const Place& place) {
                           return watches(place) && !any_holds(conf.excluded, place.resolved);
                       }),
         {"scanners", "clamd.conf", "clamonacc"});
}

void judge_defender(const Picture& picture, const std::set<std::string>& names, Bench& bench) {
    if (!names.contains("wdavdaemon")) return;
    const auto real_time = item(bench.evidence, "mdatp:real_time");
    if (real_time && trimmed(*real_time) == "false") return;
    const auto listing = item(bench.evidence, "mdatp");
    auto excluded = folders_excluded(listing.value_or(""));
    for (auto& folder :
         folders_excluded_by_management(item(bench.evidence, "mdatp:managed").value_or("")))
        excluded.push_back(std::move(folder));
    const auto read = folders_where(picture, [&](const Place& place) {
        // NFS and FUSE are not monitored unless that is asked for (Microsoft, linux-preferences).
        const auto type = place.mount ? std::string_view(place.mount->type) : "";
        if (type.starts_with("nfs") || type.starts_with("fuse")) return false;
        return std::ranges::none_of(
            excluded, [&](const std::string& folder) { return holds(folder, place.resolved); });
    });
    if (!read.empty() && !listing) {
        // A brief run does not ask mdatp: it cannot know.
        if (!picture.brief) tell_unseen(bench, "Microsoft Defender");
        return;
    }
    tell(bench, "Microsoft Defender", read, {"scanners", "mdatp", "mdatp:managed"});
}

void judge_updatedb(const Picture& picture, Bench& bench) {
    if (!item(bench.evidence, "updatedb:database")) return;
    const auto conf = updatedb_conf(item(bench.evidence, "updatedb.conf").value_or(""));
    const auto walked = folders_where(picture, [&](const Place& place) {
        return place.id != "database" &&
               !leaves_out(conf, place.resolved, place.mount ? place.mount->type : "");
    });
    if (walked.empty()) return bench.note("capacity.excluded", "updatedb");
    bench.find("capacity.indexer_walks", Severity::info,
               {{"indexer", "updatedb"}, {"folders", joined(walked)}},
               {"updatedb.conf", "updatedb:database"});
}

void judge_baloo(const Picture& picture, Bench& bench) {
    for (const auto& [name, text] : bench.evidence) {
        if (!name.starts_with("baloo.") || !text) continue;
        const auto told = json::parse(*text);
        if (!told) continue;
        const auto home = json::text_at(*told, "home").value_or("");
        const auto conf = baloo_conf(json::text_at(*told, "conf").value_or(""), home);
        tell(bench, "baloo",
             folders_where(picture,
                           [&](const Place& place) { return goes_through(conf, place.resolved); }),
             {"scanners", name});
    }
}

/// Its settings are in a database of the desktop: only that it keeps to a home by default is known.
void judge_tracker(const Picture& picture, Bench& bench) {
    const auto text = item(bench.evidence, "scanners");
    const auto all = text ? json::parse(*text) : Result<json::value>{json::value{}};
    if (!all || !all->is_array()) return;
    for (const auto& each : all->get_array()) {
        const auto name = json::text_at(each, "name").value_or("");
        const auto home = json::text_at(each, "home").value_or("");
        if (name != "tracker-miner-f" && name != "localsearch-3") continue;
        if (!folders_where(picture, [&](const Place& place) {
                 return !home.empty() && disk::lies_below(place.resolved, home);
             }).empty())
            return tell_unseen(bench, "tracker");
    }
}

}  // namespace

void judge_scanners(const Picture& picture, Bench& bench) {
    const auto names = names_of(bench);
    judge_clamav(picture, names, bench);
    judge_defender(picture, names, bench);
    judge_updatedb(picture, bench);
    judge_baloo(picture, bench);
    judge_tracker(picture, bench);
    const std::set<std::string> seen{"clamd",      "clamonacc",       "wdavdaemon",
                                     "baloo_file", "tracker-miner-f", "localsearch-3"};
    std::set<std::string> others;
    std::ranges::set_difference(names, seen, std::inserter(others, others.end()));
    if (!others.empty()) tell_unseen(bench, joined(others));
}

}  // namespace diag::capacity
