// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "collectors/system/review.hpp"
#include "collectors/system/sensors.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

/// Where a part begins to be too hot, and where it is in danger; the latter may be unknown.
struct Bounds {
    double warning = 0;
    std::optional<double> critical;
};

Bounds bounds_of(const Review& review, const Sensor& sensor) {
    const auto part_of_own = [&](std::string_view key) {
        return Bounds{*sensor.critical * review.limit(key) / 100, sensor.critical};
    };
    if (sensor.critical)
        return part_of_own(sensor.part == Part::disk        ? "disk_heat_warning"
                           : sensor.part == Part::processor ? "processor_heat_warning"
                                                            : "part_heat_warning");
    if (sensor.part == Part::disk)
        return {review.limit("disk_heat_plain_warning"), review.limit("disk_heat_plain_critical")};
    if (sensor.part == Part::processor) return {review.limit("processor_heat_plain"), {}};
    return {1000, {}};  // an unknown part that names no limit: nothing to compare with
}

}  // namespace

void judge_heat(Review& review) {
    const auto text = review.text("sensors");
    if (!text) return;
    const auto sensors = sensors_of(*text);
    const Sensor* hottest = nullptr;
    for (const auto& sensor : sensors) {
        if (sensor.part == Part::processor && (!hottest || sensor.celsius > hottest->celsius))
            hottest = &sensor;
        const auto bounds = bounds_of(review, sensor);
        const bool danger = sensor.alarm || (bounds.critical && sensor.celsius >= *bounds.critical);
        if (!danger && sensor.celsius < bounds.warning) continue;
        review.find("too_hot", danger ? Severity::critical : Severity::warning,
                    {{"sensor", sensor.name},
                     {"celsius", fixed(sensor.celsius, 0)},
                     {"limit", fixed(bounds.critical.value_or(bounds.warning), 0)}},
                    {"sensors"});
    }
    if (hottest)
        review.fact("temperature", hottest->name + ' ' + fixed(hottest->celsius, 0) + " °C");
}

}  // namespace diag::host
