// SPDX-License-Identifier: Apache-2.0
// The numbers the disk judge compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::disk {

inline constexpr std::string_view host_rules = "awesome-prometheus-alerts, host rules";
inline constexpr std::string_view smart_rules = "awesome-prometheus-alerts, smartctl exporter";
inline constexpr std::string_view proposal = "our proposal";
inline constexpr std::string_view vendor_sizing = "SAFR hardware sizing (K7)";

inline constexpr std::array thresholds{
    Threshold{"disk.free_critical", 10, "%", "Less free space than this is critical", host_rules},
    Threshold{"disk.free_warning", 15, "%", "Less free space than this is a warning", proposal},
    Threshold{"disk.free_plenty", 100, "GiB",
              "With this much still free, little free space is only a warning", proposal},
    Threshold{"disk.inodes_warning", 10, "%", "Fewer free inodes than this are a warning",
              host_rules},
    Threshold{"disk.inodes_critical", 2, "%", "Fewer free inodes than this are critical", proposal},
    Threshold{"disk.latency", 100, "ms", "Reads or writes slower than this on average", host_rules},
    Threshold{"disk.latency_database", 20, "ms",
              "Writes slower than this on the database's disk, where the journal waits for them",
              proposal},
    Threshold{"disk.latency_operations", 20, "",
              "Fewer reads or writes than this between two readings tell nothing", proposal},
    Threshold{"disk.busy", 80, "%", "Share of the time with a request in flight", host_rules},
    Threshold{"disk.busy_latency", 20, "ms",
              "A busy disk matters once requests take this long; NVMe is busy and fast", proposal},
    Threshold{"disk.temperature_warning", 60, "C", "Drive temperature", smart_rules},
    Threshold{"disk.temperature_critical", 70, "C", "Drive temperature", smart_rules},
    Threshold{"disk.temperature_trip", 80, "%",
              "Share of the temperature at which the drive itself raises an alarm", smart_rules},
    Threshold{"disk.wear_warning", 90, "%", "Used endurance of an SSD", proposal},
    Threshold{"disk.wear_critical", 100, "%", "Used endurance of an SSD", smart_rules},
    Threshold{"disk.full_within", 24, "h", "Predicted to be full sooner than this", host_rules},
    Threshold{"disk.full_within_days", 14, "d",
              "Predicted from days of history to be full sooner than this", proposal},
    Threshold{"disk.forecast_agreement", 50, "%",
              "A forecast counts when this share of the readings agrees with it", proposal},
    Threshold{"disk.os_drive", 100, "GB", "The drive of system and SAFR programs", vendor_sizing},
};

}  // namespace diag::disk
