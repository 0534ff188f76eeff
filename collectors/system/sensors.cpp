// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/sensors.hpp"

#include <cstdint>
#include <functional>
#include <map>

#include "platform/text.hpp"

namespace diag::host {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;  // "temp1_input" -> "45000"
using Devices = std::map<std::string, Values, std::less<>>;      // "hwmon0" -> its values

Devices devices_of(std::string_view lines) {
    Devices devices;
    for (const auto line : lines_of(lines)) {
        const auto slash = line.find('/');
        const auto is = line.find('=');
        if (slash == std::string_view::npos || is == std::string_view::npos || is < slash) continue;
        devices[std::string(line.substr(0, slash))].insert_or_assign(
            std::string(line.substr(slash + 1, is - slash - 1)),
            std::string(trimmed(line.substr(is + 1))));
    }
    return devices;
}

std::string_view value(const Values& values, const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<double> celsius(const Values& values, const std::string& name) {
    const auto thousandths = integer(value(values, name));
    if (!thousandths || *thousandths < -40'000 || *thousandths > 150'000) return std::nullopt;
    return static_cast<double>(*thousandths) / 1000;
}

std::optional<double> limit(const Values& values, const std::string& name) {
    const auto degrees = celsius(values, name);
    return degrees && *degrees >= 30 && *degrees < 127 ? degrees : std::nullopt;
}

Part part_of(std::string_view chip) {
    for (const auto* name : {"coretemp", "k10temp", "zenpower", "x86_pkg_temp", "cpu"})
        if (chip.starts_with(name)) return Part::processor;
    for (const auto* name : {"nvme", "drivetemp"})
        if (chip.starts_with(name)) return Part::disk;
    for (const auto* name : {"nouveau", "amdgpu", "radeon"})
        if (chip.starts_with(name)) return Part::gpu;
    return Part::other;
}

void add_chip(const Values& values, std::vector<Sensor>& sensors) {
    const auto chip = value(values, "name");
    for (const auto& [name, text] : values) {
        if (!name.starts_with("temp") || !name.ends_with("_input")) continue;
        const auto stem = name.substr(0, name.size() - 5);  // "temp1_"
        const auto reading = celsius(values, name);
        if (!reading || *reading == 0) continue;  // 0: nothing is attached
        const auto label = value(values, stem + "label");
        sensors.push_back({.name = printable(std::string(chip.empty() ? "hwmon" : chip) + ' ' +
                                             (label.empty() ? stem.substr(0, stem.size() - 1)
                                                            : std::string(label))),
                           .part = part_of(chip),
                           .celsius = *reading,
                           .critical = limit(values, stem + "crit"),
                           .alarm = value(values, stem + "crit_alarm") == "1"});
    }
}

void add_zone(const Values& values, std::vector<Sensor>& sensors) {
    const auto kind = value(values, "type");
    const auto reading = celsius(values, "temp");
    if (!reading || *reading == 0) return;
    Sensor sensor{.name = printable(kind.empty() ? "thermal zone" : kind),
                  .part = part_of(kind),
                  .celsius = *reading,
                  .critical = {}};
    for (int trip = 0; trip < 16; ++trip) {
        const auto stem = "trip_point_" + std::to_string(trip);
        if (value(values, stem + "_type") == "critical")
            sensor.critical = limit(values, stem + "_temp");
    }
    sensors.push_back(std::move(sensor));
}

}  // namespace

std::vector<Sensor> sensors_of(std::string_view lines) {
    std::vector<Sensor> sensors;
    const auto devices = devices_of(lines);
    for (const auto& [name, values] : devices)
        if (name.starts_with("hwmon")) add_chip(values, sensors);
    bool processor_seen = false;
    for (const auto& sensor : sensors)
        processor_seen = processor_seen || sensor.part == Part::processor;
    for (const auto& [name, values] : devices)
        if (name.starts_with("thermal_zone") &&
            !(processor_seen && part_of(value(values, "type")) == Part::processor))
            add_zone(values, sensors);
    return sensors;
}

std::optional<MemoryErrors> memory_errors_of(std::string_view lines) {
    std::optional<MemoryErrors> errors;
    for (const auto& [name, values] : devices_of(lines)) {
        const auto corrected = natural(value(values, "ce_count"));
        const auto uncorrected = natural(value(values, "ue_count"));
        if (!name.starts_with("mc") || (!corrected && !uncorrected)) continue;
        if (!errors) errors.emplace();
        errors->corrected += corrected.value_or(0);
        errors->uncorrected += uncorrected.value_or(0);
    }
    return errors;
}

}  // namespace diag::host
