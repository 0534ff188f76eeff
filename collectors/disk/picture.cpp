// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/picture.hpp"

#include <algorithm>

#include "collectors/disk/thresholds.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

std::string text_of(const Evidence& evidence, std::string_view name) {
    return std::string(item(evidence, name).value_or(""));
}

Result<std::string> answer_of(const Evidence& evidence, const std::string& name) {
    const auto found = evidence.find(name);
    if (found == evidence.end()) return Error{Fault::refused, "not asked"};
    return found->second;
}

/// Nothing when the item is missing altogether, as in a run that never came so far.
template <class T>
Result<T> read_item(const Evidence& evidence, const std::string& name,
                    Result<T> (*read)(std::string_view)) {
    const auto answer = answer_of(evidence, name);
    if (!answer) return answer.error();
    return read(*answer);
}

void add_volumes(Picture& picture, const Evidence& evidence) {
    for (auto& mount : worth_asking(picture.mounts)) {
        const auto name = "space." + std::to_string(mount.id);
        auto disks = disks_under(picture.blocks, mount);
        picture.volumes.push_back(
            {std::move(mount), read_item(evidence, name, space_from), name, std::move(disks)});
    }
}

std::vector<Place> all_places(const Evidence& evidence, const json::value& run) {
    auto places = places_of(json::text_at(run, "program_root").value_or(""),
                            json::text_at(run, "data_root").value_or(""),
                            json::text_at(run, "backup_root").value_or(""));
    if (const auto tenants = json::parse(text_of(evidence, "tenants")))
        for (const auto& each : json::list_at(*tenants, "moved"))
            places.push_back(
                {json::text_at(each, "id").value_or(""), json::text_at(each, "path").value_or("")});
    return places;
}

void add_spots(Picture& picture, const Evidence& evidence, const json::value& run) {
    const auto tenants = json::parse(text_of(evidence, "tenants"));
    if (tenants) picture.images_stay = json::flag_at(*tenants, "stays").value_or(true);
    if (const auto found = evidence.find("tenants"); found != evidence.end()) {
        picture.tenants_told = true;
        if (!found->second) picture.tenants_unread = found->second.error();
    }
    for (auto& place : all_places(evidence, run)) {
        const auto name = "place." + place.id;
        Spot spot{std::move(place), read_item(evidence, name, resolved_from), name};
        if (spot.exists()) spot.mount = mount_of(picture.mounts, spot.resolved->path);
        if (spot.mount) {
            const auto same = std::ranges::find_if(picture.volumes, [&](const Volume& volume) {
                return volume.mount.device == spot.mount->device;
            });
            if (same != picture.volumes.end()) spot.volume = &*same;
        }
        picture.spots.push_back(std::move(spot));
    }
}

/// From the two readings of this run; in a brief run that took only one, from the latest earlier
/// run of the same boot.
void add_loads(Picture& picture, const Evidence& evidence) {
    const auto after = parse_diskstats(text_of(evidence, "diskstats"));
    auto before = parse_diskstats(text_of(evidence, "diskstats.before"));
    const auto interval = json::parse(text_of(evidence, "interval"));
    if (!interval) return;
    const auto to = milliseconds{json::integer_at(*interval, "to").value_or(0)};
    auto from = milliseconds{json::integer_at(*interval, "from").value_or(0)};
    if (before.empty()) {
        const auto latest = std::ranges::find_if(
            picture.past.rbegin(), picture.past.rend(), [&](const Moment& earlier) {
                return earlier.boot == picture.now.boot && !earlier.totals.empty() &&
                       to - earlier.uptime >= milliseconds{1000};
            });
        if (latest == picture.past.rend()) return;
        before = latest->totals;
        from = latest->uptime;
    }
    for (const auto& [name, totals] : after)
        if (const auto earlier = before.find(name); earlier != before.end())
            if (const auto load = load_between(earlier->second, totals, to - from))
                picture.loads[name] = *load;
}

}  // namespace

std::uint64_t Volume::used() const {
    return space ? space->bytes_total - std::min(space->bytes_total, space->bytes_free) : 0;
}

std::uint64_t Volume::capacity() const { return space ? used() + space->bytes_available : 0; }

const Spot* Picture::spot(std::string_view id) const {
    for (const auto& each : spots)
        if (each.place.id == id && each.exists()) return &each;
    return nullptr;
}

const Spot* Picture::store() const {
    // cv-storage holds the images and little else: where these lie is where it lies.
    const auto* objects = spot("objects");
    const auto* images = spot("images");
    return images && (!objects || images->mount != objects->mount) ? images : objects;
}

std::vector<const Spot*> Picture::precious() const {
    std::vector<const Spot*> all;
    if (const auto* database = spot("database")) all.push_back(database);
    if (const auto* objects = store(); objects && images_stay && !tenants_unread)
        all.push_back(objects);
    for (const auto& each : spots)
        if (each.place.id.starts_with("tenant.") && each.exists()) all.push_back(&each);
    return all;
}

std::set<std::string> Picture::disks_of(const Spot& spot) const {
    return spot.mount ? disks_under(blocks, *spot.mount) : std::set<std::string>{};
}

std::string Picture::folders_on(const Volume& volume) const {
    std::vector<std::string> folders;
    for (const auto& each : spots)
        if (each.volume == &volume) folders.push_back(each.place.path);
    return folders.empty() ? "-" : joined(folders);
}

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    const auto parsed = json::parse(text_of(evidence, "run"));
    const auto run = parsed ? *parsed : json::value{};
    picture.now.time = Time{milliseconds{json::integer_at(run, "time").value_or(0)}};
    picture.now.uptime = milliseconds{json::integer_at(run, "uptime").value_or(0)};
    picture.now.boot = json::text_at(run, "boot").value_or("");
    picture.brief = json::flag_at(run, "brief").value_or(false);
    picture.mounts = parse_mountinfo(text_of(evidence, "mountinfo"));
    picture.fstab = parse_fstab(text_of(evidence, "fstab"));
    picture.blocks = parse_blocks(text_of(evidence, "blocks"));
    picture.past = parse_history(text_of(evidence, "history"), picture.now.time);
    add_volumes(picture, evidence);
    add_spots(picture, evidence, run);
    add_loads(picture, evidence);
    return picture;
}

std::string percent_text(double percent) {
    if (percent > 0 && percent < 1) return "<1 %";
    return fixed(percent, 0) + " %";
}

bool is_read_only(const Mount& mount) {
    // ext4 since Linux 6.15 keeps "rw" and says "emergency_ro" once errors=remount-ro took effect.
    return has_option(mount.super_options, "ro") ||
           has_option(mount.super_options, "emergency_ro") ||
           has_option(mount.super_options, "shutdown");
}

}  // namespace diag::disk
