// SPDX-License-Identifier: Apache-2.0
// Is there one, how old is it, and is its size what it usually is?
#include <algorithm>
#include <map>

#include "collectors/backups/picture.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

using hours = std::chrono::duration<double, std::ratio<3600>>;

constexpr std::size_t compared = 5;  // health rule 6.5: the median of the last five
constexpr double percent = 100;

std::string item_of(const Backup& backup, const Picture& picture) {
    for (const auto& place : picture.places)
        if (backup.place == (place.leads ? place.leads->path : place.path))
            return "files." + place.number;
    return "run";
}

std::string places_text(const Picture& picture) {
    std::vector<std::string> paths;
    for (const auto& place : picture.places) paths.push_back(place.path);
    return joined(paths);
}

void judge_age(const Picture& picture, const Backup& newest, Bench& bench) {
    const auto age = picture.now - newest.taken;
    const std::vector<std::string> rests{item_of(newest, picture), "run"};
    if (age < milliseconds{0})
        return bench.find(
            "backups.from_the_future", Severity::warning,
            {{"backup", newest.path}, {"taken", to_text(newest.taken).substr(0, 16) + "Z"}}, rests);
    const auto limit = [&](std::string_view key) { return hours(bench.limit(key)); };
    if (age <= limit("backups.age_warning")) return;
    const bool critical = age > limit("backups.age_critical");
    bench.find("backups.old", critical ? Severity::critical : Severity::warning,
               {{"backup", newest.path}, {"age", span_text(age)}}, rests);
}

/// Those of one kind and place, newest first.
using Line = std::vector<const Backup*>;

std::map<std::pair<std::string, std::string>, Line> lines_of_backups(const Picture& picture) {
    std::map<std::pair<std::string, std::string>, Line> lines;
    for (const auto& backup : picture.backups)
        if (!backup.special) lines[{backup.place, backup.kind}].push_back(&backup);
    return lines;
}

void judge_size(const Picture& picture, const Line& line, Bench& bench) {
    const auto& newest = *line.front();
    std::vector<std::uint64_t> sizes;
    for (std::size_t i = 1; i < line.size() && sizes.size() < compared; ++i)
        if (line[i]->bytes > 0) sizes.push_back(line[i]->bytes);
    if (sizes.empty() || newest.growing) return;
    std::ranges::sort(sizes);
    const auto usual = sizes[sizes.size() / 2];
    const double change =
        percent * (static_cast<double>(newest.bytes) / static_cast<double>(usual) - 1);
    const Parameters parameters{{"backup", newest.path},
                                {"size", bytes_text(newest.bytes)},
                                {"usual", bytes_text(usual)},
                                {"percent", fixed(std::abs(change), 0) + " %"}};
    const std::vector<std::string> rests{item_of(newest, picture)};
    if (newest.bytes > 0 && change < -bench.limit("backups.size_fall"))
        bench.find("backups.size_fell", Severity::warning, parameters, rests);
    if (change > bench.limit("backups.size_rise"))
        bench.find("backups.size_rose", Severity::warning, parameters, rests);
}

void draw(const Line& line, Bench& bench) {
    if (line.size() < 2) return;
    constexpr double mebibyte = 1024.0 * 1024;
    Series sizes{line.front()->place, {}};
    for (auto each = line.rbegin(); each != line.rend(); ++each)
        sizes.points.emplace_back((*each)->taken, static_cast<double>((*each)->bytes) / mebibyte);
    bench.judgement.charts.push_back({.id = "backups.size",
                                      .subject = line.front()->place,
                                      .unit = "MiB",
                                      .series = {std::move(sizes)},
                                      .forecast = {},
                                      .ceiling = {},
                                      .threshold = {}});
}

void judge_one(const Picture& picture, const Backup& backup, Bench& bench) {
    const std::vector<std::string> rests{item_of(backup, picture)};
    if (backup.special)
        bench.find("backups.no_file", Severity::warning, {{"backup", backup.path}}, rests);
    else if (backup.bytes == 0)
        bench.find("backups.empty", Severity::critical, {{"backup", backup.path}}, rests);
    if (backup.growing)
        bench.find("backups.growing", Severity::info,
                   {{"backup", backup.path}, {"size", bytes_text(backup.bytes)}}, rests);
}

/// One name in two places: which of them is restored is a matter of luck.
void judge_names(const Picture& picture, Bench& bench) {
    std::map<std::string, const Backup*> seen;
    for (const auto& backup : picture.backups) {
        if (backup.special) continue;
        const auto name = backup.name.substr(backup.name.find_last_of('/') + 1);
        const auto [other, first] = seen.emplace(name, &backup);
        // The same size is a copy, as there should be one.
        if (!first && other->second->bytes != backup.bytes)
            bench.find("backups.same_name", Severity::warning,
                       {{"backup", other->second->path},
                        {"size", bytes_text(other->second->bytes)},
                        {"other", backup.path},
                        {"other_size", bytes_text(backup.bytes)}},
                       {item_of(backup, picture)});
    }
}

}  // namespace

void judge_backups(const Picture& picture, Bench& bench) {
    const auto* newest = picture.newest();
    const bool looked = std::ranges::any_of(picture.places, [](const Location& place) {
        return place.failure.empty() || place.fault == Fault::absent;
    });
    // A redundant server needs none of the database (safr-facts 4.1).
    if (!newest && looked && picture.safr && picture.role != "redundant")
        bench.find("backups.none", Severity::critical, {{"places", places_text(picture)}},
                   {"place.1"});
    if (newest) {
        bench.note("backups.newest", newest->path + ", " + bytes_text(newest->bytes) + ", " +
                                         to_text(newest->taken).substr(0, 16) + "Z");
        bench.note("backups.count", std::to_string(picture.backups.size()));
        judge_age(picture, *newest, bench);
    }
    for (const auto& [of, line] : lines_of_backups(picture)) {
        judge_size(picture, line, bench);
        draw(line, bench);
    }
    for (const auto& backup : picture.backups) judge_one(picture, backup, bench);
    judge_names(picture, bench);
}

}  // namespace diag::backups
