// SPDX-License-Identifier: Apache-2.0
// Would a backup survive what it is for, and is there room for the next and for a restore?
#include <algorithm>

#include "collectors/backups/picture.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

bool holds_any(const Picture& picture, const Location& place) {
    return place.leads && std::ranges::any_of(picture.backups, [&](const Backup& backup) {
               return backup.place == place.leads->path && !backup.special;
           });
}

bool on_network(const Picture& picture, const Location& place) {
    const auto* mount = disk::mount_of(picture.mounts, place.leads->path);
    return mount && disk::storage_of(*mount) == disk::Storage::network;
}

/// On the device that the database or the objects are on.
bool beside_data(const Picture& picture, const Location& place) {
    return std::ranges::any_of(picture.data, [&](const auto& data) {
        return data.second.device != 0 && data.second.device == place.leads->device;
    });
}

void judge_device(const Picture& picture, Bench& bench) {
    std::vector<std::string> beside;
    bool elsewhere = false, away = false;
    for (const auto& place : picture.places) {
        if (!holds_any(picture, place)) continue;
        if (beside_data(picture, place))
            beside.push_back(place.path);
        else
            elsewhere = true;
        away = away || on_network(picture, place);
    }
    if (!beside.empty() && !elsewhere)
        bench.find("backups.same_device", Severity::warning, {{"places", joined(beside)}},
                   {"place.1", "data.database"});
    else if (elsewhere && !away)
        bench.find("backups.no_copy_elsewhere", Severity::info, {}, {"place.1", "mountinfo"});
}

void judge_failure(const Location& place, Bench& bench) {
    if (place.failure.empty()) return;
    const Parameters parameters{
        {"place", place.path}, {"source", place.source}, {"reason", place.failure}};
    const std::vector<std::string> rests{"place." + place.number};
    if (place.fault == Fault::absent) {
        // SAFR makes its own when it is needed.
        if (place.source != "SAFR")
            bench.find("backups.place_missing", Severity::warning, parameters, rests);
        return;
    }
    bench.find("backups.place_unread", Severity::unknown, parameters, rests);
}

void judge_room(const Picture& picture, const Location& place, Bench& bench) {
    if (!place.space || !place.leads) return;
    for (const auto& backup : picture.backups) {
        if (backup.place != place.leads->path || backup.special) continue;
        const auto wanted = static_cast<double>(backup.bytes) * bench.limit("backups.room") / 100;
        if (static_cast<double>(place.space->bytes_available) < wanted)
            bench.find("backups.no_room", Severity::warning,
                       {{"place", place.path},
                        {"free", bytes_text(place.space->bytes_available)},
                        {"size", bytes_text(backup.bytes)}},
                       {"space." + place.number, "files." + place.number});
        return;
    }
}

/// A restore writes beside what is there, as that is removed last.
void judge_restore(const Picture& picture, Bench& bench) {
    for (const auto& [id, usage] : picture.usages) {
        const auto space = picture.spaces.find(id);
        const auto data = picture.data.find(id);
        if (space == picture.spaces.end() || data == picture.data.end() || usage.bytes == 0)
            continue;
        // What would really be restored says more than what is there.
        if (bench.found("backups.rollback_no_room", "place", data->second.path)) continue;
        const auto wanted =
            static_cast<double>(usage.bytes) * bench.limit("backups.room_to_restore") / 100;
        if (static_cast<double>(space->second.bytes_available) < wanted)
            bench.find("backups.no_room_to_restore", Severity::info,
                       {{"place", data->second.path},
                        {"free", bytes_text(space->second.bytes_available)},
                        {"size", bytes_text(usage.bytes)}},
                       {"usage." + id, "space." + id});
    }
}

}  // namespace

void judge_places(const Picture& picture, Bench& bench) {
    for (const auto& place : picture.places) {
        judge_failure(place, bench);
        judge_room(picture, place, bench);
    }
    judge_device(picture, bench);
    judge_restore(picture, bench);
}

}  // namespace diag::backups
