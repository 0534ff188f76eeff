// SPDX-License-Identifier: Apache-2.0
// Is there one, how old is it, and is its size what it usually is?
#include <algorithm>
#include <cstdlib>
#include <map>

#include "collectors/backups/picture.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

using hours = std::chrono::duration<double, std::ratio<3600>>;

constexpr std::size_t most_listed = 20;
constexpr double percent = 100;
constexpr std::size_t digits_told = 12;  // of a digest

bool in_cut_place(const Picture& picture, const Backup& backup) {
    return std::ranges::any_of(picture.places, [&](const Location& place) {
        return place.cut && place.leads && place.leads->path == backup.place;
    });
}

std::string places_text(const Picture& picture) {
    std::vector<std::string> paths;
    for (const auto& place : picture.places) paths.push_back(place.path);
    return joined(paths);
}

void judge_age(const Picture& picture, const Backup& newest, Bench& bench) {
    const auto age = picture.now - newest.taken;
    const std::vector<std::string> rests{picture.item_of(newest), "run"};
    if (age < milliseconds{0})
        return bench.find("backups.from_the_future", Severity::warning,
                          {{"backup", newest.path}, {"taken", minute_text(newest.taken)}}, rests);
    const auto limit = [&](std::string_view key) { return hours(bench.limit(key)); };
    if (age <= limit("backups.age_warning")) return;
    const bool critical = age > limit("backups.age_critical");
    bench.find("backups.old", critical ? Severity::critical : Severity::warning,
               {{"backup", newest.path}, {"age", span_text(age)}}, rests);
}

/// Newest first: those that are here, and those that an earlier run saw and that were rotated away
/// or written over. One that still grows has no size yet.
std::vector<BackupSize> sizes_of(const Picture& picture, const Line& line) {
    std::map<std::pair<std::string, Time>, BackupSize> all;
    for (const auto& moment : picture.past)
        for (const auto& kept : moment.kept)
            if (kept.place == line.front()->place && kept.kind == line.front()->kind)
                all[{kept.newest, kept.taken}] = {kept.bytes, kept.taken, kept.contents};
    for (const auto* backup : line)
        if (backup == line.front() || !backup->growing)
            all[{backup->name, backup->taken}] = {backup->bytes, backup->taken,
                                                  backup->read_contents()};
    std::vector<BackupSize> sizes;
    for (auto& [name, size] : all) sizes.push_back(std::move(size));
    std::ranges::stable_sort(sizes, std::greater{}, &BackupSize::taken);
    return sizes;
}

void judge_size(const Picture& picture, const Line& line, const std::vector<BackupSize>& sizes,
                Bench& bench) {
    const auto& newest = *line.front();
    if (newest.growing || newest.bytes == 0) return;
    const auto usual =
        usual_size({newest.bytes, newest.taken, newest.read_contents()}, sizes, newest.scheduled,
                   {bench.limit("backups.size_fall"), bench.limit("backups.size_rise")});
    const bool fell = usual.verdict == SizeVerdict::smaller;
    if (!fell && usual.verdict != SizeVerdict::larger) return;
    const double change =
        percent * (static_cast<double>(newest.bytes) / static_cast<double>(usual.bytes) - 1);
    std::vector<std::string> rests{picture.item_of(newest)};
    if (!picture.past.empty()) rests.emplace_back("history");
    bench.find(fell ? "backups.size_fell" : "backups.size_rose", Severity::warning,
               {{"backup", newest.path},
                {"size", bytes_text(newest.bytes)},
                {"usual", bytes_text(usual.bytes)},
                {"percent", fixed(std::abs(change), 0) + " %"}},
               rests);
}

/// From the oldest that is known to the newest: "2.0 GiB (2026-11-17), 2.2 GiB (2026-11-23)".
void tell_trend(const Line& line, const std::vector<BackupSize>& sizes, Bench& bench) {
    if (sizes.size() < 2) return;
    const auto text = [](const BackupSize& size) {
        return bytes_text(size.bytes) + " (" + to_text(size.taken).substr(0, 10) + ")";
    };
    bench.note("backups.trend", line.front()->place + ": " + text(sizes.back()) + ", " +
                                    text(sizes.front()) + "; " + std::to_string(sizes.size()));
    constexpr double mebibyte = 1024.0 * 1024;
    Series series{line.front()->place, {}};
    for (auto each = sizes.rbegin(); each != sizes.rend(); ++each)
        series.points.emplace_back(each->taken, static_cast<double>(each->bytes) / mebibyte);
    bench.judgement.charts.push_back({.id = "backups.size",
                                      .subject = line.front()->place,
                                      .unit = "MiB",
                                      .series = {std::move(series)},
                                      .forecast = {},
                                      .ceiling = {},
                                      .threshold = {}});
}

/// How many there were, run by run.
void draw_count(const Picture& picture, const Line& line, Bench& bench) {
    Series series{line.front()->place, {}};
    for (const auto& moment : picture.past)
        for (const auto& kept : moment.kept)
            if (kept.place == line.front()->place && kept.kind == line.front()->kind)
                series.points.emplace_back(moment.time, static_cast<double>(kept.count));
    if (series.points.empty()) return;
    series.points.emplace_back(picture.now, static_cast<double>(line.size()));
    bench.judgement.charts.push_back({.id = "backups.kept",
                                      .subject = line.front()->place,
                                      .unit = "backups",
                                      .series = {std::move(series)},
                                      .forecast = {},
                                      .ceiling = {},
                                      .threshold = {}});
}

/// "name: 17 h, 10.0 GiB, full, L4"
void list_one(const Picture& picture, const Backup& backup, Bench& bench) {
    auto text = backup.path + ": ";
    text += backup.taken > picture.now ? minute_text(backup.taken)
                                       : span_text(picture.now - backup.taken);
    text += ", " + bytes_text(backup.bytes);
    if (backup.contents.empty())
        text += ", contents not told";
    else
        text += ", " + backup.contents + (backup.as_scheduled ? " (as scheduled)" : "");
    if (backup.growing) text += ", still growing";
    if (backup.proven())
        text += ", " + backup.proof->sound;
    else if (backup.refuted())
        text += ", failed " + backup.proof->failed;
    else if (picture.proofs_told)
        text += ", not proven";
    bench.note("backups.listed", text);
}

void judge_one(const Picture& picture, const Backup& backup, Bench& bench) {
    const std::vector<std::string> rests{picture.item_of(backup)};
    if (backup.special)
        bench.find("backups.no_file", Severity::warning, {{"backup", backup.path}}, rests);
    else if (backup.bytes == 0 && !backup.partly)
        bench.find("backups.empty", Severity::critical, {{"backup", backup.path}}, rests);
    if (backup.growing)
        bench.find("backups.growing", Severity::info,
                   {{"backup", backup.path}, {"size", bytes_text(backup.bytes)}}, rests);
}

/// Of its bytes as they were read, where they are those still as far as was seen; else empty.
std::string digest_of(const Backup& backup) {
    const bool is_of = backup.proof && backup.same && backup.proof->altered == Time{};
    return is_of ? backup.proof->sha256 : "";
}

/// Of two with one name: whether both are one backup and its copy, as there should be one. Sizes
/// tell where the bytes of both were not read.
bool are_one(const Backup& one, const Backup& other) {
    if (one.partly || other.partly) return true;
    const auto its = digest_of(one), others = digest_of(other);
    return one.bytes == other.bytes && (its.empty() || others.empty() || its == others);
}

/// One name in two places: which of them is restored is a matter of luck. A name without a date is
/// that of many: folders of days hold one each.
void judge_names(const Picture& picture, Bench& bench) {
    std::map<std::string, const Backup*> seen;
    for (const auto& backup : picture.backups) {
        if (backup.special || !backup.dated) continue;
        const auto name = backup.name.substr(backup.name.find_last_of('/') + 1);
        const auto [other, first] = seen.emplace(name, &backup);
        if (first || are_one(*other->second, backup)) continue;
        const bool by_size = other->second->bytes != backup.bytes;
        const auto it_is = [&](const Backup& each) {
            return bytes_text(each.bytes) +
                   (by_size ? "" : ", SHA-256 " + digest_of(each).substr(0, digits_told));
        };
        std::vector<std::string> rests{picture.item_of(backup)};
        if (!by_size) rests.insert(rests.end(), {other->second->proof_item, backup.proof_item});
        bench.find("backups.same_name", Severity::warning,
                   {{"backup", other->second->path},
                    {"size", it_is(*other->second)},
                    {"other", backup.path},
                    {"other_size", it_is(backup)}},
                   rests);
    }
}

}  // namespace

void judge_backups(const Picture& picture, Bench& bench) {
    const auto* newest = picture.newest();
    const bool looked = !picture.places.empty() && !picture.any_unread();
    // A redundant server needs none of the database (safr-facts 4.1).
    const bool needed = picture.role != "redundant" && !picture.needs_none_of_its_own();
    if (!newest && looked && picture.safr && needed)
        bench.find("backups.none", Severity::critical, {{"places", places_text(picture)}},
                   {"place.1"});
    if (newest) {
        bench.note("backups.newest", newest->path + ", " + bytes_text(newest->bytes) + ", " +
                                         minute_text(newest->taken));
        bench.note("backups.count", std::to_string(picture.backups.size()));
        // A newer one may be among those that were not looked at.
        if (!picture.cut_place()) judge_age(picture, *newest, bench);
    }
    std::size_t listed = 0;
    for (const auto& backup : picture.backups)
        if (!backup.special && ++listed <= most_listed) list_one(picture, backup, bench);
    for (const auto& [of, line] : lines_of_backups(picture)) {
        // Of a directory that was looked at in part, so is the size.
        if (in_cut_place(picture, *line.front())) continue;
        const auto sizes = sizes_of(picture, line);
        judge_size(picture, line, sizes, bench);
        tell_trend(line, sizes, bench);
        draw_count(picture, line, bench);
    }
    for (const auto& backup : picture.backups) judge_one(picture, backup, bench);
    judge_names(picture, bench);
}

}  // namespace diag::backups
