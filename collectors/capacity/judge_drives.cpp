// SPDX-License-Identifier: Apache-2.0
// When will the drives of images and database be full, and are they of the right kind?
//
// Two measures, and which was taken is told. What earlier runs saw is net: it knows how much is
// deleted, so it gives a soonest and a latest day. What was written by the times of files is not:
// old images may be deleted as fast, so it gives a soonest day and no latest.
#include <algorithm>
#include <cmath>
#include <set>

#include "collectors/capacity/growth.hpp"
#include "collectors/capacity/picture.hpp"
#include "collectors/disk/places.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr double database_bytes_of_event = 1000;  // 1 KB an event (K7)
constexpr double hours_of_day = 24;

struct Outlook {
    Rate rate;
    bool net = false;
};

Readings readings_of(const Picture& picture, const Drive& drive) {
    Readings readings;
    for (const auto& measured : picture.past)
        if (const auto used = measured.drives.find(drive.mount->point);
            used != measured.drives.end())
            readings.emplace_back(measured.time, static_cast<double>(used->second));
    const auto& space = drive.space;
    readings.emplace_back(
        picture.now,
        static_cast<double>(space.bytes_total - std::min(space.bytes_total, space.bytes_free)));
    return readings;
}

/// What was written a day to this drive; or why it is not known.
Result<Outlook> written_to(const Picture& picture, const Drive& drive) {
    Outlook outlook;
    bool counted = false;
    const auto add = [&](double low, double high, std::size_t days) {
        outlook.rate.low += low;
        outlook.rate.high += high;
        outlook.rate.days = counted ? std::min(outlook.rate.days, days) : days;
        counted = true;
    };
    for (const auto* place : drive.places) {
        if (place->id == "database") continue;
        if (!place->ages) {
            if (place->counted_elsewhere()) continue;
            return Error{Fault::absent,
                         place->uncounted.empty() ? "files were not counted" : place->uncounted};
        }
        const auto rate = written_rate(*place->ages, &Window::bytes, picture.now);
        if (!rate && place->ages->cut)
            return Error{Fault::full, "more files than could be counted in time"};
        if (!rate)
            return Error{Fault::absent, place->ages->unreadable ? "a folder could not be listed"
                                                                : "files of less than three days"};
        add(rate->low, rate->high, rate->days);
    }
    if (drive.has_database) {
        const auto events = events_of(picture);
        if (!events) return Error{Fault::absent, "events could not be counted"};
        add(events->low * database_bytes_of_event, events->high * database_bytes_of_event,
            events->days);
    }
    if (!counted) return Error{Fault::absent, "files were not counted"};
    return outlook;
}

std::string rate_text(const Rate& rate) {
    const auto text = [](double bytes) {
        return (bytes < 0 ? "-" : "") +
               bytes_text(static_cast<std::uint64_t>(std::min(std::abs(bytes), 1e18)));
    };
    const auto low = text(rate.low), high = text(rate.high);
    return (low == high ? low : low + " - " + high) + " / d";
}

/// Net figures are of earlier runs alone, the others of the files of the images.
std::vector<std::string> what_tells(const Drive& drive, const Outlook& outlook) {
    std::vector<std::string> items{"space." + drive.places.front()->id};
    if (outlook.net) items.emplace_back("history");
    if (outlook.net) return items;
    for (const auto* place : drive.places)
        if (place->ages && place->id != "database") items.push_back("written." + place->id);
    return items;
}

void tell_days(const Picture& picture, const Drive& drive, const Outlook& outlook,
               const DaysLeft& left, Bench& bench) {
    const auto warning = bench.limit("capacity.days_warning");
    const auto critical = bench.limit("capacity.days_critical");
    const auto latest = outlook.net ? left.latest : std::nullopt;
    const auto days = days_text({left.earliest, latest});
    const Parameters words{{"mount", drive.mount->point},
                           {"folders", picture.folders_on(drive)},
                           {"free", bytes_text(drive.space.bytes_available)},
                           {"rate", rate_text(outlook.rate)},
                           {"days", days},
                           {"seen", std::to_string(outlook.rate.days)}};
    const auto rests_on = what_tells(drive, outlook);
    bench.note("capacity.drive", drive.mount->point + ": " + words.at("rate") + ", " + days);
    const auto sure = latest ? warning / std::max(*latest, 0.1) : 0;
    const auto perhaps = std::min(warning / std::max(left.earliest, 0.1), 0.99);
    bench.standings.push_back({drive.mount->point,
                               drive.mount->point + " " + words.at("free") + ", " + days,
                               std::max(sure, perhaps), rests_on});
    if (latest && *latest <= warning)
        bench.find("capacity.drive_full",
                   *latest <= critical ? Severity::critical : Severity::warning, words, rests_on);
    else if (left.earliest <= warning)
        bench.find(outlook.net ? "capacity.drive_may_fill" : "capacity.drive_may_fill_written",
                   left.earliest <= critical ? Severity::warning : Severity::info, words, rests_on);
}

void judge_growth(const Picture& picture, const Drive& drive, Bench& bench) {
    Outlook outlook;
    if (const auto net = net_rate(readings_of(picture, drive), bench.limit("capacity.days_seen"))) {
        outlook = {*net, true};
    } else {
        if (picture.brief) return;
        const auto written = written_to(picture, drive);
        if (!written) {
            bench.find("capacity.growth_unknown", Severity::info,
                       {{"mount", drive.mount->point},
                        {"folders", picture.folders_on(drive)},
                        {"free", bytes_text(drive.space.bytes_available)},
                        {"reason", written.error().what},
                        {"readings", std::to_string(readings_of(picture, drive).size() - 1)}},
                       {"history", "space." + drive.places.front()->id});
            return;
        }
        outlook = *written;
    }
    const auto left = days_left(static_cast<double>(drive.space.bytes_available), outlook.rate.low,
                                outlook.rate.high);
    if (left)
        tell_days(picture, drive, outlook, *left, bench);
    else
        bench.note("capacity.drive", drive.mount->point + ": " + rate_text(outlook.rate));
}

/// What it lies on, and what that calls itself. Of several drives the same must be true: a cache of
/// flash before hard disks is neither.
struct Ground {
    disk::Media media = disk::Media::unknown;
    std::string model;
};

Ground ground_of(const Picture& picture, const Drive& drive) {
    std::set<disk::Media> media;
    std::set<std::string> models;
    for (const auto& name : disk::disks_under(picture.blocks, *drive.mount)) {
        const auto block = std::ranges::find(picture.blocks, name, &disk::Block::name);
        media.insert(block->media());
        models.insert(block->model.empty() ? name : block->model);
    }
    return {media.size() == 1 ? *media.begin() : disk::Media::unknown, joined(models)};
}

void judge_kind(const Picture& picture, const Drive& drive, Bench& bench) {
    const auto ground = ground_of(picture, drive);
    if (ground.model.empty()) return;  // another machine's, or memory
    const auto* kind = ground.media == disk::Media::hdd   ? "HDD"
                       : ground.media == disk::Media::ssd ? "SSD"
                                                          : "?";
    bench.note("capacity.drive_kind", drive.mount->point + ": " + kind + ", " + ground.model);
    if (ground.media != disk::Media::hdd) return;
    const Parameters where{{"mount", drive.mount->point}, {"folders", picture.folders_on(drive)}};
    if (drive.has_database)
        bench.find("capacity.database_on_hdd", Severity::warning, where, {"blocks", "mountinfo"});
    const auto cameras = static_cast<double>(picture.cameras());
    const auto faces = bench.limit("capacity.hdd_faces");
    if (!drive.has_images || cameras * bench.limit("capacity.faces_per_view") <= faces) return;
    auto words = where;
    words["cameras"] = fixed(cameras, 0);
    words["faces"] = fixed(faces, 0);
    words["each"] = fixed(bench.limit("capacity.faces_per_view"), 0);
    bench.find("capacity.images_on_hdd", cameras > faces ? Severity::warning : Severity::info,
               std::move(words), {"blocks", "mountinfo", "programs"});
}

/// Many events and the system's own drive: the vendor wants images and database elsewhere.
void judge_place(const Picture& picture, const Drive& drive, Bench& bench) {
    const auto events = events_of(picture);
    const auto limit = bench.limit("capacity.events_per_hour");
    if (!events || events->low / hours_of_day <= limit || drive.mount->point != "/") return;
    bench.find("capacity.drive_of_its_own", Severity::warning,
               {{"folders", picture.folders_on(drive)},
                {"events", fixed(events->low / hours_of_day, 0)},
                {"limit", fixed(limit, 0)}},
               {"written.images", "mountinfo"});
}

void note_database(Bench& bench) {
    if (const auto told = item(bench.evidence, "database"))
        if (const auto document = json::parse(*told))
            return bench.note("capacity.database",
                              bytes_text(json::natural_at(*document, "bytes")) + " (mongod)");
    if (const auto text = item(bench.evidence, "usage.database"))
        if (const auto usage = disk::usage_from(*text))
            bench.note("capacity.database",
                       (usage->cut ? "> " : "") + bytes_text(usage->bytes) + " (mongo/data)");
}

}  // namespace

void judge_drives(const Picture& picture, Bench& bench) {
    note_database(bench);
    for (const auto& drive : picture.drives) {
        if (!drive.space.read_only) judge_growth(picture, drive, bench);
        judge_kind(picture, drive, bench);
        judge_place(picture, drive, bench);
    }
}

}  // namespace diag::capacity
