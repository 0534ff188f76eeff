// SPDX-License-Identifier: Apache-2.0
// Do the drives think they will live?
#include <algorithm>

#include "collectors/disk/picture.hpp"
#include "collectors/disk/smart.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

struct Drive {
    std::string name;  ///< "sda", "bus-0-megaraid-4"
    std::string item;
    Smart smart;
};

Parameters about(const Drive& drive) {
    const auto told = [](const std::string& text) {
        return text.empty() ? std::string{"-"} : text;
    };
    return {{"device", drive.name},
            {"model", told(drive.smart.model)},
            {"serial", told(drive.smart.serial)}};
}

/// "0x04", as the maker's tables have it.
std::string hexadecimal(unsigned bits) {
    constexpr std::string_view digits = "0123456789abcdef";
    return std::string("0x") + digits[bits >> 4 & 15] + digits[bits & 15];
}

std::string degrees(double celsius) { return fixed(celsius, 0) + " °C"; }

/// Counts of attributes that foretell failure, "197: 8, 198: 2"; empty when all are 0.
std::string troubles_text(const Smart& smart) {
    std::vector<std::string> words;
    for (const auto& [id, count] : smart.troubles)
        if (count > 0) words.push_back(std::to_string(id) + ": " + std::to_string(count));
    return joined(words);
}

/// More sectors are lost than the last run that looked saw.
bool loses_more(const Picture& picture, const Drive& drive) {
    const auto count = [&](int id) {
        const auto found = drive.smart.troubles.find(id);
        return found == drive.smart.troubles.end() ? 0 : found->second;
    };
    for (auto moment = picture.past.rbegin(); moment != picture.past.rend(); ++moment)
        if (const auto before = moment->lost_sectors.find(drive.name);
            before != moment->lost_sectors.end())
            return count(197) + count(198) > before->second;
    return false;
}

void judge_sectors(const Picture& picture, const Drive& drive, Bench& bench) {
    const auto troubles = troubles_text(drive.smart);
    if (troubles.empty()) return;
    const bool rising = loses_more(picture, drive);
    auto parameters = about(drive);
    parameters["attributes"] = troubles;
    bench.find(rising ? "disk.smart_sectors_rising" : "disk.smart_sectors",
               rising ? Severity::critical : Severity::warning, std::move(parameters),
               {drive.item, "history"});
}

void judge_nvme(const Drive& drive, Bench& bench) {
    // Bit 1 is the temperature (NVMe base specification, SMART log), which is judged by itself.
    constexpr unsigned temperature = 2;
    if ((drive.smart.nvme_warning & ~temperature) != 0) {
        auto parameters = about(drive);
        parameters["warning"] = hexadecimal(drive.smart.nvme_warning);
        bench.find("disk.nvme_warning", Severity::critical, std::move(parameters), {drive.item});
    }
    const auto spare = drive.smart.spare;
    const auto limit = drive.smart.spare_limit;
    if (spare && limit && *spare < *limit) {
        auto parameters = about(drive);
        parameters["spare"] = percent_text(*spare);
        parameters["limit"] = percent_text(*limit);
        bench.find("disk.smart_spare_low", Severity::critical, std::move(parameters), {drive.item});
    }
    if (drive.smart.media_errors > 0) {
        auto parameters = about(drive);
        parameters["errors"] = std::to_string(drive.smart.media_errors);
        bench.find("disk.smart_media_errors", Severity::warning, std::move(parameters),
                   {drive.item});
    }
}

void judge_wear(const Drive& drive, Bench& bench) {
    if (!drive.smart.used || *drive.smart.used < bench.limit("disk.wear_warning")) return;
    auto parameters = about(drive);
    parameters["used"] = percent_text(*drive.smart.used);
    const bool critical = *drive.smart.used >= bench.limit("disk.wear_critical");
    bench.find("disk.smart_wear", critical ? Severity::critical : Severity::warning,
               std::move(parameters), {drive.item});
}

/// Where the drive names the temperature of its own alarm, that one counts instead of the general
/// limits: NVMe drives are built for more than hard disks.
void judge_temperature(const Drive& drive, Bench& bench) {
    const auto& smart = drive.smart;
    if (!smart.temperature) return;
    const double share = bench.limit("disk.temperature_trip") / 100;
    const double warm = smart.trip ? *smart.trip * share : bench.limit("disk.temperature_warning");
    const double hot = smart.trip ? *smart.trip : bench.limit("disk.temperature_critical");
    if (*smart.temperature < warm) return;
    auto parameters = about(drive);
    parameters["temperature"] = degrees(*smart.temperature);
    parameters["limit"] = degrees(*smart.temperature >= hot ? hot : warm);
    bench.find("disk.hot", *smart.temperature >= hot ? Severity::critical : Severity::warning,
               std::move(parameters), {drive.item});
}

void note(const Drive& drive, Bench& bench) {
    const auto& smart = drive.smart;
    if (!smart.passed && !smart.temperature) return;
    auto text = drive.name + ": " + (smart.model.empty() ? "-" : smart.model);
    if (smart.passed) text += *smart.passed ? ", PASSED" : ", FAILED";
    if (smart.temperature) text += ", " + degrees(*smart.temperature);
    if (smart.hours) text += ", " + std::to_string(*smart.hours) + " h";
    if (smart.used) text += ", " + percent_text(*smart.used);
    bench.note("disk.smart", std::move(text));
}

void judge_drive(const Picture& picture, const Drive& drive, Bench& bench) {
    if (drive.smart.passed == false)
        bench.find("disk.smart_failing", Severity::critical, about(drive), {drive.item});
    judge_sectors(picture, drive, bench);
    judge_nvme(drive, bench);
    judge_wear(drive, bench);
    judge_temperature(drive, bench);
    note(drive, bench);
}

/// The disks that could have told, had they been asked.
std::string real_disks(const Picture& picture) {
    std::vector<std::string> names;
    for (const auto& block : picture.blocks)
        if (!block.stacked && !block.is_virtual()) names.push_back(block.name);
    return joined(names);
}

}  // namespace

void judge_drives(const Picture& picture, Bench& bench) {
    std::string reason;
    std::vector<std::string> rests_on;
    for (const auto& [name, answer] : bench.evidence) {
        if (name != "smart" && !name.starts_with("smart.")) continue;
        const auto smart = answer ? parse_smart(*answer) : Result<Smart>{answer.error()};
        if (smart && !smart->denied) {
            judge_drive(picture, {name.substr(name.find('.') + 1), name, *smart}, bench);
            continue;
        }
        if (reason.empty()) reason = smart ? smart->refusal : smart.error().what;
        rests_on.push_back(name);
    }
    const auto disks = real_disks(picture);
    if (!reason.empty() && !disks.empty())
        bench.find("disk.smart_unavailable", Severity::info, {{"disks", disks}, {"reason", reason}},
                   std::move(rests_on));
}

}  // namespace diag::disk
