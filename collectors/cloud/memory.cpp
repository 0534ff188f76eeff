// SPDX-License-Identifier: Apache-2.0
#include "collectors/cloud/memory.hpp"

#include <algorithm>

#include "platform/stored_time.hpp"
#include "platform/text.hpp"

namespace diag::cloud {
namespace {

constexpr std::size_t most_places = 64;

std::int64_t seconds_of(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::optional<Time> second_at(const json::value& document, std::string_view key) {
    const auto seconds = json::integer_at(document, key);
    if (!seconds) return std::nullopt;
    return bounded_time(std::chrono::seconds{*seconds});
}

void keep_latest(std::optional<Time>& latest, std::optional<Time> time) {
    if (time && (!latest || *time > *latest)) latest = time;
}

/// What a line carried on from those before it.
void take_carried(const json::value& line, Memory& memory) {
    keep_latest(memory.cloud_reached, second_at(line, "cloud_reached"));
    keep_latest(memory.licence_reached, second_at(line, "licence_reached"));
    keep_latest(memory.licence_answered, second_at(line, "licence_answered"));
    if (!memory.licence_silent) memory.licence_silent = second_at(line, "licence_silent");
    for (const auto& each : json::list_at(line, "places"))
        if (auto place = json::text_at(each, "place"); place && memory.places.size() < most_places)
            memory.places.insert(std::move(*place));
}

void take_look(const json::value& line, Time time, Memory& memory) {
    if (json::flag_at(line, "cloud").value_or(false)) keep_latest(memory.cloud_reached, time);
    if (second_at(line, "licence_answered") == time) memory.licence_silent.reset();
    const auto licence = json::flag_at(line, "licence");
    if (!licence) return;
    if (*licence) keep_latest(memory.licence_reached, time);
    if (*licence)
        memory.licence_silent.reset();
    else if (!memory.licence_silent)
        memory.licence_silent = time;
}

bool is_reached(const Look& look, const Trust& trust) {
    return look.part == Part::endpoint && reached(look, trust);
}

}  // namespace

std::optional<bool> licence_there(const Memory& before, const Look& look, const Trust& trust) {
    if (reached(look, trust)) return true;
    if (answered(look) && (!before.licence_reached || !trust.has_store)) return std::nullopt;
    return false;
}

Memory memory_of(std::string_view lines, Time now) {
    Memory memory;
    for (const auto line : lines_of(lines)) {
        const auto document = json::parse(line);
        if (!document) continue;
        const auto time = second_at(*document, "time").value_or(Time{});
        if (time > now) continue;
        take_carried(*document, memory);
        take_look(*document, time, memory);
    }
    return memory;
}

json::value to_json(const Memory& before, const std::vector<Look>& looks, const Trust& trust,
                    Time now) {
    auto places = before.places;
    bool cloud = false;
    for (const auto& look : looks)
        if (is_reached(look, trust)) {
            cloud = true;
            places.insert(look.place);
        }
    json::array all;
    for (const auto& place : places)
        if (all.size() < most_places) all.push_back(json::object{{"place", place}});
    json::object line{{"time", seconds_of(now)}, {"cloud", cloud}, {"places", std::move(all)}};
    const auto licence = std::ranges::find(looks, Part::licence, &Look::part);
    const auto there =
        licence == looks.end() ? std::nullopt : licence_there(before, *licence, trust);
    const bool answers =
        trust.licence_named && licence != looks.end() && answered(*licence) && there.value_or(true);
    if (there) line["licence"] = *there;
    const auto carry = [&](std::string_view key, const std::optional<Time>& time) {
        if (time) line[key] = seconds_of(*time);
    };
    carry("cloud_reached", before.cloud_reached);
    carry("licence_reached", before.licence_reached);
    carry("licence_answered", answers ? std::optional(now) : before.licence_answered);
    if (!there.value_or(answers)) carry("licence_silent", before.licence_silent);
    return line;
}

}  // namespace diag::cloud
