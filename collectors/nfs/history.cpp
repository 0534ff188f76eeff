// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/history.hpp"

#include <algorithm>
#include <array>

#include "platform/json.hpp"
#include "platform/stored_time.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t most_mounts = 8;
constexpr std::size_t most_operations = 40;
constexpr std::size_t operation_fields = 7;
constexpr std::size_t event_fields = 5;
constexpr std::size_t transport_fields = 6;
constexpr std::size_t cifs_fields = 4;

template <std::size_t N>
std::optional<std::array<std::uint64_t, N>> numbers_from(const json::value* list) {
    const auto* numbers = list ? list->if_array() : nullptr;
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

/// One that is not remembered would later count as new with all it ever did.
std::vector<const std::pair<const std::string, Operation>*> most_used(const MountCounters& mount) {
    std::vector<const std::pair<const std::string, Operation>*> used;
    for (const auto& operation : mount.operations) used.push_back(&operation);
    std::ranges::stable_sort(used, std::ranges::greater{},
                             [](const auto* operation) { return operation->second.count; });
    if (used.size() > most_operations) used.resize(most_operations);
    return used;
}

json::value to_json(const MountCounters& mount) {
    json::object operations;
    for (const auto* operation : most_used(mount)) {
        const auto& [name, each] = *operation;
        operations[name] =
            json::array{each.count,  each.transmissions, each.timeouts, each.queue_ms,
                        each.rtt_ms, each.execute_ms,    each.errors};
    }
    const auto& events = mount.events;
    const auto& line = mount.transport;
    return {{"age", mount.age},
            {"events", json::array{events.congestion_waits, events.silly_renames,
                                   events.short_reads, events.short_writes, events.delays}},
            {"transport", json::array{line.connections, line.connects, line.sends,
                                      line.late_replies, line.backlog, line.most_slots}},
            {"operations", std::move(operations)}};
}

MountCounters mount_from(std::string point, const json::value& document) {
    MountCounters mount;
    mount.point = std::move(point);
    if (const auto age = json::integer_at(document, "age"); age && *age > 0)
        mount.age = static_cast<std::uint64_t>(*age);
    if (const auto n = numbers_from<event_fields>(json::find(document, "events")))
        mount.events = {(*n)[0], (*n)[1], (*n)[2], (*n)[3], (*n)[4]};
    if (const auto n = numbers_from<transport_fields>(json::find(document, "transport")))
        mount.transport = {(*n)[0], (*n)[1], (*n)[2], (*n)[3], (*n)[4], (*n)[5], {}};
    const auto* operations = json::find(document, "operations");
    if (!operations || !operations->is_object()) return mount;
    for (const auto& [name, list] : operations->get_object())
        if (const auto n = numbers_from<operation_fields>(&list))
            mount.operations[std::string(name)] = {(*n)[0], (*n)[1], (*n)[2], (*n)[3],
                                                   (*n)[4], (*n)[5], (*n)[6]};
    return mount;
}

std::optional<Reading> parse_reading(std::string_view line) {
    const auto document = json::parse(line);
    if (!document) return {};
    const auto time = time_at(*document, "time");
    const auto uptime = json::integer_at(*document, "uptime");
    if (!time || !uptime || *uptime < 0) return {};
    Reading reading;
    reading.time = *time;
    reading.uptime = milliseconds{*uptime};
    reading.boot = json::text_at(*document, "boot").value_or("");
    if (const auto* mounts = json::find(*document, "mounts"); mounts && mounts->is_object())
        for (const auto& [point, each] : mounts->get_object())
            reading.mounts.push_back(mount_from(std::string(point), each));
    if (const auto n = numbers_from<cifs_fields>(json::find(*document, "cifs")))
        reading.cifs = CifsStats{(*n)[0], (*n)[1], (*n)[2], (*n)[3]};
    return reading;
}

}  // namespace

const MountCounters* Reading::mount_at(std::string_view point) const {
    const auto found = std::ranges::find(mounts, point, &MountCounters::point);
    return found == mounts.end() ? nullptr : &*found;
}

std::string write_reading(const Reading& reading) {
    json::object mounts;
    for (const auto& mount : reading.mounts)
        // JSON cannot hold a name that is no UTF-8.
        if (mounts.size() < most_mounts && printable(mount.point) == mount.point)
            mounts[mount.point] = to_json(mount);
    json::object line{{"time", reading.time.time_since_epoch().count()},
                      {"uptime", reading.uptime.count()},
                      {"boot", reading.boot},
                      {"mounts", std::move(mounts)}};
    if (const auto& cifs = reading.cifs)
        line["cifs"] = json::array{cifs->sessions, cifs->shares, cifs->session_reconnects,
                                   cifs->share_reconnects};
    return json::write(line);
}

std::vector<Reading> parse_readings(std::string_view text, Time now) {
    std::vector<Reading> readings;
    for (const auto line : lines_of(text)) {
        auto reading = parse_reading(line);
        if (reading && reading->time <= now) readings.push_back(std::move(*reading));
    }
    std::ranges::stable_sort(readings, {}, &Reading::time);
    return readings;
}

}  // namespace diag::nfs
