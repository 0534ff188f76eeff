// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/picture.hpp"

#include <algorithm>
#include <set>

#include "collectors/backups/proofs.hpp"
#include "collectors/disk/places.hpp"
#include "platform/stored_time.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr std::size_t most_lines = 64;  // of one text that run a backup
constexpr std::size_t most_moved = 65;  // folders of images, and what holds them

json::value parsed(const Evidence& evidence, const std::string& name) {
    const auto text = item(evidence, name);
    auto document = text ? json::parse(*text) : Result<json::value>{Error{Fault::absent, ""}};
    return document ? std::move(*document) : json::value{};
}

void read_run(const Evidence& evidence, Picture& picture) {
    const auto run = parsed(evidence, "run");
    picture.now = plausible_time(json::integer_at(run, "time").value_or(0));
    const std::chrono::seconds offset{json::integer_at(run, "utc_offset").value_or(0)};
    // Zones are at most 14 hours off (ISO 8601).
    if (offset < std::chrono::hours{15} && offset > -std::chrono::hours{15})
        picture.utc_offset = offset;
    picture.zone = zone_from(run, picture.utc_offset);
    picture.brief = json::flag_at(run, "brief").value_or(false);
    picture.safr = json::flag_at(run, "safr").value_or(false);
    picture.role = json::text_at(run, "role").value_or("");
    picture.program_root = json::text_at(run, "program_root").value_or("");
    picture.backup_root = json::text_at(run, "backup_root").value_or("");
    picture.rollback_backup = json::text_at(run, "rollback_backup").value_or("");
    picture.proofs_told = json::integer_at(run, "proofs").has_value();
    for (const auto& each : json::list_at(run, "others"))
        if (each.is_string()) picture.others.emplace_back(each.get_string());
}

std::string last_part(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

Backup backup_from(const json::value& document, const Location& place, const Picture& picture) {
    Backup backup;
    backup.name = json::text_at(document, "name").value_or("");
    const auto kind = json::text_at(document, "kind").value_or("");
    backup.place = place.leads ? place.leads->path : place.path;
    backup.path = place.path_of(backup.name);
    backup.kind =
        kind == "directory" ? "mongodump directory" : kind_of(last_part(backup.name), false);
    backup.bytes = natural_at(document, "bytes");
    backup.modified = plausible_time(json::integer_at(document, "modified").value_or(0));
    const auto named = time_in_name(last_part(backup.name), picture.zone, backup.modified);
    backup.dated = named.has_value();
    backup.taken = named.value_or(backup.modified);
    backup.inode = natural_at(document, "inode");
    backup.special = kind != "file" && kind != "directory";
    return backup;
}

/// Size and time.
using Look = std::pair<std::uint64_t, std::int64_t>;

/// By name, of the second look.
std::map<std::string, Look> again(const json::value& document) {
    std::map<std::string, Look> all;
    for (const auto& each : json::list_at(document, "files"))
        all[json::text_at(each, "name").value_or("")] = {
            natural_at(each, "bytes"), json::integer_at(each, "modified").value_or(0)};
    return all;
}

void read_files(const Evidence& evidence, Location& place, Picture& picture) {
    const auto found = evidence.find("files." + place.number);
    if (found != evidence.end() && !found->second) {
        place.failure = found->second.error().what;
        place.fault = found->second.error().fault;
    }
    const auto second = parsed(evidence, "again." + place.number);
    const auto listed = parsed(evidence, "files." + place.number);
    place.cut = json::flag_at(listed, "cut").value_or(false);
    if (place.cut) {
        place.failure = "more than 5,000 entries: not all were looked at";
        place.fault = Fault::full;
    }
    // Two looks that end early see different parts of what lies in a directory.
    const bool alike = !place.cut && !json::flag_at(second, "cut").value_or(false);
    const auto later = again(second);
    for (const auto& each : json::list_at(listed, "files")) {
        auto backup = backup_from(each, place, picture);
        const bool directory = backup.kind == "mongodump directory";
        backup.partly = place.cut && directory;
        const auto then = later.find(backup.name);
        backup.growing =
            then != later.end() && (alike || !directory) &&
            then->second !=
                Look{backup.bytes, std::int64_t{backup.modified.time_since_epoch().count()}};
        picture.backups.push_back(std::move(backup));
    }
}

void read_places(const Evidence& evidence, Picture& picture) {
    for (int number = 1;; ++number) {
        Location place{.number = std::to_string(number)};
        const auto document = parsed(evidence, "place." + place.number);
        if (!document.is_object()) return;
        place.path = json::text_at(document, "path").value_or("");
        place.source = json::text_at(document, "source").value_or("");
        place.failure = json::text_at(document, "failure").value_or("");
        place.fault = fault_named(json::text_at(document, "fault").value_or(""));
        if (const auto* leads = json::find(document, "leads"))
            if (auto resolved = disk::resolved_from(json::write(*leads)))
                place.leads = std::move(*resolved);
        if (place.leads && place.leads->dangling) {
            place.failure = "a link on the way leads nowhere: " + place.leads->path;
            place.fault = Fault::absent;
        }
        if (const auto space = item(evidence, "space." + place.number))
            if (const auto read = disk::space_from(*space)) place.space = *read;
        read_files(evidence, place, picture);
        picture.places.push_back(std::move(place));
    }
}

void read_cron(const Evidence& evidence, const json::value& document, Plan& plan) {
    const auto& when = json::list_at(document, "when");
    plan.folder = json::text_at(document, "folder").value_or("");
    if (when.empty() && plan.folder.empty()) return;
    for (const auto& line : when)
        if (line.is_string() && plan.when.size() < most_lines)
            plan.when.emplace_back(line.get_string());
    const auto source = json::text_at(document, "source").value_or("");
    const auto by = json::text_at(document, "by").value_or("");
    plan.runner = by.empty() ? source : by;
    plan.other_zone = json::flag_at(document, "other_zone").value_or(false);
    if (const auto changed = json::integer_at(document, "changed"))
        plan.changed = plausible_time(*changed);
    const auto name = "output" + plan.item.substr(plan.item.find('.'));
    if (const auto text = item(evidence, name)) {
        plan.output_item = name;
        plan.output = *text;
    }
}

void read_plans(const Evidence& evidence, Picture& picture) {
    for (int number = 1;; ++number) {
        Plan plan{.item = "schedule." + std::to_string(number)};
        const auto document = parsed(evidence, plan.item);
        if (!document.is_object()) return;
        std::string text;
        for (const auto& line : json::list_at(document, "lines"))
            if (line.is_string()) text += std::string(line.get_string()) + "\n";
        plan.lines = schedules_in(text, json::text_at(document, "source").value_or(""));
        plan.lines.resize(std::min(plan.lines.size(), most_lines));
        plan.unit = json::text_at(document, "unit").value_or("");
        plan.ended = json::text_at(document, "ended").value_or("");
        plan.timer = json::text_at(document, "timer").value_or("");
        read_cron(evidence, document, plan);
        picture.plans.push_back(std::move(plan));
    }
}

/// Whether something is told of it.
bool read_place(const Evidence& evidence, const std::string& id, Picture& picture) {
    if (const auto text = item(evidence, "usage." + id))
        if (const auto usage = disk::usage_from(*text)) picture.usages[id] = *usage;
    if (const auto text = item(evidence, "space." + id))
        if (const auto space = disk::space_from(*text)) picture.spaces[id] = *space;
    if (!evidence.contains("data." + id)) return false;
    if (const auto text = item(evidence, "data." + id))
        if (auto resolved = disk::resolved_from(*text)) picture.data[id] = std::move(*resolved);
    return true;
}

/// Of all that cv-storage holds these say where it is; unless told otherwise it lies in there.
void read_images(const Evidence& evidence, Picture& picture) {
    const auto images = parsed(evidence, "images");
    const bool elsewhere = json::flag_at(images, "elsewhere").value_or(false);
    const auto moved = json::integer_at(images, "moved").value_or(0);
    const bool all_moved = moved > 0 && json::integer_at(images, "stay").value_or(0) == 0;
    picture.images.clear();
    if (!all_moved) picture.images.push_back(elsewhere ? "images.1" : "objects");
    for (std::size_t number = 1; number <= most_moved; ++number) {
        const auto id = "images." + std::to_string(number);
        if (!read_place(evidence, id, picture)) return;
        if (!elsewhere || number > 1) picture.images.push_back(id);
    }
}

void read_data(const Evidence& evidence, Picture& picture) {
    if (const auto text = item(evidence, "mountinfo"))
        picture.mounts = disk::parse_mountinfo(*text);
    for (const std::string id : {"database", "objects"}) read_place(evidence, id, picture);
    read_images(evidence, picture);
}

}  // namespace

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    read_run(evidence, picture);
    read_places(evidence, picture);
    read_plans(evidence, picture);
    read_data(evidence, picture);
    picture.cron_log = item(evidence, "cron_log").value_or("");
    picture.past = parse_history(item(evidence, "history").value_or(""), picture.now);
    // Two places may be one directory.
    std::set<std::string> seen;
    std::erase_if(picture.backups,
                  [&](const Backup& backup) { return !seen.insert(backup.path).second; });
    std::ranges::stable_sort(picture.backups, std::greater{}, &Backup::taken);
    read_proofs(evidence, picture);
    tell_contents(picture);
    return picture;
}

std::uint64_t natural_at(const json::value& root, std::string_view path) {
    const auto* found = json::find(root, path);
    if (!found || !found->is_number()) return 0;
    boost::json::error_code failure;
    const auto number = found->to_number<std::uint64_t>(failure);
    return failure ? 0 : number;
}

Time plausible_time(std::int64_t count) {
    const bool plausible = bounded_time(count).time_since_epoch().count() == count;
    return plausible ? bounded_time(count) : Time{};
}

}  // namespace diag::backups
