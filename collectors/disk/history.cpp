// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/history.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

constexpr std::size_t most_entries = 64;

template <std::size_t N>
std::optional<std::array<std::uint64_t, N>> numbers_from(const json::value& list) {
    const auto* numbers = list.if_array();
    if (!numbers || numbers->size() != N) return {};
    std::array<std::uint64_t, N> found{};
    for (std::size_t i = 0; i < N; ++i) {
        boost::json::error_code failure;
        if (!(*numbers)[i].is_number()) return {};
        found[i] = (*numbers)[i].to_number<std::uint64_t>(failure);
        if (failure) return {};
    }
    return found;
}

/// Calls `each(name, value)` for the members of the object at `path`.
void members_at(const json::value& root, std::string_view path, auto&& each) {
    const auto* found = json::find(root, path);
    const auto* object = found ? found->if_object() : nullptr;
    if (!object) return;
    for (const auto& [name, member] : *object) each(std::string(name), member);
}

std::optional<Moment> parse_moment(std::string_view line) {
    const auto document = json::parse(line);
    if (!document) return {};
    const auto time = json::integer_at(*document, "time");
    const auto uptime = json::integer_at(*document, "uptime");
    if (!time || !uptime) return {};
    Moment moment;
    moment.time = Time{milliseconds{*time}};
    moment.uptime = milliseconds{*uptime};
    moment.boot = json::text_at(*document, "boot").value_or("");
    members_at(*document, "mounts", [&](std::string name, const json::value& list) {
        if (const auto n = numbers_from<4>(list))
            moment.fills[std::move(name)] = {(*n)[0], (*n)[1], (*n)[2], (*n)[3]};
    });
    members_at(*document, "devices", [&](std::string name, const json::value& list) {
        if (const auto n = numbers_from<5>(list))
            moment.totals[std::move(name)] = {(*n)[0], (*n)[1], (*n)[2], (*n)[3], (*n)[4]};
    });
    members_at(*document, "lost_sectors", [&](std::string name, const json::value& list) {
        if (const auto n = numbers_from<1>(list)) moment.lost_sectors[std::move(name)] = (*n)[0];
    });
    return moment;
}

}  // namespace

std::string write_moment(const Moment& moment) {
    json::object mounts;
    json::object devices;
    json::object lost;
    for (const auto& [point, fill] : moment.fills)
        if (mounts.size() < most_entries)
            mounts[point] = json::array{fill.used, fill.capacity, fill.inodes_used, fill.inodes};
    for (const auto& [name, totals] : moment.totals)
        if (devices.size() < most_entries)
            devices[name] = json::array{totals.reads, totals.read_ms, totals.writes,
                                        totals.write_ms, totals.busy_ms};
    for (const auto& [name, count] : moment.lost_sectors)
        if (lost.size() < most_entries) lost[name] = json::array{count};
    json::object line{{"time", moment.time.time_since_epoch().count()},
                      {"uptime", moment.uptime.count()},
                      {"boot", moment.boot},
                      {"mounts", std::move(mounts)},
                      {"devices", std::move(devices)}};
    if (!lost.empty()) line["lost_sectors"] = std::move(lost);
    return json::write(line);
}

std::vector<Moment> parse_history(std::string_view text, Time now) {
    std::vector<Moment> moments;
    for (const auto line : lines_of(text)) {
        auto moment = parse_moment(line);
        if (moment && moment->time <= now) moments.push_back(std::move(*moment));
    }
    std::ranges::stable_sort(moments, {}, &Moment::time);
    return moments;
}

}  // namespace diag::disk
