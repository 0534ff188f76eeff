// SPDX-License-Identifier: Apache-2.0
// How much room is left, and until when.
#include <algorithm>

#include "collectors/disk/forecast.hpp"
#include "collectors/disk/picture.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

using std::chrono::hours;

constexpr double gibibyte = 1024.0 * 1024 * 1024;
constexpr std::size_t fewest_readings = 4;
constexpr double percent = 100;

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : percent * static_cast<double>(part) / static_cast<double>(whole);
}

/// Small by design and no harm to SAFR when full: never more than a warning.
bool is_side_room(const Picture& picture, const Volume& volume) {
    if (lies_below(volume.mount.point, "/boot")) return true;
    return storage_of(volume.mount) == Storage::memory && picture.folders_on(volume) == "-";
}

Parameters about(const Picture& picture, const Volume& volume) {
    return {{"mount", volume.mount.point},
            {"source", volume.mount.source},
            {"folders", picture.folders_on(volume)}};
}

void judge_bytes(const Picture& picture, const Volume& volume, Bench& bench) {
    const auto capacity = volume.capacity();
    const auto left = volume.space->bytes_available;
    const auto free = share(left, capacity);
    const bool scarce = free < bench.limit("disk.free_critical");
    const bool low = free < bench.limit("disk.free_warning");
    if (!scarce && (!low || is_side_room(picture, volume))) return;
    const bool plenty = static_cast<double>(left) >= bench.limit("disk.free_plenty") * gibibyte;
    const bool critical = scarce && !plenty && !is_side_room(picture, volume);
    auto parameters = about(picture, volume);
    parameters["free"] = bytes_text(left);
    parameters["percent"] = percent_text(free);
    parameters["size"] = bytes_text(capacity);
    bench.find(critical ? "disk.space_critical" : "disk.space_low",
               critical ? Severity::critical : Severity::warning, std::move(parameters),
               {volume.item, "mountinfo"});
}

void judge_inodes(const Picture& picture, const Volume& volume, Bench& bench) {
    const auto& space = *volume.space;
    if (space.inodes_total == 0) return;
    const auto free = share(space.inodes_free, space.inodes_total);
    if (free >= bench.limit("disk.inodes_warning")) return;
    auto parameters = about(picture, volume);
    parameters["free"] = std::to_string(space.inodes_free);
    parameters["percent"] = percent_text(free);
    parameters["total"] = std::to_string(space.inodes_total);
    const bool critical =
        free < bench.limit("disk.inodes_critical") && !is_side_room(picture, volume);
    bench.find("disk.inodes_low", critical ? Severity::critical : Severity::warning,
               std::move(parameters), {volume.item, "mountinfo"});
}

/// All readings of one number of a mount, the current one last.
Readings readings_of(const Picture& picture, const Volume& volume, std::uint64_t Fill::*number,
                     double current) {
    Readings readings;
    for (const auto& moment : picture.past)
        if (const auto fill = moment.fills.find(volume.mount.point); fill != moment.fills.end())
            readings.emplace_back(moment.time, static_cast<double>(fill->second.*number));
    readings.emplace_back(picture.now.time, current);
    return readings;
}

struct Outlook {
    Trend trend;
    milliseconds left;
};

/// When it will be full, if enough readings agree.
std::optional<Outlook> outlook(const Readings& readings, double capacity, milliseconds window,
                               milliseconds shortest, const Bench& bench) {
    const auto trend = trend_of(readings, window, fewest_readings, shortest);
    if (!trend || trend->agreement * percent < bench.limit("disk.forecast_agreement")) return {};
    const auto left = time_to_full(*trend, readings.back().second, capacity);
    if (!left) return {};
    return Outlook{*trend, *left};
}

Parameters told(Parameters parameters, const Outlook& outlook, std::string rate) {
    parameters["left"] = span_text(outlook.left);
    parameters["rate"] = std::move(rate);
    parameters["readings"] = std::to_string(outlook.trend.readings);
    parameters["span"] = span_text(outlook.trend.span);
    parameters["agreement"] = percent_text(outlook.trend.agreement * percent);
    return parameters;
}

std::string rate_text(double bytes) {
    return bytes_text(static_cast<std::uint64_t>(std::max(0.0, bytes)));
}

/// Fast growth now, unless the days before grew as fast and came back. Otherwise slow growth over
/// days. Returns what the chart is to show.
std::optional<Outlook> judge_growth(const Picture& picture, const Volume& volume,
                                    const Readings& readings, Bench& bench) {
    const auto capacity = static_cast<double>(volume.capacity());
    const auto soon = outlook(readings, capacity, hours{3}, hours{1}, bench);
    const auto usual = usual_rise(readings);
    const bool returns = usual && readings.back().second + *usual < capacity;
    const auto limit =
        std::chrono::duration<double, std::ratio<3600>>(bench.limit("disk.full_within"));
    if (soon && !returns && soon->left < limit) {
        bench.find("disk.full_soon", Severity::warning,
                   told(about(picture, volume), *soon, rate_text(soon->trend.per_hour) + "/h"),
                   {"history", volume.item});
        return soon;
    }
    const auto slow = outlook(readings, capacity, hours{7 * 24}, hours{24}, bench);
    const auto days =
        std::chrono::duration<double, std::ratio<86400>>(bench.limit("disk.full_within_days"));
    if (slow && slow->left < days)
        bench.find("disk.full_in_days", Severity::info,
                   told(about(picture, volume), *slow, rate_text(slow->trend.per_hour * 24) + "/d"),
                   {"history", volume.item});
    return slow ? slow : soon;
}

void judge_inode_growth(const Picture& picture, const Volume& volume, Bench& bench) {
    const auto& space = *volume.space;
    if (space.inodes_total == 0) return;
    const auto readings = readings_of(
        picture, volume, &Fill::inodes_used,
        static_cast<double>(space.inodes_total - std::min(space.inodes_total, space.inodes_free)));
    const auto soon = outlook(readings, static_cast<double>(space.inodes_total), hours{1},
                              std::chrono::minutes{30}, bench);
    const auto limit =
        std::chrono::duration<double, std::ratio<3600>>(bench.limit("disk.full_within"));
    if (!soon || soon->left >= limit) return;
    bench.find("disk.inodes_full_soon", Severity::warning,
               told(about(picture, volume), *soon, fixed(soon->trend.per_hour, 0) + "/h"),
               {"history", volume.item});
}

/// Fill level in percent over time; the forecast goes a day ahead, or as far as it was measured.
void draw(const Volume& volume, const Readings& readings, const std::optional<Outlook>& outlook,
          Bench& bench) {
    if (readings.size() < 2) return;
    const auto capacity = static_cast<double>(volume.capacity());
    const auto level = [&](double used) {
        return std::clamp(percent * used / capacity, 0.0, percent);
    };
    Series measured{volume.mount.point, {}};
    for (const auto& [time, used] : readings) measured.points.emplace_back(time, level(used));
    Chart chart{.id = "disk.fill",
                .subject = volume.mount.point,
                .unit = "%",
                .series = {},
                .forecast = {},
                .ceiling = percent,
                .threshold = percent - bench.limit("disk.free_critical")};
    if (outlook) {
        const auto [now, used] = readings.back();
        const auto ahead =
            std::min(outlook->left, std::max<milliseconds>(hours{24}, outlook->trend.span));
        const auto grown =
            used + outlook->trend.per_hour *
                       std::chrono::duration<double, std::ratio<3600>>(ahead).count();
        chart.forecast.push_back(
            {volume.mount.point, {{now, level(used)}, {now + ahead, level(grown)}}});
    }
    chart.series.push_back(std::move(measured));
    bench.judgement.charts.push_back(std::move(chart));
}

void note(const Volume& volume, Bench& bench) {
    bench.note("disk.mount", volume.mount.point + ": " + bytes_text(volume.used()) + " / " +
                                 bytes_text(volume.capacity()) + " (" +
                                 percent_text(share(volume.used(), volume.capacity())) + "), " +
                                 volume.mount.type + ", " + volume.mount.source);
}

}  // namespace

void judge_space(const Picture& picture, Bench& bench) {
    bool short_history = false;
    for (const auto& volume : picture.volumes) {
        if (!volume.space || volume.capacity() == 0) continue;
        if (storage_of(volume.mount) != Storage::memory) note(volume, bench);
        if (is_read_only(volume.mount)) continue;
        judge_bytes(picture, volume, bench);
        judge_inodes(picture, volume, bench);
        if (storage_of(volume.mount) == Storage::memory) continue;
        const auto readings =
            readings_of(picture, volume, &Fill::used, static_cast<double>(volume.used()));
        short_history =
            short_history || !trend_of(readings, hours{7 * 24}, fewest_readings, hours{1});
        const auto outlook = judge_growth(picture, volume, readings, bench);
        judge_inode_growth(picture, volume, bench);
        draw(volume, readings, outlook, bench);
    }
    if (short_history && !picture.brief)
        bench.find("disk.history_short", Severity::info,
                   {{"readings", std::to_string(picture.past.size() + 1)}}, {"history"});
}

}  // namespace diag::disk
