// SPDX-License-Identifier: Apache-2.0
// How hot it is: hwmon chips and thermal zones, with the limits they name themselves
// (Documentation/hwmon/sysfs-interface, Documentation/driver-api/thermal/sysfs-api in the kernel).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diag::host {

enum class Part { processor, disk, gpu, other };

struct Sensor {
    std::string name;  ///< "coretemp Package id 0", "nvme Composite"
    Part part = Part::other;
    double celsius = 0;
    std::optional<double> critical;  ///< the part shuts down or slows hard here
    bool alarm = false;              ///< the chip itself says critical is reached
};

/// From evidence lines "hwmon0/temp1_input=45000" and "thermal_zone0/temp=45000", in thousandths of
/// a degree. Readings and limits no part can have (below -40, above 150; limits below 30 or from
/// 127 on, which unset registers show) are left out. A zone that repeats a chip's sensor is too.
std::vector<Sensor> sensors_of(std::string_view lines);

/// Memory errors the chipset corrected and could not correct, from "mc0/ce_count=3" lines.
struct MemoryErrors {
    std::uint64_t corrected = 0;
    std::uint64_t uncorrected = 0;
};
std::optional<MemoryErrors> memory_errors_of(std::string_view lines);

}  // namespace diag::host
