// SPDX-License-Identifier: Apache-2.0
// Who takes processor and memory: /proc/<pid>/stat read twice, names only (proc(5)).
//
// Command lines may hold passwords and are never read. A line of evidence keeps nine of the 52
// fields, so that 5,000 processes are 300 KB.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diag::host {

struct Process {
    std::uint64_t pid = 0;
    char state = '?';  ///< R S D Z T ...
    std::uint64_t parent = 0;
    std::uint64_t ticks = 0;  ///< user and system, 10 ms each, since it started
    std::uint64_t threads = 0;
    std::uint64_t start = 0;     ///< ticks after boot; tells two owners of one pid apart
    std::uint64_t resident = 0;  ///< pages of 4 KiB
    std::string name;            ///< at most 15 bytes (TASK_COMM_LEN)
};

/// From /proc/<pid>/stat. The name stands in brackets and may itself hold blanks and brackets.
std::optional<Process> process_of(std::string_view stat);

/// A line of evidence, and back.
std::string row_of(const Process& process);
std::vector<Process> processes_of(std::string_view rows);

/// All but `root` and what descends from it: whoever examines a server does not count himself.
/// Nothing is taken away for 0 and for 1, which everything descends from.
std::vector<Process> without_family(std::vector<Process> processes, std::uint64_t root);

/// What the processes of one name take together.
struct Taker {
    std::string name;
    std::size_t processes = 0;
    double cpu_ticks = 0;
    std::uint64_t resident_bytes = 0;
};

/// The `most` names that used most processor time between two readings, most first; empty without
/// an earlier reading. Processes that began or ended meanwhile are not counted.
std::vector<Taker> busiest(const std::vector<Process>& before, const std::vector<Process>& after,
                           std::size_t most);

/// The `most` names that hold most resident memory, most first. Shared pages count in each.
std::vector<Taker> largest(const std::vector<Process>& processes, std::size_t most);

}  // namespace diag::host
