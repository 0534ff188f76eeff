// SPDX-License-Identifier: Apache-2.0
// NVIDIA cards as `nvidia-smi -q -x` describes them. Names of elements changed over drivers 418 to
// 570; what a card or driver lacks is "N/A" or missing, and then nothing here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace diag::host {

struct Gpu {
    std::string bus;                 ///< "00000000:65:00.0"
    std::string product;             ///< "Tesla T4"
    std::uint64_t memory_total = 0;  ///< bytes; 0: not told
    std::uint64_t memory_used = 0;
    std::optional<double> utilisation;  ///< % of the last sample period, at most a second
    std::optional<double> decoder;      ///< % of the video decoder
    std::optional<double> celsius;
    std::optional<double> slowdown_celsius;  ///< here the card throttles itself
    std::optional<bool> persistence;
    std::uint64_t uncorrected = 0;  ///< ECC errors since the driver was loaded
    std::uint64_t corrected = 0;
    bool repair_pending = false;         ///< pages to retire or rows to remap at the next reset
    bool repair_failed = false;          ///< no spare rows are left: the card is to be replaced
    std::vector<std::string> throttled;  ///< "hw_thermal_slowdown", ...: reasons in force
    bool lost = false;                   ///< answers "GPU is lost", "ERR!" or "Unknown Error"
    std::size_t processes = 0;
};

struct GpuReport {
    std::string driver;  ///< "550.54.15"
    std::vector<Gpu> gpus;
};

/// Fails with malformed when it is not the XML of nvidia-smi.
Result<GpuReport> gpu_report_of(std::string_view xml);

/// Whether version `one` is older than `other`: numbers parted by points, compared one by one.
bool older(std::string_view one, std::string_view other);

/// The driver's version in /proc/driver/nvidia/version: "NVRM version: ... Module  550.54.15  ...".
std::optional<std::string> driver_of(std::string_view proc_version);

/// What an Xid means and how bad it is, after NVIDIA's list of Xid errors.
struct Xid {
    unsigned code;
    std::string_view meaning;
    bool hardware;  ///< the card, its power or its slot; else mostly the program's doing
};
const Xid& xid_named(unsigned code);

}  // namespace diag::host
