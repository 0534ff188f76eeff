// SPDX-License-Identifier: Apache-2.0
// Where things stand on a chart's drawing.
#pragma once

#include <string>
#include <vector>

#include "agent/report/axis.hpp"
#include "collectors/finding.hpp"

namespace diag::report {

/// A series as drawn: few enough points, a colour and a shape by its number.
struct Line {
    std::string name;
    std::size_t number = 0;
    bool forecast = false;
    std::vector<Point> points;  ///< finite, in order, at least one
};

/// User units of the drawing (viewBox); style.css sets the text sizes that fit them.
struct Frame {
    static constexpr double width = 560, height = 250;
    static constexpr double left = 54, right = 544, top = 16, bottom = 204;
};

class Plot {
public:
    /// The chart's ceiling and threshold must be plottable().
    explicit Plot(const Chart& chart);

    bool empty() const { return lines_.empty(); }
    const std::vector<Line>& lines() const { return lines_; }
    const Scale& scale() const { return scale_; }
    Time from() const { return from_; }
    Time to() const { return to_; }

    double x(Time time) const;
    double y(double value) const;  ///< values outside the scale lie on its edge

    /// The threshold lies so far above the values that drawing it would flatten them.
    bool threshold_hidden() const { return threshold_hidden_; }

private:
    void set_time_span();
    void set_scale(const Chart& chart);

    std::vector<Line> lines_;
    Scale scale_;
    Time from_{}, to_{};
    bool threshold_hidden_ = false;
};

/// When a line first reaches `level` from below, between its points; nothing if it does not.
std::optional<Time> reaches(const Line& line, double level);

}  // namespace diag::report
