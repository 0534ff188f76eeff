// SPDX-License-Identifier: Apache-2.0
// Do the NVIDIA cards work, and will they do for SAFR? A server without one is in order.
#include <algorithm>

#include "collectors/system/gpu.hpp"
#include "collectors/system/review.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

const std::vector<std::string> smi{"nvidia-smi"};

void judge_driver(Review& review, const std::string& driver) {
    if (driver.empty()) return;
    const auto floor = fixed(review.limit("gpu_driver_floor"), 2);
    if (older(driver, floor))
        review.find("gpu_driver_old", Severity::warning, {{"version", driver}, {"floor", floor}},
                    {"nvidia-smi", "nvidia:driver"});
}

void judge_memory_of(Review& review, const Gpu& gpu) {
    if (gpu.memory_total == 0) return;
    const auto percent =
        100 * static_cast<double>(gpu.memory_used) / static_cast<double>(gpu.memory_total);
    if (percent >= review.limit("gpu_memory_warning"))
        review.find("gpu_memory_full", Severity::warning,
                    {{"gpu", gpu.product},
                     {"bus", gpu.bus},
                     {"percent", fixed(percent, 0)},
                     {"used", bytes_text(gpu.memory_used)},
                     {"total", bytes_text(gpu.memory_total)},
                     {"processes", std::to_string(gpu.processes)}},
                    smi);
}

void judge_heat_of(Review& review, const Gpu& gpu) {
    if (!gpu.celsius) return;
    const auto warning = gpu.slowdown_celsius
                             ? *gpu.slowdown_celsius - review.limit("gpu_heat_margin")
                             : review.limit("gpu_heat_plain");
    if (*gpu.celsius < warning) return;
    const bool danger = gpu.slowdown_celsius && *gpu.celsius >= *gpu.slowdown_celsius;
    review.find("gpu_hot", danger ? Severity::critical : Severity::warning,
                {{"gpu", gpu.product},
                 {"bus", gpu.bus},
                 {"celsius", fixed(*gpu.celsius, 0)},
                 {"limit", fixed(gpu.slowdown_celsius.value_or(warning), 0)}},
                smi);
}

void judge_errors_of(Review& review, const Gpu& gpu) {
    const Parameters which{{"gpu", gpu.product}, {"bus", gpu.bus}};
    if (gpu.lost) review.find("gpu_lost", Severity::critical, which, smi);
    if (gpu.uncorrected > 0) {
        auto parameters = which;
        parameters["count"] = std::to_string(gpu.uncorrected);
        review.find("gpu_ecc", Severity::critical, std::move(parameters), smi);
    }
    if (gpu.repair_failed) review.find("gpu_worn_out", Severity::critical, which, smi);
    if (gpu.repair_pending) review.find("gpu_repair_pending", Severity::warning, which, smi);
    if (!gpu.throttled.empty()) {
        auto parameters = which;
        for (const auto& reason : gpu.throttled)
            parameters["reasons"] += (parameters["reasons"].empty() ? "" : ", ") + reason;
        review.find("gpu_throttled", Severity::warning, std::move(parameters), smi);
    }
}

void judge_use_of(Review& review, const Gpu& gpu) {
    const Parameters which{{"gpu", gpu.product}, {"bus", gpu.bus}};
    const auto most = std::max(gpu.utilisation.value_or(0), gpu.decoder.value_or(0));
    if (most >= review.limit("gpu_busy")) {
        auto parameters = which;
        parameters["percent"] = fixed(gpu.utilisation.value_or(0), 0);
        parameters["decoder"] = fixed(gpu.decoder.value_or(0), 0);
        review.find("gpu_busy", Severity::info, std::move(parameters), smi);
    }
    if (gpu.persistence == false) review.find("gpu_persistence_off", Severity::info, which, smi);
}

void judge_report(Review& review, const GpuReport& report) {
    std::string names;
    std::uint64_t largest = 0;
    for (const auto& gpu : report.gpus) {
        names += (names.empty() ? "" : "; ") + gpu.product;
        if (gpu.memory_total > 0) names += ' ' + bytes_text(gpu.memory_total);
        largest = std::max(largest, gpu.memory_total);
        judge_memory_of(review, gpu);
        judge_heat_of(review, gpu);
        judge_errors_of(review, gpu);
        judge_use_of(review, gpu);
    }
    review.fact("gpu", names);
    const auto least = review.limit("gpu_memory_minimum");
    if (largest > 0 && static_cast<double>(largest) < least * 1e9)
        review.find("gpu_memory_small", Severity::warning,
                    {{"total", bytes_text(largest)}, {"minimum", fixed(least, 0) + " GB"}}, smi);
}

/// A card the bus shows but no driver drives. One handed to a virtual machine (vfio-pci) is wanted
/// so.
void judge_undriven(Review& review) {
    const auto devices = review.text("nvidia:pci");
    if (!devices || review.text("nvidia:driver")) return;
    for (const auto line : lines_of(*devices)) {
        const auto words = words_of(line);
        const auto driver = words.size() > 3 ? words[3] : std::string_view{"-"};
        if (words.empty() || driver == "nvidia" || driver == "vfio-pci") continue;
        review.find("gpu_no_driver", Severity::warning,
                    {{"bus", std::string(words[0])}, {"driver", std::string(driver)}},
                    {"nvidia:pci"});
        return;
    }
}

}  // namespace

void judge_gpu(Review& review) {
    const auto loaded = review.text("nvidia:driver");
    auto driver = loaded ? driver_of(*loaded).value_or("") : std::string{};
    if (const auto xml = review.text("nvidia-smi")) {
        if (const auto report = gpu_report_of(*xml)) {
            if (!report->driver.empty()) driver = report->driver;
            judge_report(review, *report);
        } else {
            review.find("gpu_silent", Severity::unknown, {{"reason", report.error().what}}, smi);
        }
    } else if (const auto failure = review.failure("nvidia-smi");
               failure && failure->fault != Fault::absent && loaded) {
        review.find("gpu_silent", Severity::critical, {{"reason", failure->what}}, smi);
    }
    review.fact("gpu_driver", driver);
    judge_driver(review, driver);
    judge_undriven(review);
}

}  // namespace diag::host
