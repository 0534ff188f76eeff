// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/picture.hpp"

#include <algorithm>
#include <set>

#include "collectors/disk/places.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::backups {
namespace {

std::uint64_t natural_at(const json::value& root, std::string_view path) {
    const auto number = json::integer_at(root, path);
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

json::value parsed(const Evidence& evidence, const std::string& name) {
    const auto text = item(evidence, name);
    auto document = text ? json::parse(*text) : Result<json::value>{Error{Fault::absent, ""}};
    return document ? std::move(*document) : json::value{};
}

void read_run(const Evidence& evidence, Picture& picture) {
    const auto run = parsed(evidence, "run");
    picture.now = Time{milliseconds{json::integer_at(run, "time").value_or(0)}};
    picture.utc_offset = std::chrono::seconds{json::integer_at(run, "utc_offset").value_or(0)};
    picture.brief = json::flag_at(run, "brief").value_or(false);
    picture.safr = json::flag_at(run, "safr").value_or(false);
    picture.role = json::text_at(run, "role").value_or("");
}

std::string last_part(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

Backup backup_from(const json::value& document, const Location& place, const Picture& picture) {
    Backup backup;
    backup.name = json::text_at(document, "name").value_or("");
    const auto kind = json::text_at(document, "kind").value_or("");
    const auto top = place.leads ? place.leads->path : place.path;
    backup.place = top;
    backup.path = backup.name == "." ? top : top + "/" + backup.name;
    backup.kind =
        kind == "directory" ? "mongodump directory" : kind_of(last_part(backup.name), false);
    backup.bytes = natural_at(document, "bytes");
    backup.modified = Time{milliseconds{json::integer_at(document, "modified").value_or(0)}};
    backup.taken =
        time_in_name(last_part(backup.name), picture.utc_offset).value_or(backup.modified);
    backup.inode = natural_at(document, "inode");
    backup.special = kind != "file" && kind != "directory";
    return backup;
}

/// Sizes and times by name, of the second look.
std::map<std::string, std::pair<std::uint64_t, std::int64_t>> again(const json::value& document) {
    std::map<std::string, std::pair<std::uint64_t, std::int64_t>> all;
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
    const auto later = again(parsed(evidence, "again." + place.number));
    const auto listed = parsed(evidence, "files." + place.number);
    for (const auto& each : json::list_at(listed, "files")) {
        auto backup = backup_from(each, place, picture);
        const auto second = later.find(backup.name);
        backup.growing =
            second != later.end() &&
            second->second !=
                std::pair{backup.bytes, std::int64_t{backup.modified.time_since_epoch().count()}};
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

void read_plans(const Evidence& evidence, Picture& picture) {
    for (int number = 1;; ++number) {
        Plan plan{.item = "schedule." + std::to_string(number)};
        const auto document = parsed(evidence, plan.item);
        if (!document.is_object()) return;
        std::string text;
        for (const auto& line : json::list_at(document, "lines"))
            if (line.is_string()) text += std::string(line.get_string()) + "\n";
        plan.lines = schedules_in(text, json::text_at(document, "source").value_or(""));
        plan.unit = json::text_at(document, "unit").value_or("");
        plan.ended = json::text_at(document, "ended").value_or("");
        plan.timer = json::text_at(document, "timer").value_or("");
        picture.plans.push_back(std::move(plan));
    }
}

void read_data(const Evidence& evidence, Picture& picture) {
    if (const auto text = item(evidence, "mountinfo"))
        picture.mounts = disk::parse_mountinfo(*text);
    for (const std::string id : {"database", "objects"}) {
        if (const auto text = item(evidence, "data." + id))
            if (auto resolved = disk::resolved_from(*text)) picture.data[id] = std::move(*resolved);
        if (const auto text = item(evidence, "usage." + id))
            if (const auto usage = disk::usage_from(*text)) picture.usages[id] = *usage;
        if (const auto text = item(evidence, "space." + id))
            if (const auto space = disk::space_from(*text)) picture.spaces[id] = *space;
    }
}

}  // namespace

const Backup* Picture::newest() const {
    for (const auto& each : backups)
        if (!each.special) return &each;
    return nullptr;
}

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    read_run(evidence, picture);
    read_places(evidence, picture);
    read_plans(evidence, picture);
    read_data(evidence, picture);
    // Two places may be one directory.
    std::set<std::string> seen;
    std::erase_if(picture.backups,
                  [&](const Backup& backup) { return !seen.insert(backup.path).second; });
    std::ranges::stable_sort(picture.backups, std::greater{}, &Backup::taken);
    return picture;
}

void Bench::find(std::string id, Severity severity, Parameters parameters,
                 std::vector<std::string> rests_on) {
    judgement.findings.push_back(
        {std::move(id), severity, std::move(parameters), std::move(rests_on)});
}

void Bench::note(std::string id, std::string value) {
    judgement.facts.push_back({std::move(id), std::move(value)});
}

std::string span_text(milliseconds span) {
    return whole_span_text(std::chrono::duration_cast<std::chrono::seconds>(span), SpanUnit::minute,
                           SpanUnit::day);
}

}  // namespace diag::backups
