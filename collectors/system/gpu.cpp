// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/gpu.hpp"

#include <algorithm>
#include <array>
#include <pugixml.hpp>

#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::size_t most_gpus = 64;

/// The number in front of the unit: "65 C", "97 %", "15360 MiB"; nothing for "N/A".
std::optional<double> figure(const pugi::xml_node& node) {
    const auto words = words_of(node.text().as_string());
    return words.empty() ? std::nullopt : real(words[0]);
}

std::uint64_t mebibytes(const pugi::xml_node& node) {
    const auto amount = figure(node).value_or(0);
    return amount > 0 && amount < 1e9 ? static_cast<std::uint64_t>(amount * 1048576) : 0;
}

std::uint64_t tally(const pugi::xml_node& node) {
    return natural(trimmed(node.text().as_string())).value_or(0);
}

/// Sums of a group of ECC counters: "volatile/double_bit/total" until driver 450 and for older
/// cards, "volatile/sram_uncorrectable" and the like since.
void count_errors(const pugi::xml_node& group, Gpu& gpu) {
    gpu.corrected += tally(group.child("single_bit").child("total"));
    gpu.uncorrected += tally(group.child("double_bit").child("total"));
    for (const auto& counter : group.children()) {
        const std::string_view name = counter.name();
        if (name.find("uncorrectable") != std::string_view::npos)
            gpu.uncorrected += tally(counter);
        else if (name.find("correctable") != std::string_view::npos)
            gpu.corrected += tally(counter);
    }
}

bool says(const pugi::xml_node& node, std::string_view what) {
    return trimmed(node.text().as_string()) == what;
}

void read_repairs(const pugi::xml_node& node, Gpu& gpu) {
    const auto retired = node.child("retired_pages");
    const auto remapped = node.child("remapped_rows");
    gpu.repair_pending = says(retired.child("pending_blacklist"), "Yes") ||
                         says(retired.child("pending_retirement"), "Yes") ||
                         says(remapped.child("remapped_row_pending"), "Yes");
    gpu.repair_failed = says(remapped.child("remapped_row_failure"), "Yes");
}

/// Idle and clocks set by the user are no trouble; these are.
void read_throttling(const pugi::xml_node& node, Gpu& gpu) {
    constexpr std::array reasons{"hw_slowdown", "hw_thermal_slowdown", "hw_power_brake_slowdown",
                                 "sw_thermal_slowdown"};
    for (const auto* prefix : {"throttle", "event"}) {
        const auto group = node.child(("clocks_" + std::string(prefix) + "_reasons").c_str());
        for (const auto* reason : reasons) {
            const auto name = "clocks_" + std::string(prefix) + "_reason_" + reason;
            if (says(group.child(name.c_str()), "Active")) gpu.throttled.emplace_back(reason);
        }
    }
}

bool is_lost(const pugi::xml_node& node) {
    for (const auto& child : node.children()) {
        const std::string_view text = child.text().as_string();
        for (const auto* words : {"GPU is lost", "ERR!", "Unknown Error"})
            if (text.find(words) != std::string_view::npos) return true;
    }
    return false;
}

Gpu gpu_of(const pugi::xml_node& node) {
    Gpu gpu;
    gpu.bus = printable(node.attribute("id").as_string());
    gpu.product = printable(trimmed(node.child("product_name").text().as_string()));
    const auto memory = node.child("fb_memory_usage");
    gpu.memory_total = mebibytes(memory.child("total"));
    gpu.memory_used = mebibytes(memory.child("used"));
    gpu.utilisation = figure(node.child("utilization").child("gpu_util"));
    gpu.decoder = figure(node.child("utilization").child("decoder_util"));
    const auto heat = node.child("temperature");
    gpu.celsius = figure(heat.child("gpu_temp"));
    gpu.slowdown_celsius = figure(heat.child("gpu_temp_slow_threshold"));
    const auto mode = node.child("persistence_mode");
    if (says(mode, "Enabled") || says(mode, "Disabled")) gpu.persistence = says(mode, "Enabled");
    count_errors(node.child("ecc_errors").child("volatile"), gpu);
    read_repairs(node, gpu);
    read_throttling(node, gpu);
    gpu.lost = is_lost(node) || is_lost(memory) || is_lost(heat);
    for ([[maybe_unused]] const auto& process : node.child("processes").children("process_info"))
        ++gpu.processes;
    if (gpu.lost) gpu.product = "NVIDIA GPU";  // its name, too, reads "GPU is lost"
    return gpu;
}

// NVIDIA, "XID Errors", those seen on inference servers.
constexpr std::array xids{
    Xid{8, "GPU stopped processing", false},
    Xid{13, "graphics engine exception", false},
    Xid{31, "GPU memory page fault", false},
    Xid{32, "invalid or corrupted push buffer stream", false},
    Xid{43, "GPU stopped processing", false},
    Xid{45, "preemptive cleanup after earlier errors", false},
    Xid{48, "double-bit ECC error", true},
    Xid{61, "internal microcontroller breakpoint", true},
    Xid{62, "internal microcontroller halt", true},
    Xid{63, "ECC page retirement or row remapping", true},
    Xid{64, "ECC page retirement or row remapping failed", true},
    Xid{69, "graphics engine class error", false},
    Xid{74, "NVLink error", true},
    Xid{79, "GPU has fallen off the bus", true},
    Xid{92, "high single-bit ECC error rate", true},
    Xid{94, "contained ECC error", true},
    Xid{95, "uncontained ECC error", true},
    Xid{119, "GSP firmware does not answer", true},
    Xid{120, "GSP firmware error", true},
};
constexpr Xid other{0, "see NVIDIA's list of Xid errors", false};

}  // namespace

Result<GpuReport> gpu_report_of(std::string_view xml) {
    pugi::xml_document document;
    const auto parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default);
    const auto root = document.child("nvidia_smi_log");
    if (!parsed || !root)
        return Error{Fault::malformed,
                     "not the XML of nvidia-smi: " +
                         std::string(parsed ? "another root element" : parsed.description())};
    GpuReport report{.driver = printable(trimmed(root.child("driver_version").text().as_string())),
                     .gpus = {}};
    for (const auto& node : root.children("gpu"))
        if (report.gpus.size() < most_gpus) report.gpus.push_back(gpu_of(node));
    return report;
}

bool older(std::string_view one, std::string_view other_version) {
    const auto mine = parts_of(one, '.');
    const auto theirs = parts_of(other_version, '.');
    for (std::size_t i = 0; i < std::max(mine.size(), theirs.size()); ++i) {
        const auto left = i < mine.size() ? natural(mine[i]).value_or(0) : 0;
        const auto right = i < theirs.size() ? natural(theirs[i]).value_or(0) : 0;
        if (left != right) return left < right;
    }
    return false;
}

std::optional<std::string> driver_of(std::string_view proc_version) {
    for (const auto line : lines_of(proc_version)) {
        if (!line.starts_with("NVRM version")) continue;
        for (const auto word : words_of(line))
            if (word.find('.') != std::string_view::npos &&
                word.find_first_not_of("0123456789.") == std::string_view::npos)
                return std::string(word);
    }
    return std::nullopt;
}

const Xid& xid_named(unsigned code) {
    const auto found =
        std::find_if(xids.begin(), xids.end(), [&](const Xid& each) { return each.code == code; });
    return found == xids.end() ? other : *found;
}

}  // namespace diag::host
