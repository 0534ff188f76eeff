// SPDX-License-Identifier: Apache-2.0
// Chips behind slow buses (a BMC, SMBus) take milliseconds a value, so there is a deadline.
#include <array>

#include "collectors/system/reading.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::size_t most_devices = 256;
constexpr std::size_t most_values = 512;
constexpr std::string_view chips = "/sys/class/hwmon";
constexpr std::string_view zones = "/sys/class/thermal";
constexpr std::string_view controllers = "/sys/devices/system/edac/mc";

class Collected {
public:
    Collected(World& world, milliseconds patience)
        : world_(world), deadline_(world.clock.uptime() + patience) {}

    /// Adds "device/value=text" for each of the device's values that `wanted` names.
    void add(std::string_view root, std::string_view prefix, bool (*wanted)(std::string_view)) {
        const auto devices = world_.files.list(root, most_devices);
        if (!devices) return;
        for (const auto& device : *devices) {
            if (!device.starts_with(prefix)) continue;
            const auto folder = std::string(root) + '/' + device;
            const auto values = world_.files.list(folder, 4096);
            if (!values) continue;
            for (const auto& value : *values)
                if (wanted(value) && !late()) add(folder, device, value);
        }
    }

    const std::string& text() const { return text_; }

private:
    bool late() const { return count_ >= most_values || world_.clock.uptime() > deadline_; }

    void add(const std::string& folder, const std::string& device, const std::string& value) {
        ++count_;
        const auto read = world_.files.read(folder + '/' + value, 4096);
        if (read) text_ += device + '/' + value + '=' + std::string(trimmed(*read)) + '\n';
    }

    World& world_;
    milliseconds deadline_;
    std::size_t count_ = 0;
    std::string text_;
};

bool chip_value(std::string_view name) {
    if (name == "name") return true;
    if (!name.starts_with("temp")) return false;
    for (const auto* end : {"_input", "_label", "_crit", "_crit_alarm"})
        if (name.ends_with(end)) return true;
    return false;
}

bool zone_value(std::string_view name) {
    return name == "type" || name == "temp" ||
           (name.starts_with("trip_point_") && !name.ends_with("_hyst"));
}

bool error_count(std::string_view name) { return name == "ce_count" || name == "ue_count"; }

}  // namespace

void read_sensors(Reading& reading) {
    auto& world = reading.world();
    const milliseconds patience{world.scope.brief ? 20 : 3000};
    Collected heat(world, patience);
    heat.add(chips, "hwmon", chip_value);
    heat.add(zones, "thermal_zone", zone_value);
    reading.give("sensors", heat.text().empty()
                                ? Result<std::string>(Error{
                                      Fault::absent, "this machine shows no temperature sensors"})
                                : Result<std::string>(heat.text()));
    Collected memory(world, patience);
    memory.add(controllers, "mc", error_count);
    if (!memory.text().empty()) reading.give("edac", memory.text());
}

}  // namespace diag::host
