// SPDX-License-Identifier: Apache-2.0
// Everything else is asked between the two readings of the counters, so that waiting costs little.
#include "collectors/system/gather.hpp"

#include <algorithm>
#include <array>

#include "collectors/system/history.hpp"
#include "collectors/system/machine.hpp"
#include "collectors/system/process_table.hpp"
#include "collectors/system/reading.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr milliseconds brief_sampling{250};
constexpr std::size_t past_limit = 256u << 10;
constexpr std::size_t stat_limit = 2u << 20;  // the intr line of a big machine is 50 KB

struct Question {
    const char* name;
    const char* path;
};

constexpr std::array questions{
    Question{"loadavg", "/proc/loadavg"},
    Question{"uptime", "/proc/uptime"},
    Question{"psi:cpu", "/proc/pressure/cpu"},
    Question{"psi:memory", "/proc/pressure/memory"},
    Question{"psi:io", "/proc/pressure/io"},
    Question{"meminfo", "/proc/meminfo"},
    Question{"swaps", "/proc/swaps"},
    Question{"file-nr", "/proc/sys/fs/file-nr"},
    Question{"pid_max", "/proc/sys/kernel/pid_max"},
    Question{"threads-max", "/proc/sys/kernel/threads-max"},
    Question{"overcommit_memory", "/proc/sys/vm/overcommit_memory"},
    Question{"version", "/proc/version"},
    Question{"boot_id", "/proc/sys/kernel/random/boot_id"},
};

/// What not every machine has, and whose absence says nothing.
constexpr std::array hints{
    Question{"transparent_hugepage", "/sys/kernel/mm/transparent_hugepage/enabled"},
    Question{"clocksource", "/sys/devices/system/clocksource/clocksource0/current_clocksource"},
    Question{"virt:vendor", "/sys/class/dmi/id/sys_vendor"},
    Question{"virt:product", "/sys/class/dmi/id/product_name"},
    Question{"virt:hypervisor", "/sys/hypervisor/type"},
    Question{"virt:container", "/run/systemd/container"},
    Question{"virt:containerenv", "/run/.containerenv"},
    Question{"virt:dockerenv", "/.dockerenv"},
    Question{"virt:cgroup", "/proc/1/cgroup"},
    Question{"cgroup:memory.max", "/sys/fs/cgroup/memory.max"},
    Question{"cgroup:cpu.max", "/sys/fs/cgroup/cpu.max"},
};

/// The process that started this one: all of ours descend from it. 0 when it cannot be told.
std::uint64_t agent_of(Files& files) {
    const auto stat = files.read("/proc/self/stat", 4096);
    const auto self = stat ? process_of(*stat) : std::nullopt;
    return self ? self->parent : 0;
}

void give_moment(Reading& reading) {
    auto& world = reading.world();
    const auto now = world.clock.now();
    reading.give("moment", json::write(json::object{{"now", to_text(now)},
                                                    {"now_ms", now.time_since_epoch().count()},
                                                    {"uptime_ms", world.clock.uptime().count()},
                                                    {"agent", agent_of(world.files)},
                                                    {"brief", world.scope.brief}}));
    std::string_view past = world.scope.past;
    if (past.size() > past_limit) {
        past.remove_prefix(past.size() - past_limit);
        past.remove_prefix(std::min(past.find('\n'), past.size() - 1) + 1);
    }
    if (!past.empty()) reading.give("past", std::string(past));
}

void read_machine(Reading& reading) {
    for (const auto& [name, path] : questions) reading.file(name, path);
    for (const auto& [name, path] : hints) reading.hint(name, path);
    auto& files = reading.world().files;
    auto release = files.read("/etc/os-release", 64u << 10);
    if (!release) release = files.read("/usr/lib/os-release", 64u << 10);
    reading.give("os-release", std::move(release));
    auto processors = files.read("/proc/cpuinfo", 8u << 20);
    if (processors) processors = cpuinfo_extract(*processors);
    reading.give("cpuinfo", std::move(processors));
}

/// Whether an earlier run of this boot, a moment ago, can stand in for a first reading.
bool past_serves(const Reading& reading, World& world) {
    constexpr milliseconds least{2'000};
    constexpr milliseconds most{15 * 60'000};
    if (!world.scope.brief) return false;
    const auto past = snapshots_of(world.scope.past, 1);
    const auto now = snapshot_of(reading.seen(), world.clock.now());
    if (past.empty() || past[0].boot != now.boot || now.boot == 0 || !past[0].cpu) return false;
    return now.time - past[0].time >= least && now.time - past[0].time <= most;
}

void read_counters(Reading& reading, const std::string& suffix) {
    reading.file("stat" + suffix, "/proc/stat", stat_limit);
    reading.file("vmstat" + suffix, "/proc/vmstat");
}

}  // namespace

void gather(World& world, Sink& sink) {
    Reading reading(world, sink);
    const std::size_t most_processes = world.scope.brief ? 1000 : 5000;
    give_moment(reading);
    read_machine(reading);
    const bool once = past_serves(reading, world);
    const auto first = read_processes(world.files, most_processes);
    const auto begun = world.clock.uptime();
    if (!once) {
        reading.give("processes:before", rows_of(first));
        read_counters(reading, ":before");
    }
    read_sensors(reading);
    read_kernel_log(reading);
    read_time(reading, first);
    read_gpu(reading);
    if (!once) {
        const auto distance = world.scope.brief ? std::min(world.scope.sampling, brief_sampling)
                                                : world.scope.sampling;
        reading.doing("counters, a second time");
        const auto passed = world.clock.uptime() - begun;
        if (passed < distance) world.clock.sleep(distance - passed);
        reading.give("interval", std::to_string((world.clock.uptime() - begun).count()));
    }
    reading.give("processes", rows_of(once ? first : read_processes(world.files, most_processes)));
    read_counters(reading, "");
    reading.give("snapshot", to_line(snapshot_of(reading.seen(), world.clock.now())));
}

}  // namespace diag::host
