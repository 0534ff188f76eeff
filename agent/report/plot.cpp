// SPDX-License-Identifier: Apache-2.0
#include "agent/report/plot.hpp"

#include <algorithm>
#include <cmath>

namespace diag::report {
namespace {

constexpr std::size_t slots = 240;  ///< about one for two units of width

/// A point alone gets this much time on either side, so that it has an axis to stand on.
constexpr auto lone_margin = std::chrono::minutes{30};

std::size_t number_of(const std::vector<Line>& lines, const std::string& name) {
    for (const auto& line : lines)
        if (line.name == name) return line.number;
    return lines.size() == 1 ? lines.front().number : lines.size();
}

}  // namespace

Plot::Plot(const Chart& chart) {
    for (const auto& series : chart.series)
        if (auto points = thinned(series.points, slots); !points.empty())
            lines_.push_back({series.name, lines_.size(), false, std::move(points)});
    for (const auto& series : chart.forecast)
        if (auto points = thinned(series.points, slots); !points.empty())
            lines_.push_back(
                {series.name, number_of(lines_, series.name), true, std::move(points)});
    if (lines_.empty()) return;
    set_time_span();
    set_scale(chart);
}

void Plot::set_time_span() {
    from_ = lines_.front().points.front().first;
    to_ = from_;
    for (const auto& line : lines_)
        for (const auto& point : line.points) {
            from_ = std::min(from_, point.first);
            to_ = std::max(to_, point.first);
        }
    if (from_ != to_) return;
    from_ -= lone_margin;
    to_ += lone_margin;
}

void Plot::set_scale(const Chart& chart) {
    const auto ceiling = chart.ceiling.value_or(0);
    double least = 0;
    double most = ceiling;
    for (const auto& line : lines_)
        for (const auto& point : line.points) {
            least = std::min(least, point.second);
            // A forecast that runs past what is possible must not stretch the scale.
            if (!line.forecast || ceiling <= 0) most = std::max(most, point.second);
        }
    if (chart.threshold) {
        threshold_hidden_ = !chart.ceiling && most > 0 && *chart.threshold > 3 * most;
        if (!threshold_hidden_) most = std::max(most, *chart.threshold);
    }
    scale_ = scale_for(least, most);
    if (most == ceiling) scale_.to = ceiling;
    std::erase_if(scale_.ticks, [&](double tick) { return tick > scale_.to; });
}

double Plot::x(Time time) const {
    const auto part =
        static_cast<double>((time - from_).count()) / static_cast<double>((to_ - from_).count());
    return Frame::left + part * (Frame::right - Frame::left);
}

double Plot::y(double value) const {
    const auto seen = std::clamp(value, scale_.from, scale_.to);
    const auto part = (seen - scale_.from) / (scale_.to - scale_.from);
    return Frame::bottom - part * (Frame::bottom - Frame::top);
}

std::optional<Time> reaches(const Line& line, double level) {
    for (std::size_t at = 1; at < line.points.size(); ++at) {
        const auto& [start, low] = line.points[at - 1];
        const auto& [end, high] = line.points[at];
        if (low >= level || high < level) continue;
        const auto part = (level - low) / (high - low);
        return start +
               milliseconds{std::llround(part * static_cast<double>((end - start).count()))};
    }
    return std::nullopt;
}

}  // namespace diag::report
