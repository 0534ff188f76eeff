// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/picture.hpp"

#include <algorithm>

#include "collectors/capacity/growth.hpp"
#include "collectors/capacity/thresholds.hpp"
#include "collectors/disk/places.hpp"
#include "platform/json.hpp"
#include "platform/stored_time.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t most_places = 64;
constexpr std::size_t most_programs = 256;

json::value document_of(const Evidence& evidence, std::string_view name) {
    const auto text = item(evidence, name);
    const auto document = text ? json::parse(*text) : Result<json::value>{json::value{}};
    return document ? *document : json::value{};
}

void read_run(const Evidence& evidence, Picture& picture) {
    const auto run = document_of(evidence, "run");
    picture.now = time_from(run, "time");
    picture.here = json::flag_at(run, "here").value_or(false);
    picture.brief = json::flag_at(run, "brief").value_or(true);
    picture.site = json::flag_at(run, "site").value_or(false);
    picture.nodes = std::clamp<std::uint64_t>(json::natural_at(run, "nodes"), 1, 1000);
    picture.data_root = json::text_at(run, "data_root").value_or("");
}

void read_load(const Evidence& evidence, Picture& picture) {
    const auto programs = document_of(evidence, "programs");
    if (const auto* all = programs.if_object())
        for (const auto& [name, count] : *all)
            if (picture.programs.size() < most_programs)
                picture.programs[name] = json::natural_at(json::object{{"n", count}}, "n");
    if (const auto factory = document_of(evidence, "factory"); factory.is_object())
        picture.factory = json::natural_at(factory, "enabled");
}

void read_writers(const Evidence& evidence, Picture& picture) {
    constexpr std::size_t most = 64;
    const auto writers = document_of(evidence, "writers");
    for (const auto& each : json::list_at(writers, ""))
        if (picture.writers.size() < most)
            picture.writers.push_back({json::text_at(each, "program").value_or(""),
                                       json::text_at(each, "user").value_or(""),
                                       std::to_string(json::natural_at(each, "uid"))});
}

void read_ages(const Evidence& evidence, Place& place) {
    const auto found = evidence.find("written." + place.id);
    if (found == evidence.end()) return;
    const auto ages =
        found->second ? ages_from(*found->second) : Result<Ages>{found->second.error()};
    if (ages)
        place.ages = *ages;
    else
        place.uncounted = ages.error().what;
}

void read_places(const Evidence& evidence, Picture& picture) {
    const auto stores = document_of(evidence, "stores");
    if (!stores.is_array()) return;
    for (const auto& each : stores.get_array()) {
        if (picture.places.size() == most_places) return;
        Place place{.id = json::text_at(each, "id").value_or(""),
                    .path = json::text_at(each, "path").value_or(""),
                    .resolved = {},
                    .space = {}};
        if (const auto text = item(evidence, "place." + place.id))
            if (const auto resolved = disk::resolved_from(*text); resolved && !resolved->dangling)
                place.resolved = resolved->path;
        if (const auto text = item(evidence, "space." + place.id))
            if (const auto space = disk::space_from(*text)) place.space = *space;
        read_ages(evidence, place);
        picture.places.push_back(std::move(place));
    }
    for (auto& place : picture.places)
        if (!place.resolved.empty()) place.mount = disk::mount_of(picture.mounts, place.resolved);
}

void add_drives(Picture& picture) {
    for (const auto& place : picture.places) {
        if (!place.mount || !place.space || place.space->bytes_total == 0) continue;
        auto same = std::ranges::find_if(picture.drives, [&](const Drive& drive) {
            return drive.mount->device == place.mount->device;
        });
        if (same == picture.drives.end())
            same = picture.drives.insert(same, Drive{.mount = place.mount, .space = *place.space});
        same->places.push_back(&place);
        (place.id == "database" ? same->has_database : same->has_images) = true;
    }
}

}  // namespace

std::uint64_t Picture::cameras() const {
    const auto running = programs.find("virgofeedd");
    return std::max(running == programs.end() ? 0 : running->second, factory.value_or(0));
}

bool Picture::has_client() const {
    return std::ranges::any_of(programs, [](const auto& program) {
        return lowered(program.first).find("desktop") != std::string::npos;
    });
}

bool Picture::all_writers(const Place& place,
                          const std::function<bool(const Writer&)>& test) const {
    std::size_t known = 0;
    for (const auto& writer : writers) {
        const bool is_database = writer.program.ends_with("/mongod");
        if (is_database != (place.id == "database")) continue;
        if (!test(writer)) return false;
        ++known;
    }
    return known > 0;
}

std::set<std::string> Picture::folders_where(const std::function<bool(const Place&)>& test) const {
    std::set<std::string> folders;
    for (const auto& place : places)
        if (!place.resolved.empty() && test(place)) folders.insert(place.resolved);
    return folders;
}

std::string Picture::folders_on(const Drive& drive) const {
    std::vector<std::string> folders;
    for (const auto* place : drive.places) folders.push_back(place->path);
    return joined(folders);
}

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    read_run(evidence, picture);
    read_load(evidence, picture);
    picture.mounts = disk::parse_mountinfo(item(evidence, "mountinfo").value_or(""));
    picture.blocks = disk::parse_blocks(item(evidence, "blocks").value_or(""));
    read_places(evidence, picture);
    read_writers(evidence, picture);
    add_drives(picture);
    picture.past = measured_in(item(evidence, "history").value_or(""), picture.now);
    return picture;
}

std::optional<Events> events_of(const Picture& picture) {
    // One to three images an event (vendor article K6).
    constexpr double fewest_images = 1, most_images = 3;
    Events events;
    bool counted = false;
    for (const auto& place : picture.places) {
        if (place.id == "database" || place.counted_elsewhere()) continue;
        if (!place.ages) return {};
        const auto rate = written_rate(*place.ages, &Window::pictures, picture.now);
        if (!rate) return {};
        events.low += rate->low / most_images;
        events.high += rate->high / fewest_images;
        events.days = counted ? std::min(events.days, rate->days) : rate->days;
        counted = true;
    }
    return counted ? std::optional{events} : std::nullopt;
}

}  // namespace diag::capacity
