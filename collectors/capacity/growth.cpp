// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/growth.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr double day_ms = 86'400'000;
constexpr double hours_of_day = 24;
constexpr std::size_t fewest_readings = 4;
constexpr std::chrono::days window{14};
constexpr std::size_t written_days = 7;
constexpr std::size_t fewest_days = 3;
constexpr double ten_years = 3650;

double days_between(Time from, Time to) {
    return static_cast<double>((to - from).count()) / day_ms;
}

/// On how many days, counted back from the newest, there are readings: many of one afternoon tell
/// no more than one.
std::size_t days_of(const Readings& readings) {
    std::set<std::int64_t> days;
    for (const auto& reading : readings)
        days.insert((readings.back().first - reading.first) / std::chrono::days{1});
    return days.size();
}

void widen(Rate& rate, double amount) {
    rate.low = std::min(rate.low, amount);
    rate.high = std::max(rate.high, amount);
}

std::optional<Rate> rate_by_name(const Ages& ages, std::uint64_t Window::*number) {
    Rate rate{.low = INFINITY, .high = 0};
    for (std::size_t i = 2; i < ages.by_name.size(); ++i) {
        if (ages.by_name.at(i).files == 0) continue;
        ++rate.days;
        widen(rate, static_cast<double>(ages.by_name.at(i).*number));
    }
    return rate.days < fewest_days ? std::nullopt : std::optional{rate};
}

}  // namespace

std::optional<Rate> net_rate(const Readings& readings, double least) {
    const auto used = disk::newest(readings, window);
    if (used.size() < fewest_readings) return {};
    const auto span = days_between(used.front().first, used.back().first);
    if (span < least || days_of(used) < fewest_days) return {};
    auto slopes = disk::slopes_of(used, std::chrono::days{1});
    if (slopes.empty()) return {};
    std::ranges::sort(slopes);
    const auto tenth = slopes.size() / 10;
    return Rate{hours_of_day * slopes[tenth], hours_of_day * slopes[slopes.size() - 1 - tenth],
                static_cast<std::size_t>(span)};
}

std::optional<Rate> written_rate(const Ages& ages, std::uint64_t Window::*number, Time now) {
    if (ages.whole.files == 0) return {};
    if (ages.cut || ages.unreadable) return rate_by_name(ages, number);
    const auto age = days_between(ages.oldest, now);
    if (!(age >= static_cast<double>(fewest_days))) return {};
    const auto days = std::min(written_days, static_cast<std::size_t>(std::min(age, 100.0)));
    Rate rate{.low = INFINITY, .high = 0, .days = days};
    for (std::size_t i = 0; i < days; ++i)
        widen(rate, static_cast<double>(ages.windows.at(i).*number));
    return rate;
}

std::optional<DaysLeft> days_left(double available, double low, double high) {
    if (!(high > 0)) return {};
    DaysLeft left{.earliest = std::min(available / high, ten_years), .latest = {}};
    if (low > 0 && available / low < ten_years) left.latest = available / low;
    return left;
}

std::string days_text(const DaysLeft& days) {
    const auto from = fixed(std::floor(days.earliest), 0);
    if (!days.latest) return "> " + from + " d";
    if (*days.latest < 1) return "< 1 d";
    const auto to = fixed(std::ceil(*days.latest), 0);
    return from == to ? to + " d" : from + "-" + to + " d";
}

}  // namespace diag::capacity
