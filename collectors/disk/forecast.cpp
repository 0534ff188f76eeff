// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/forecast.hpp"

#include <algorithm>
#include <cmath>

namespace diag::disk {
namespace {

using std::chrono::hours;

constexpr std::size_t most_readings = 200;

double hours_between(Time from, Time to) {
    return std::chrono::duration<double, std::ratio<3600>>(to - from).count();
}

double median(std::vector<double>& numbers) {
    const auto middle = numbers.begin() + std::ssize(numbers) / 2;
    std::nth_element(numbers.begin(), middle, numbers.end());
    return *middle;
}

/// The share of slopes within a factor of two of the median.
double agreement(const std::vector<double>& slopes, double centre) {
    const auto near = std::ranges::count_if(slopes, [&](double slope) {
        if (centre == 0) return slope == 0;
        const auto ratio = slope / centre;
        return ratio >= 0.5 && ratio <= 2;
    });
    return static_cast<double>(near) / static_cast<double>(slopes.size());
}

/// The level at `time`, from the nearest reading within an hour.
std::optional<double> level_at(const Readings& readings, Time time) {
    std::optional<double> level;
    milliseconds nearest = hours{1};
    for (const auto& [when, amount] : readings) {
        const auto off = when < time ? time - when : when - time;
        if (off > nearest) continue;
        nearest = off;
        level = amount;
    }
    return level;
}

}  // namespace

Readings newest(const Readings& readings, milliseconds window) {
    if (readings.empty()) return {};
    const auto from = readings.back().first - window;
    Readings kept;
    for (const auto& reading : readings)
        if (reading.first >= from) kept.push_back(reading);
    if (kept.size() <= most_readings) return kept;
    Readings thinned;
    for (std::size_t i = 0; i < most_readings; ++i)
        thinned.push_back(kept[i * (kept.size() - 1) / (most_readings - 1)]);
    return thinned;
}

std::vector<double> slopes_of(const Readings& readings, milliseconds apart) {
    std::vector<double> slopes;
    for (std::size_t i = 0; i < readings.size(); ++i)
        for (std::size_t j = i + 1; j < readings.size(); ++j)
            if (readings[j].first - readings[i].first >= apart)
                slopes.push_back((readings[j].second - readings[i].second) /
                                 hours_between(readings[i].first, readings[j].first));
    return slopes;
}

std::optional<Trend> trend_of(const Readings& readings, milliseconds window, std::size_t fewest,
                              milliseconds shortest) {
    const auto used = newest(readings, window);
    if (used.size() < std::max<std::size_t>(fewest, 2)) return {};
    const auto span = used.back().first - used.front().first;
    if (span < shortest) return {};
    auto slopes = slopes_of(used, milliseconds{1});
    if (slopes.empty()) return {};
    const auto centre = median(slopes);
    return Trend{centre, agreement(slopes, centre), used.size(), span};
}

std::optional<milliseconds> time_to_full(const Trend& trend, double used, double capacity) {
    constexpr double ten_years = 10 * 365.25 * 24;
    if (trend.per_hour <= 0) return {};
    const auto left = std::max(0.0, capacity - used) / trend.per_hour;
    if (left > ten_years) return {};
    return milliseconds{static_cast<std::int64_t>(left * 3'600'000)};
}

std::optional<double> usual_rise(const Readings& readings) {
    constexpr int most_days = 7;
    constexpr int fewest_days = 2;
    if (readings.empty()) return {};
    const auto now = readings.back().first;
    double most = 0;
    int days = 0;
    for (int day = 1; day <= most_days; ++day) {
        const auto from = now - hours{24} * day;
        const auto start = level_at(readings, from);
        if (!start) continue;
        ++days;
        for (const auto& [when, amount] : readings)
            if (when >= from && when <= from + hours{24}) most = std::max(most, amount - *start);
    }
    return days < fewest_days ? std::nullopt : std::optional{most};
}

}  // namespace diag::disk
