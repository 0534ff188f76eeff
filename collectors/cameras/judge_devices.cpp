// SPDX-License-Identifier: Apache-2.0
// What ONVIF told: clocks, users, time servers, firmware. And how safe the way to the cameras is.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "collectors/cameras/picture.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

/// "-1 h", "+5.5 h": the nearest half hours.
std::string zone_text(double seconds) {
    const auto halves = std::round(seconds / 1800);
    const auto hours = halves / 2;
    const bool whole = std::fabs(std::fmod(halves, 2)) < 0.5;
    return (hours > 0 ? "+" : "") + fixed(hours, whole ? 0 : 1) + " h";
}

void judge_clocks(const Picture& picture, Bench& bench) {
    Group warning, critical, zone;
    const auto small = bench.limit("cameras.clock_warning");
    const auto large = bench.limit("cameras.clock_critical");
    const auto near = bench.limit("cameras.clock_zone");
    for (const auto& [record, item] : picture.devices) {
        if (!record.clock_offset || std::fabs(*record.clock_offset) <= small) continue;
        const auto offset = *record.clock_offset;
        const auto off_grid = std::fabs(offset - std::round(offset / 1800) * 1800);
        if (std::fabs(offset) > 900 && std::fabs(offset) < 15 * 3600 && off_grid <= near)
            zone.add(record.host, item, zone_text(offset));
        else if (std::fabs(offset) > large)
            critical.add(record.host, item, span_text(offset));
        else
            warning.add(record.host, item, span_text(offset));
    }
    const Parameters more{{"limit", fixed(small, 0) + " s"}};
    bench.tell("cameras.time_zone", Severity::critical, zone, more);
    bench.tell("cameras.clock", Severity::critical, critical, more);
    bench.tell("cameras.clock", Severity::warning, warning, more);
}

void judge_users(const Picture& picture, Bench& bench) {
    Group refused, other, no_admin, no_ntp;
    for (const auto& [record, item] : picture.devices) {
        if (record.end == "not_authorized") refused.add(record.host, item);
        if (record.end == "other_scheme") other.add(record.host, item, record.words);
        if (!record.level.empty() && record.level != "Administrator")
            no_admin.add(record.host, item, record.level);
        if (record.has_ntp == false) no_ntp.add(record.host, item);
    }
    bench.tell("cameras.onvif_login", Severity::warning, refused);
    bench.tell("cameras.onvif_other_scheme", Severity::unknown, other);
    bench.tell("cameras.onvif_not_admin", Severity::warning, no_admin);
    bench.tell("cameras.no_time_server", Severity::warning, no_ntp);
}

void judge_profiles(const Picture& picture, Bench& bench) {
    Group group;
    const auto limit = bench.limit("cameras.secondary_pixels");
    for (const auto& [record, item] : picture.devices) {
        // Profiles come in the camera's order; the smallest of several is its light stream.
        const auto smallest = std::ranges::min_element(
            record.profiles, {},
            [](const Profile& each) { return each.size.width * each.size.height; });
        if (record.profiles.size() < 2 || smallest == record.profiles.end()) continue;
        const auto [width, height] = smallest->size;
        if (static_cast<double>(width) * height > limit)
            group.add(record.host, item, std::to_string(width) + "x" + std::to_string(height));
    }
    bench.tell("cameras.secondary_large", Severity::warning, group);
}

void judge_models(const Picture& picture, Bench& bench) {
    std::map<std::string, std::map<std::string, std::size_t>> models;
    std::string item;
    for (const auto& [record, where] : picture.devices) {
        if (record.model.empty()) continue;
        ++models[record.maker + " " + record.model]
                [record.firmware.empty() ? "?" : record.firmware];
        item = where;
    }
    for (const auto& [model, firmwares] : models) {
        std::string text;
        for (const auto& [firmware, count] : firmwares)
            text += (text.empty() ? "" : ", ") + firmware + " (" + std::to_string(count) + ")";
        bench.note("cameras.model", model + ": " + text);
        if (firmwares.size() > 1)
            bench.find("cameras.firmware_mixed", Severity::info,
                       {{"model", model}, {"firmwares", text}}, {item});
    }
}

}  // namespace

void judge_devices(const Picture& picture, Bench& bench) {
    judge_clocks(picture, bench);
    judge_users(picture, bench);
    judge_profiles(picture, bench);
    judge_models(picture, bench);
}

void judge_safety(const Picture& picture, Bench& bench) {
    Group basic, ended, ending;
    const auto soon = bench.limit("cameras.certificate") * 86'400;
    for (const auto& [record, item] : picture.cameras) {
        if (record.login_scheme == "Basic" && !record.tls) basic.add(label(record), item);
        if (!record.tls || record.tls->not_after == Time{} || picture.now == Time{}) continue;
        const auto left = static_cast<double>((record.tls->not_after - picture.now).count()) / 1000;
        if (left <= 0)
            ended.add(label(record), item, span_text(-left));
        else if (left < soon)
            ending.add(label(record), item, span_text(left));
    }
    bench.tell("cameras.basic_clear", Severity::warning, basic);
    bench.tell("cameras.certificate_ended", Severity::warning, ended);
    bench.tell("cameras.certificate_ending", Severity::warning, ending);
}

}  // namespace diag::cameras
