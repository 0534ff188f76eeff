// SPDX-License-Identifier: Apache-2.0
// How near the kernel's own limits are: open files, threads, processes that hang in the kernel.
#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include "collectors/system/machine.hpp"
#include "collectors/system/process_table.hpp"
#include "collectors/system/review.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

std::optional<std::uint64_t> number_in(const Review& review, std::string_view name) {
    const auto text = review.text(name);
    return text ? natural(trimmed(*text)) : std::nullopt;
}

void judge_file_handles(Review& review) {
    const auto text = review.text("file-nr");
    const auto words = text ? words_of(trimmed(*text)) : std::vector<std::string_view>{};
    if (words.size() < 3) return;
    const auto open = natural(words[0]);
    const auto most = natural(words[2]);
    if (!open || !most || *most == 0) return;
    const auto percent = 100 * static_cast<double>(*open) / static_cast<double>(*most);
    if (percent < review.limit("file_handles_warning")) return;
    review.find("file_handles", Severity::warning,
                {{"open", std::string(words[0])},
                 {"limit", std::string(words[2])},
                 {"percent", fixed(percent, 0)}},
                {"file-nr"});
}

void judge_threads(Review& review) {
    const auto text = review.text("loadavg");
    const auto load = text ? load_of(*text) : std::nullopt;
    const auto pids = number_in(review, "pid_max");
    const auto threads = number_in(review, "threads-max");
    if (!load || (!pids && !threads)) return;
    const auto most = std::min(pids.value_or(UINT64_MAX), threads.value_or(UINT64_MAX));
    if (most == 0) return;
    const auto percent = 100 * static_cast<double>(load->threads) / static_cast<double>(most);
    if (percent < review.limit("threads_warning")) return;
    review.find("threads", Severity::warning,
                {{"threads", std::to_string(load->threads)},
                 {"limit", std::to_string(most)},
                 {"percent", fixed(percent, 0)}},
                {"loadavg", "pid_max", "threads-max"});
}

/// Processes in state D at both readings, by the same pid: not one that a disk made wait a moment.
void judge_blocked(Review& review) {
    const auto before = review.processes("processes:before");
    const auto after = review.processes("processes");
    if (!before || !after) return;
    std::set<std::pair<std::uint64_t, std::uint64_t>> earlier;
    for (const auto& process : *before)
        if (process.state == 'D') earlier.insert({process.pid, process.start});
    std::map<std::string, std::size_t> names;
    std::size_t stuck = 0;
    for (const auto& process : *after)
        if (process.state == 'D' && earlier.contains({process.pid, process.start})) {
            ++names[process.name];
            ++stuck;
        }
    if (static_cast<double>(stuck) < review.limit("blocked_warning")) return;
    std::string list;
    for (const auto& [name, count] : names) {
        if (list.size() > 120) break;
        list += (list.empty() ? "" : ", ") + name + (count > 1 ? " x" + std::to_string(count) : "");
    }
    review.find("blocked_processes", Severity::warning,
                {{"count", std::to_string(stuck)}, {"names", list}},
                {"processes:before", "processes"});
}

}  // namespace

void judge_limits(Review& review) {
    judge_file_handles(review);
    judge_threads(review);
    judge_blocked(review);
}

}  // namespace diag::host
