// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/history.hpp"

#include <algorithm>

#include "collectors/system/counters.hpp"
#include "collectors/system/machine.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

/// FNV-1a. A number, because redaction may give a UUID another stand-in in each case.
std::uint32_t digest(std::string_view text) {
    std::uint32_t hash = 2166136261u;
    for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619u;
    return hash;
}

std::optional<double> waited(const Evidence& seen, std::string_view name) {
    const auto text = item(seen, name);
    const auto pressure = text ? pressure_of(*text) : std::nullopt;
    return pressure ? std::optional(pressure->some.avg300) : std::nullopt;
}

constexpr std::array times{&CpuTimes::user,    &CpuTimes::nice,   &CpuTimes::system,
                           &CpuTimes::idle,    &CpuTimes::iowait, &CpuTimes::irq,
                           &CpuTimes::softirq, &CpuTimes::steal};

std::uint64_t natural_at(const json::value& document, std::string_view path) {
    const auto number = json::integer_at(document, path);
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

std::optional<CpuTimes> cpu_at(const json::value& document) {
    const auto& list = json::list_at(document, "cpu");
    if (list.size() != times.size()) return std::nullopt;
    CpuTimes cpu;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (!list[i].is_int64() || list[i].get_int64() < 0) return std::nullopt;
        cpu.*times[i] = static_cast<std::uint64_t>(list[i].get_int64());
    }
    return cpu;
}

std::optional<Snapshot> snapshot_from(std::string_view line) {
    const auto document = json::parse(line);
    if (!document) return std::nullopt;
    const auto time = json::integer_at(*document, "t");
    // Bounds keep later sums within range: the years 1970 to 5138.
    if (!time || *time < 0 || *time > 100'000'000'000'000) return std::nullopt;
    Snapshot snapshot{.time = Time{milliseconds{*time}}};
    snapshot.boot = static_cast<std::uint32_t>(natural_at(*document, "boot"));
    snapshot.boot_time = std::clamp<std::int64_t>(json::integer_at(*document, "btime").value_or(0),
                                                  0, 100'000'000'000);
    snapshot.cpu = cpu_at(*document);
    snapshot.memory_total = natural_at(*document, "total");
    snapshot.memory_available = natural_at(*document, "available");
    snapshot.swap_used = natural_at(*document, "swap");
    snapshot.pages_in = natural_at(*document, "pswpin");
    snapshot.pages_out = natural_at(*document, "pswpout");
    if (const auto kills = json::integer_at(*document, "oom"); kills && *kills >= 0)
        snapshot.oom_kills = static_cast<std::uint64_t>(*kills);
    snapshot.psi_cpu = json::number_at(*document, "psi.cpu");
    snapshot.psi_memory = json::number_at(*document, "psi.memory");
    snapshot.psi_io = json::number_at(*document, "psi.io");
    snapshot.load = json::number_at(*document, "load").value_or(0);
    return snapshot;
}

void read_memory(const Evidence& seen, Snapshot& snapshot) {
    const auto meminfo = item(seen, "meminfo");
    const auto memory = meminfo ? memory_of(*meminfo) : std::nullopt;
    if (!memory) return;
    snapshot.memory_total = memory->total;
    snapshot.memory_available = memory->available;
    snapshot.swap_used = memory->swap_total - memory->swap_free;
}

void read_counters(const Evidence& seen, Snapshot& snapshot) {
    const auto vmstat = item(seen, "vmstat");
    if (!vmstat) return;
    const auto counters = counters_of(*vmstat);
    snapshot.pages_in = count(counters, "pswpin");
    snapshot.pages_out = count(counters, "pswpout");
    if (const auto kills = counters.find("oom_kill"); kills != counters.end())
        snapshot.oom_kills = kills->second;
}

}  // namespace

Snapshot snapshot_of(const Evidence& seen, Time now) {
    Snapshot snapshot{.time = now};
    if (const auto boot = item(seen, "boot_id")) snapshot.boot = digest(trimmed(*boot));
    if (const auto text = item(seen, "stat"))
        if (const auto stat = proc_stat_of(*text)) {
            snapshot.cpu = stat->total;
            snapshot.boot_time = stat->boot_time.value_or(0);
        }
    read_memory(seen, snapshot);
    read_counters(seen, snapshot);
    snapshot.psi_cpu = waited(seen, "psi:cpu");
    snapshot.psi_memory = waited(seen, "psi:memory");
    snapshot.psi_io = waited(seen, "psi:io");
    if (const auto text = item(seen, "loadavg"))
        if (const auto load = load_of(*text)) snapshot.load = load->five;
    return snapshot;
}

std::string to_line(const Snapshot& snapshot) {
    json::object line{{"t", snapshot.time.time_since_epoch().count()},
                      {"boot", snapshot.boot},
                      {"btime", snapshot.boot_time},
                      {"total", snapshot.memory_total},
                      {"available", snapshot.memory_available},
                      {"swap", snapshot.swap_used},
                      {"pswpin", snapshot.pages_in},
                      {"pswpout", snapshot.pages_out},
                      {"load", snapshot.load}};
    if (snapshot.cpu) {
        json::array cpu;
        for (const auto field : times) cpu.emplace_back((*snapshot.cpu).*field);
        line["cpu"] = std::move(cpu);
    }
    if (snapshot.oom_kills) line["oom"] = *snapshot.oom_kills;
    json::object psi;
    if (snapshot.psi_cpu) psi["cpu"] = *snapshot.psi_cpu;
    if (snapshot.psi_memory) psi["memory"] = *snapshot.psi_memory;
    if (snapshot.psi_io) psi["io"] = *snapshot.psi_io;
    if (!psi.empty()) line["psi"] = std::move(psi);
    return json::write(line);
}

std::vector<Snapshot> snapshots_of(std::string_view lines, std::size_t most) {
    auto all = lines_of(lines);
    if (all.size() > most) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(most));
    std::vector<Snapshot> snapshots;
    for (const auto line : all)
        if (auto snapshot = snapshot_from(line)) snapshots.push_back(std::move(*snapshot));
    return snapshots;
}

}  // namespace diag::host
