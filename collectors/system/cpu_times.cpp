// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/cpu_times.hpp"

#include <algorithm>
#include <array>

#include "collectors/system/counters.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::array fields{&CpuTimes::user,    &CpuTimes::nice,   &CpuTimes::system,
                            &CpuTimes::idle,    &CpuTimes::iowait, &CpuTimes::irq,
                            &CpuTimes::softirq, &CpuTimes::steal};
constexpr std::array shares{&CpuShare::user,    &CpuShare::nice,   &CpuShare::system,
                            &CpuShare::idle,    &CpuShare::iowait, &CpuShare::irq,
                            &CpuShare::softirq, &CpuShare::steal};

CpuTimes times_of(const std::vector<std::string_view>& words) {
    CpuTimes times;
    for (std::size_t i = 0; i < fields.size() && i + 1 < words.size(); ++i)
        times.*fields[i] = natural(words[i + 1]).value_or(0);
    return times;
}

}  // namespace

std::optional<ProcStat> proc_stat_of(std::string_view text) {
    ProcStat stat;
    bool found = false;
    for (const auto line : lines_of(text)) {
        if (line.starts_with("intr ") || line.starts_with("softirq ")) continue;
        const auto words = words_of(line);
        if (words.size() < 2) continue;
        if (words[0] == "cpu") {
            stat.total = times_of(words);
            found = words.size() > 4;
        } else if (words[0].starts_with("cpu")) {
            if (const auto number = natural(words[0].substr(3)); number && *number < 65536)
                stat.cpus.emplace_back(static_cast<unsigned>(*number), times_of(words));
        } else if (words[0] == "btime") {
            stat.boot_time = integer(words[1]);
        } else if (words[0] == "procs_running") {
            stat.running = natural(words[1]).value_or(0);
        } else if (words[0] == "procs_blocked") {
            stat.blocked = natural(words[1]).value_or(0);
        }
    }
    return found ? std::optional(stat) : std::nullopt;
}

std::optional<CpuShare> share_between(const CpuTimes& before, const CpuTimes& after) {
    std::array<double, fields.size()> spent{};
    double all = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        spent[i] = static_cast<double>(advanced(before.*fields[i], after.*fields[i]));
        all += spent[i];
    }
    if (all <= 0) return std::nullopt;
    CpuShare share;
    for (std::size_t i = 0; i < fields.size(); ++i) share.*shares[i] = 100 * spent[i] / all;
    return share;
}

}  // namespace diag::host
