// SPDX-License-Identifier: Apache-2.0
// Is the RAID whole?
#include <algorithm>

#include "collectors/disk/controllers.hpp"
#include "collectors/disk/mdstat.hpp"
#include "collectors/disk/picture.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

Parameters about(const Array& array) {
    return {{"array", array.name},
            {"level", array.level.empty() ? "-" : array.level},
            {"map", array.map.empty() ? "-" : "[" + array.map + "]"},
            {"present", std::to_string(array.present)},
            {"wanted", std::to_string(array.wanted)},
            {"failed", array.failed.empty() ? "-" : joined(array.failed)},
            {"action", array.action.empty() ? "-" : array.action},
            {"progress", array.percent ? fixed(*array.percent, 1) + " %" : "0 %"},
            {"remaining", array.remaining.empty() ? "-" : array.remaining}};
}

void judge_array(const Array& array, Bench& bench) {
    const auto find = [&](const char* id, Severity severity) {
        bench.find(id, severity, about(array), {"mdstat"});
    };
    const bool mending = array.action == "recovery" && array.percent;
    if (!array.active)
        find("disk.raid_inactive", Severity::critical);
    else if (array.degraded() && mending)
        find("disk.raid_rebuilding", Severity::warning);
    else if (array.degraded())
        find("disk.raid_degraded", Severity::critical);
    else if (!array.failed.empty())
        find("disk.raid_failed_member", Severity::warning);
    else if (!array.action.empty())
        find("disk.raid_resync", Severity::info);
    bench.note("disk.raid", array.name + ": " + array.level + " " +
                                (array.map.empty() ? "" : "[" + array.map + "] ") +
                                joined(array.members));
}

std::vector<Part> parts_in(std::string_view item_name, std::string_view text) {
    return item_name.find("ssacli") != std::string_view::npos ? parse_ssacli(text)
                                                              : parse_storcli(text);
}

void judge_controller(const std::string& name, std::string_view text, Bench& bench) {
    for (const auto& part : parts_in(name, text)) {
        if (part.volume) bench.note("disk.raid", part.name + ": " + part.state);
        if (part.healthy) continue;
        const auto severity =
            part.volume && !part.rebuilding ? Severity::critical : Severity::warning;
        bench.find(part.volume ? "disk.raid_volume" : "disk.raid_drive", severity,
                   {{"part", part.name}, {"state", part.state}, {"program", name.substr(5)}},
                   {name});
    }
}

}  // namespace

void judge_arrays(const Picture&, Bench& bench) {
    for (const auto& array : parse_mdstat(item(bench.evidence, "mdstat").value_or("")))
        judge_array(array, bench);
    for (const auto& [name, answer] : bench.evidence)
        if (name.starts_with("raid.") && answer) judge_controller(name, *answer, bench);
}

}  // namespace diag::disk
