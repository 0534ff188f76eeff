// SPDX-License-Identifier: Apache-2.0
// Two collectors with thresholds and nothing else.
#pragma once

#include <array>

#include "agent/config/config.hpp"

namespace diag::test {

inline constexpr std::array disk_thresholds{
    Threshold{"disk.free_critical", 5, "%", "free space that is critical", "test"},
    Threshold{"disk.latency_warning", 50, "ms", "latency that is worth a warning", "test"},
};
inline constexpr std::array clock_thresholds{
    Threshold{"system.clock_warning", 1, "s", "offset that is worth a warning", "test"},
};
inline const Collector sample_disk{.id = "disk",
                                   .title = "Disks",
                                   .reads = "mounts",
                                   .patience = milliseconds{30'000},
                                   .memory = 64 << 20,
                                   .output = 4 << 20,
                                   .thresholds = disk_thresholds,
                                   .gather = nullptr,
                                   .judge = nullptr};
inline const Collector sample_system{.id = "system",
                                     .title = "System",
                                     .reads = "the kernel's numbers",
                                     .patience = milliseconds{20'000},
                                     .memory = 32 << 20,
                                     .output = 1 << 20,
                                     .thresholds = clock_thresholds,
                                     .gather = nullptr,
                                     .judge = nullptr};
inline constexpr std::array<const Collector*, 2> sample_catalog{&sample_disk, &sample_system};

}  // namespace diag::test
