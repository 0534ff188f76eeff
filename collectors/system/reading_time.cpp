// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "collectors/system/reading.hpp"
#include "collectors/system/time_sync.hpp"

namespace diag::host {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t time_log_limit = 1u << 20;

bool holds(const Words& daemons, std::string_view name) {
    return std::find(daemons.begin(), daemons.end(), name) != daemons.end();
}

void ask_systemd(Reading& reading, const Words& daemons) {
    const milliseconds patience{4000};
    if (!reading.program("timedatectl", {"timedatectl", "show"}, patience))
        reading.program("timedatectl:status", {"timedatectl", "status"}, patience);  // before 239
    if (holds(daemons, "systemd-timesyncd"))
        reading.program("timedatectl:timesync", {"timedatectl", "timesync-status", "--no-pager"},
                        patience);
}

/// What was logged about the clock in a day, and how the boot before this one ended.
void ask_journal(Reading& reading) {
    const milliseconds patience{5000};
    const Words common{"journalctl", "-q", "--no-pager", "-o", "short-iso"};
    auto told = common;
    for (const auto* word : {"--since", "-24h", "-n", "2000", "-t", "chronyd", "-t", "ntpd", "-t",
                             "ntpdate", "-t", "systemd-timesyncd"})
        told.emplace_back(word);
    auto all = told;
    for (const auto* word : {"-t", "systemd", "-t", "systemd-journald", "--grep",
                             "clock|time jump|Time jumped|time reset|time server|Time has been"})
        all.emplace_back(word);
    // --grep is of systemd 237; without it systemd's own lines would drown the daemons'.
    auto log = output_of(reading.world().programs, all, time_log_limit, patience);
    if (!log) log = output_of(reading.world().programs, told, time_log_limit, patience);
    reading.give("time_log", std::move(log));
    auto end = common;
    for (const auto* word : {"-b", "-1", "-n", "40"}) end.emplace_back(word);
    reading.program("boot:last_lines", end, patience);
}

}  // namespace

void read_time(Reading& reading, const std::vector<Process>& processes) {
    reading.doing("time synchronisation");
    std::vector<std::string> names;
    for (const auto& process : processes) names.push_back(process.name);
    const auto daemons = time_daemons(names);
    const bool brief = reading.world().scope.brief;
    const milliseconds patience{brief ? 1000 : 3000};
    if (!brief || holds(daemons, "chronyd"))
        reading.program("chronyc", {"chronyc", "-c", "-n", "tracking"}, patience);
    if (holds(daemons, "ntpd")) reading.program("ntpq", {"ntpq", "-pn"}, patience);
    // Its modification time is that of the last synchronisation; that it is there says there was
    // one.
    reading.hint("timesync:synchronized", "/run/systemd/timesync/synchronized");
    if (brief) return;
    ask_systemd(reading, daemons);
    ask_journal(reading);
}

}  // namespace diag::host
