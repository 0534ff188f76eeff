// SPDX-License-Identifier: Apache-2.0
// Draws a chart as inline SVG. Captions and legend are HTML, so they keep their size on a phone;
// series differ by shape as well as by colour.
#include "agent/report/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "agent/report/plot.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

constexpr std::size_t colours = 6;          ///< classes s0..s5 of style.css
constexpr std::size_t legend_entries = 12;  ///< beyond this a legend is no help
constexpr std::size_t time_labels = 6;

std::string at(double coordinate) { return fixed(coordinate, 1); }

std::string series_class(const Line& line) { return "s" + std::to_string(line.number % colours); }

std::string with_unit(const std::string& number, const std::string& unit) {
    return unit.empty() ? number : number + "\u00A0" + unit;
}

/// Three significant digits, as much as a glance takes in; whole numbers stay whole.
std::string value_text(double value, const std::string& unit) {
    const double size = std::abs(value);
    const double step = value == std::round(value) || size >= 100 ? 1 : size >= 10 ? 0.1 : 0.01;
    return with_unit(tick_text(std::round(value / step) * step, step), unit);
}

std::string path_of(const Plot& plot, const std::vector<Point>& points) {
    std::string path;
    for (const auto& [time, value] : points)
        path += (path.empty() ? "M" : "L") + at(plot.x(time)) + " " + at(plot.y(value));
    return path;
}

/// The mark of a series: circle, square, triangle, diamond around (x, y).
std::string mark_of(std::size_t number, double x, double y) {
    const auto move = "M" + at(x) + " " + at(y);
    constexpr std::array<std::string_view, 4> shapes{
        "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", "m-3.3 -3.3h6.6v6.6h-6.6z",
        "m0 -4.2l4.2 7.4h-8.4z", "m0 -4.6l4.6 4.6l-4.6 4.6l-4.6 -4.6z"};
    return move + std::string(shapes[number % shapes.size()]);
}

void write_label(Markup& out, std::string_view kind, double x, double y, std::string_view text) {
    out.leaf("text", {{"class", kind}, {"x", at(x)}, {"y", at(y)}}, text);
}

void write_level(Markup& out, std::string_view kind, double y) {
    out.empty("line", {{"class", kind},
                       {"x1", at(Frame::left)},
                       {"x2", at(Frame::right)},
                       {"y1", at(y)},
                       {"y2", at(y)}});
}

void write_scale(Markup& out, const Plot& plot) {
    for (const double tick : plot.scale().ticks) {
        const auto y = plot.y(tick);
        write_level(out, tick == 0 ? "base" : "grid", y);
        write_label(out, "y", Frame::left - 8, y + 4, tick_text(tick, plot.scale().step));
    }
}

/// Times of the day on one line, dates on the next where the day changes.
void write_times(Markup& out, const Voice& voice, const Plot& plot) {
    const auto ticks = time_ticks(plot.from(), plot.to(), time_labels);
    const bool days = ticks.size() > 1 && ticks[1] - ticks[0] >= std::chrono::hours{24};
    const bool seconds = ticks.size() > 1 && ticks[1] - ticks[0] < std::chrono::minutes{1};
    std::string last_day;
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const auto x = plot.x(ticks[i]);
        const auto group = out.in("g", {{"class", i % 2 ? "tick odd" : "tick"}});
        out.empty("line", {{"class", "stub"},
                           {"x1", at(x)},
                           {"x2", at(x)},
                           {"y1", at(Frame::bottom)},
                           {"y2", at(Frame::bottom + 5)}});
        auto day = voice.day(ticks[i]);
        if (!days) write_label(out, "x", x, Frame::bottom + 20, clock_text(ticks[i], seconds));
        if (days || day != last_day)
            write_label(out, days ? "x" : "x day", x, Frame::bottom + (days ? 20 : 37), day);
        last_day = std::move(day);
    }
}

void write_line(Markup& out, const Plot& plot, const Line& line, bool filled_below) {
    const auto path = path_of(plot, line.points);
    const auto& [last_time, last_value] = line.points.back();
    if (filled_below && line.points.size() > 1)
        out.empty("path",
                  {{"class", "area " + series_class(line)},
                   {"d", path + "L" + at(plot.x(last_time)) + " " + at(plot.y(0)) + "L" +
                             at(plot.x(line.points.front().first)) + " " + at(plot.y(0)) + "z"}});
    if (line.points.size() > 1)
        out.empty("path",
                  {{"class", (line.forecast ? "line forecast " : "line ") + series_class(line)},
                   {"d", path}});
    if (!line.forecast)
        out.empty("path", {{"class", "mark " + series_class(line)},
                           {"d", mark_of(line.number, plot.x(last_time), plot.y(last_value))}});
}

/// What a drawing is called, for those who hear it.
struct Spoken {
    std::string id, title, summary;
};

void write_drawing(Markup& out, const Voice& voice, const Chart& chart, const Plot& plot,
                   const Spoken& spoken) {
    const auto drawing =
        out.in("svg", {{"class", "plot"},
                       {"viewBox", "0 0 " + at(Frame::width) + " " + at(Frame::height)},
                       {"role", "img"},
                       {"aria-labelledby", spoken.id + "-title " + spoken.id + "-summary"}});
    out.leaf("title", {{"id", spoken.id + "-title"}}, spoken.title);
    out.leaf("desc", {{"id", spoken.id + "-summary"}}, spoken.summary);
    write_scale(out, plot);
    write_times(out, voice, plot);
    const auto series = std::count_if(plot.lines().begin(), plot.lines().end(),
                                      [](const Line& line) { return !line.forecast; });
    for (const auto& line : plot.lines())
        write_line(out, plot, line, series == 1 && !line.forecast && plot.scale().from == 0);
    if (!chart.threshold || plot.threshold_hidden()) return;
    write_level(out, "threshold", plot.y(*chart.threshold));
}

/// "last 87 %, lowest 82, highest 87" of a line as it is drawn.
std::string figures_of(const Voice& voice, const Line& line, const std::string& unit) {
    const auto lower = [](const Point& a, const Point& b) { return a.second < b.second; };
    const auto [least, most] = std::minmax_element(line.points.begin(), line.points.end(), lower);
    return voice("figures", {{"last", value_text(line.points.back().second, unit)},
                             {"least", value_text(least->second, {})},
                             {"most", value_text(most->second, {})}});
}

/// Where the forecast goes: the date it reaches the threshold or the ceiling, else its last value.
std::string forecast_of(const Voice& voice, const Chart& chart, const Line& line) {
    for (const auto& level : {chart.ceiling, chart.threshold})
        if (const auto when = level ? reaches(line, *level) : std::nullopt)
            return voice("forecast_reaches", {{"level", value_text(*level, chart.unit)},
                                              {"date", voice.date_and_time(*when)}});
    return voice("forecast_ends", {{"level", value_text(line.points.back().second, chart.unit)},
                                   {"date", voice.date_and_time(line.points.back().first)}});
}

void write_key(Markup& out, const std::string& kind, const Line* marked) {
    const auto key =
        out.in("svg", {{"class", "key"}, {"viewBox", "0 0 26 12"}, {"aria-hidden", "true"}});
    out.empty("path", {{"class", kind}, {"d", "M0 6H26"}});
    if (marked)
        out.empty("path", {{"class", "mark " + series_class(*marked)},
                           {"d", mark_of(marked->number, 13, 6)}});
}

void write_legend(Markup& out, const Voice& voice, const Chart& chart, const Plot& plot) {
    const auto list = out.in("ul", {{"class", "legend"}});
    std::size_t shown = 0;
    for (const auto& line : plot.lines()) {
        if (++shown > legend_entries) break;
        const auto entry = out.in("li");
        write_key(out, (line.forecast ? "line forecast " : "line ") + series_class(line),
                  line.forecast ? nullptr : &line);
        if (line.forecast) {
            out.leaf("span", {{"class", "name"}}, voice("forecast"));
            out.leaf("span", {{"class", "figures"}}, forecast_of(voice, chart, line));
        } else {
            out.leaf("bdi", {{"class", "name"}}, line.name);
            out.leaf("span", {{"class", "figures"}}, figures_of(voice, line, chart.unit));
        }
    }
    if (plot.lines().size() > legend_entries)
        out.leaf(
            "li", {},
            voice("more_series", {{"count", count_text(plot.lines().size() - legend_entries)}}));
    if (!chart.threshold) return;
    const auto entry = out.in("li");
    write_key(out, "threshold", nullptr);
    out.leaf("span", {{"class", "name"}}, voice("threshold"));
    out.leaf("span", {{"class", "figures"}},
             value_text(*chart.threshold, chart.unit) +
                 (plot.threshold_hidden() ? ", " + voice("above_plot") : ""));
}

/// One sentence for those who cannot see the drawing.
std::string summary_of(const Voice& voice, const Chart& chart, const Plot& plot) {
    std::string summary =
        voice.date_and_time(plot.from()) + " \u2013 " + voice.date_and_time(plot.to()) + ".";
    for (const auto& line : plot.lines())
        summary += " " + line.name + ": " +
                   (line.forecast ? forecast_of(voice, chart, line)
                                  : figures_of(voice, line, chart.unit)) +
                   ".";
    return summary;
}

/// The chart with its unit and the names of its series in the report's language, without levels
/// that cannot be drawn.
Chart spoken(const Voice& voice, Chart chart) {
    if (chart.ceiling && !(plottable(*chart.ceiling) && *chart.ceiling > 0)) chart.ceiling.reset();
    if (chart.threshold && !plottable(*chart.threshold)) chart.threshold.reset();
    chart.unit = voice.member("unit", chart.unit);
    for (auto* all : {&chart.series, &chart.forecast})
        for (auto& series : *all) series.name = voice.member("series", series.name);
    return chart;
}

}  // namespace

void write_chart(Markup& out, const Voice& voice, const Chart& given, std::size_t number) {
    const auto chart = spoken(voice, given);
    const auto id = "chart-" + std::to_string(number);
    const auto name = voice.knowledge().chart_title(chart.id, voice.language());
    const Plot plot(chart);
    const auto figure = out.in("figure", {{"class", "panel chart"}, {"id", id}});
    {
        const auto caption = out.in("figcaption");
        out.leaf("b", {}, name);
        if (!chart.subject.empty()) out.leaf("bdi", {{"class", "subject"}}, chart.subject);
        if (!chart.unit.empty()) out.leaf("span", {{"class", "unit"}}, chart.unit);
    }
    if (plot.empty()) return out.leaf("p", {{"class", "empty"}}, voice("no_points"));
    const auto title = chart.subject.empty() ? name : name + ", " + chart.subject;
    write_drawing(out, voice, chart, plot, {id, title, summary_of(voice, chart, plot)});
    write_legend(out, voice, chart, plot);
}

}  // namespace diag::report
