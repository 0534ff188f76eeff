// SPDX-License-Identifier: Apache-2.0
// Who reads SAFR's files as they are opened? The vendor wants cv-storage excluded (articles K15,
// K6): each image that is written is read again. That the database is better left alone too is our
// own advice. Left alone is a folder, or all that SAFR's own users or programs open.
#include <algorithm>
#include <iterator>

#include "collectors/capacity/clamd.hpp"
#include "collectors/capacity/defender.hpp"
#include "collectors/capacity/scanners.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

void tell(Bench& bench, std::string_view scanner, const std::set<std::string>& read,
          std::vector<std::string> rests_on) {
    if (read.empty()) return bench.note("capacity.excluded", scanner);
    bench.find("capacity.scanner_reads", Severity::warning,
               {{"scanner", std::string(scanner)}, {"folders", joined(read)}}, std::move(rests_on));
}

bool any_holds(const std::vector<std::string>& folders, std::string_view path) {
    return std::ranges::any_of(
        folders, [&](const std::string& folder) { return disk::lies_below(path, folder); });
}

void extend(std::vector<std::string>& list, const std::optional<std::string_view>& text) {
    if (!text) return;
    for (auto& folder : folders_in(*text)) list.push_back(std::move(folder));
}

bool watches(const Clamd& conf, const Picture& picture, const Place& place) {
    const auto within = [&](const std::string& folder) {
        return disk::lies_below(folder, place.resolved);
    };
    const auto same_mount = [&](const std::string& point) {
        return place.mount && disk::mount_of(picture.mounts, point) == place.mount;
    };
    return any_holds(conf.included, place.resolved) || std::ranges::any_of(conf.included, within) ||
           std::ranges::any_of(conf.mounts, same_mount);
}

void judge_clamav(const Picture& picture, const std::set<std::string>& names, Bench& bench) {
    const auto text = item(bench.evidence, "clamd.conf");
    auto conf = clamd_conf(text.value_or(""));
    if (!names.contains("clamonacc") && !(conf.on_access && names.contains("clamd"))) return;
    extend(conf.included, item(bench.evidence, "clamonacc:watched"));
    extend(conf.excluded, item(bench.evidence, "clamonacc:excluded"));
    if (!text) return tell_unseen(bench, "ClamAV");
    const auto& spared = conf.spared_users;
    const auto is_spared = [&](const Writer& writer) {
        return std::ranges::find(spared, writer.uid) != spared.end() ||
               std::ranges::find(spared, writer.user) != spared.end();
    };
    const auto read = picture.folders_where([&](const Place& place) {
        return watches(conf, picture, place) && !any_holds(conf.excluded, place.resolved) &&
               !picture.all_writers(place, is_spared);
    });
    tell(bench, "ClamAV", read, {"scanners", "clamd.conf", "clamonacc", "writers"});
}

void judge_defender(const Picture& picture, const std::set<std::string>& names, Bench& bench) {
    if (!names.contains("wdavdaemon")) return;
    const auto real_time = item(bench.evidence, "mdatp:real_time");
    if (real_time && trimmed(*real_time) == "false") return;
    const auto listing = item(bench.evidence, "mdatp");
    auto excluded = excluded_in(listing.value_or(""));
    auto managed = excluded_by_management(item(bench.evidence, "mdatp:managed").value_or(""));
    std::ranges::move(managed.folders, std::back_inserter(excluded.folders));
    std::ranges::move(managed.processes, std::back_inserter(excluded.processes));
    const auto is_spared = [&](const Writer& writer) {
        return std::ranges::any_of(excluded.processes, [&](const std::string& process) {
            return names_program(process, writer.program);
        });
    };
    const auto read = picture.folders_where([&](const Place& place) {
        // NFS and FUSE are not monitored unless that is asked for (Microsoft, linux-preferences).
        const auto type = place.mount ? std::string_view(place.mount->type) : "";
        if (type.starts_with("nfs") || type.starts_with("fuse")) return false;
        const auto holds_it = [&](const std::string& folder) {
            return holds(folder, place.resolved);
        };
        return std::ranges::none_of(excluded.folders, holds_it) &&
               !picture.all_writers(place, is_spared);
    });
    if (!read.empty() && !listing) {
        // A brief run does not ask mdatp: it cannot know.
        if (!picture.brief) tell_unseen(bench, "Microsoft Defender");
        return;
    }
    tell(bench, "Microsoft Defender", read, {"scanners", "mdatp", "mdatp:managed", "writers"});
}

}  // namespace

json::value scanners_in(const Evidence& evidence) {
    const auto text = item(evidence, "scanners");
    auto all = json::parse(text.value_or("[]"));
    return all ? std::move(*all) : json::value{};
}

void tell_unseen(Bench& bench, std::string_view scanner) {
    bench.find("capacity.scanner_unseen", Severity::info, {{"scanner", std::string(scanner)}},
               {"scanners"});
}

void judge_scanners(const Picture& picture, Bench& bench) {
    std::set<std::string> names;
    const auto scanners = scanners_in(bench.evidence);
    for (const auto& each : json::list_at(scanners, ""))
        names.insert(json::text_at(each, "name").value_or(""));
    judge_clamav(picture, names, bench);
    judge_defender(picture, names, bench);
    const std::set<std::string> seen{"clamd",      "clamonacc",       "wdavdaemon",
                                     "baloo_file", "tracker-miner-f", "localsearch-3"};
    std::set<std::string> others;
    std::ranges::set_difference(names, seen, std::inserter(others, others.end()));
    if (!others.empty()) tell_unseen(bench, joined(others));
}

}  // namespace diag::capacity
