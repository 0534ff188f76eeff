// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/smart.hpp"

#include <algorithm>
#include <array>

#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

// Reallocated sectors, reported uncorrectable, command timeouts, pending sectors, offline
// uncorrectable: the five that foretell failure (Backblaze; smartctl exporter's alert rules).
constexpr std::array watched{5, 187, 188, 197, 198};

/// Some makers pack three 16-bit counts in the raw value of 5 and 188; the total is in the lowest.
std::uint64_t unpacked(std::uint64_t raw) { return raw > 0xFFFFFF ? raw & 0xFFFF : raw; }

std::optional<std::uint64_t> count_at(const json::value& root, std::string_view path) {
    const auto number = json::integer_at(root, path);
    if (!number || *number < 0) return {};
    return static_cast<std::uint64_t>(*number);
}

void read_attributes(Smart& smart, const json::value& root) {
    for (const auto& row : json::list_at(root, "ata_smart_attributes.table")) {
        const auto id = json::integer_at(row, "id");
        const auto raw = count_at(row, "raw.value");
        if (id && raw && std::ranges::find(watched, *id) != watched.end())
            smart.troubles[static_cast<int>(*id)] = unpacked(*raw);
    }
}

void read_nvme(Smart& smart, const json::value& root) {
    const auto* log = json::find(root, "nvme_smart_health_information_log");
    if (!log) return;
    smart.nvme_warning =
        static_cast<unsigned>(count_at(*log, "critical_warning").value_or(0) & 255);
    smart.media_errors = count_at(*log, "media_errors").value_or(0);
    smart.spare = json::number_at(*log, "available_spare");
    smart.spare_limit = json::number_at(*log, "available_spare_threshold");
    smart.used = json::number_at(*log, "percentage_used");
    if (!smart.temperature) smart.temperature = json::number_at(*log, "temperature");
}

/// SCSI drives count what they could not correct, by kind of access.
void read_scsi(Smart& smart, const json::value& root) {
    for (const auto* access : {"read", "write", "verify"})
        smart.media_errors += count_at(root, std::string("scsi_error_counter_log.") + access +
                                                 ".total_uncorrected_errors")
                                  .value_or(0);
}

void read_refusal(Smart& smart, const json::value& root) {
    for (const auto& message : json::list_at(root, "smartctl.messages")) {
        const auto words = json::text_at(message, "string").value_or("");
        if (words.find("STANDBY") != std::string::npos || words.find("SLEEP") != std::string::npos)
            smart.standby = true;
        else if (json::text_at(message, "severity") == "error" && smart.refusal.empty())
            smart.refusal = printable(words);
    }
    smart.denied = smart.refusal.find("Permission denied") != std::string::npos;
}

}  // namespace

Result<Smart> parse_smart(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    if (!json::find(*document, "smartctl"))
        return Error{Fault::malformed, "not the JSON of smartctl"};
    const auto& root = *document;
    Smart smart;
    smart.model = json::text_at(root, "model_name")
                      .value_or(json::text_at(root, "scsi_model_name").value_or(""));
    smart.serial = json::text_at(root, "serial_number").value_or("");
    smart.passed = json::flag_at(root, "smart_status.passed");
    smart.temperature = json::number_at(root, "temperature.current");
    smart.trip = json::number_at(root, "temperature.drive_trip");
    if (!smart.trip)
        smart.trip = json::number_at(root, "nvme_composite_temperature_threshold.warning");
    smart.hours = json::integer_at(root, "power_on_time.hours");
    read_attributes(smart, root);
    read_nvme(smart, root);
    read_scsi(smart, root);
    read_refusal(smart, root);
    return smart;
}

std::vector<HiddenDrive> parse_scan(std::string_view text) {
    constexpr std::array<std::string_view, 6> kinds{"3ware", "aacraid",  "areca",
                                                    "cciss", "megaraid", "sssraid"};
    std::vector<HiddenDrive> drives;
    const auto document = json::parse(text);
    if (!document) return drives;
    for (const auto& row : json::list_at(*document, "devices")) {
        const auto device = json::text_at(row, "name").value_or("");
        const auto type = json::text_at(row, "type").value_or("");
        const bool hidden = std::ranges::any_of(
            kinds, [&](std::string_view kind) { return type.find(kind) != std::string::npos; });
        if (hidden && device.starts_with("/dev/")) drives.push_back({device, type});
    }
    return drives;
}

}  // namespace diag::disk
