// SPDX-License-Identifier: Apache-2.0
#include "agent/report/axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "agent/report/voice.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

using std::chrono::seconds;

/// Steps people read at a glance, in seconds; beyond the last, multiples of it.
constexpr std::array<std::int64_t, 20> time_steps{
    1,       5,         10,        30,        60,         300,       600,
    1800,    3600,      10'800,    21'600,    43'200,     86'400,    172'800,
    604'800, 1'209'600, 2'592'000, 7'776'000, 15'552'000, 31'536'000};

/// Points a plot can show. Judgements come out of bundles too, so a time may be any number and a
/// value beyond all arithmetic.
bool drawable(const Point& point) {
    constexpr Time first_day{};
    constexpr Time year_10000{std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}};
    return plottable(point.second) && point.first >= first_day && point.first < year_10000;
}

double round_step(double rough) {
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (factor * power >= rough * 0.999) return factor * power;
    return 10 * power;
}

seconds time_step(seconds span, std::size_t most) {
    const auto parts = static_cast<std::int64_t>(std::max<std::size_t>(most, 1));
    const auto rough = (span.count() + parts - 1) / parts;
    for (const auto step : time_steps)
        if (step >= rough) return seconds{step};
    const auto years = (rough + time_steps.back() - 1) / time_steps.back();
    return seconds{years * time_steps.back()};
}

}  // namespace

bool plottable(double value) { return std::abs(value) <= 1e15; }

Scale scale_for(double least, double most) {
    const double low = std::min(0.0, least);
    const double high = most > low ? most : low + 1;
    Scale scale;
    scale.step = round_step((high - low) / 5);
    scale.from = std::floor(low / scale.step) * scale.step;
    scale.to = std::ceil(high / scale.step - 1e-9) * scale.step;
    const auto count = static_cast<int>(std::lround((scale.to - scale.from) / scale.step));
    for (int i = 0; i <= count; ++i) scale.ticks.push_back(scale.from + i * scale.step);
    return scale;
}

std::string tick_text(double value, double step) {
    if (step >= 1e15 || std::abs(value) >= 1e15) return fixed(value / 1e15, 0) + "P";
    for (const auto& [size, suffix] : {std::pair{1e9, " G"}, {1e6, " M"}, {1e4, " k"}})
        if (std::abs(value) >= size) {
            const double unit = size == 1e4 ? 1e3 : size;
            return tick_text(value / unit, step / unit) + suffix;
        }
    int decimals = 0;
    for (double left = step; decimals < 6 && std::abs(left - std::round(left)) > 1e-6 * left;
         left *= 10)
        ++decimals;
    if (std::abs(value) < step * 1e-6) return "0";
    return fixed(value, decimals);
}

std::vector<Time> time_ticks(Time from, Time to, std::size_t most) {
    std::vector<Time> ticks;
    const auto step = time_step(std::chrono::floor<seconds>(to - from), most);
    const auto start = std::chrono::floor<seconds>(from) + offset_at(from);
    auto local = Time{start - start.time_since_epoch() % step};
    for (;; local += step) {
        const auto tick = local - offset_at(local - offset_at(local));
        if (tick > to) break;
        if (tick >= from) ticks.push_back(tick);
    }
    return ticks;
}

std::vector<Point> thinned(const std::vector<Point>& points, std::size_t slots) {
    std::vector<Point> fit;
    for (const auto& point : points)
        if (drawable(point)) fit.push_back(point);
    if (fit.size() <= 4 * slots) return fit;

    const auto start = fit.front().first;
    const auto span = std::max<std::int64_t>((fit.back().first - start).count(), 1);
    const auto slot_of = [&](const Point& point) {
        const auto part =
            static_cast<double>((point.first - start).count()) / static_cast<double>(span);
        return static_cast<std::size_t>(std::max(0.0, part) * static_cast<double>(slots));
    };
    const auto lower = [](const Point& a, const Point& b) { return a.second < b.second; };
    std::vector<Point> kept;
    for (auto first = fit.begin(); first != fit.end();) {
        const auto slot = slot_of(*first);
        const auto last =
            std::find_if(first, fit.end(), [&](const Point& p) { return slot_of(p) != slot; });
        const auto [least, greatest] = std::minmax_element(first, last, lower);
        std::array chosen{first, least, greatest, last - 1};
        std::sort(chosen.begin(), chosen.end());
        const auto end = std::unique(chosen.begin(), chosen.end());
        for (auto it = chosen.begin(); it != end; ++it) kept.push_back(**it);
        first = last;
    }
    return kept;
}

}  // namespace diag::report
