// SPDX-License-Identifier: Apache-2.0
// The parts of gathering; gather.cpp puts them in order. They ask and give, and judge nothing.
//
// Evidence: moment                 JSON: now_ms, uptime_ms, agent (pid), brief, sampled_ms (see
// gather.cpp)
//           stat, stat:before      /proc/stat now and `sampled_ms` before; vmstat likewise
//           processes, processes:before   rows of process_table.hpp
//           meminfo, loadavg, uptime, swaps, psi:cpu, psi:memory, psi:io, file-nr, ...
//           sensors, edac          lines "hwmon0/temp1_input=45000", "mc0/ce_count=0"
//           kernel_log             text; kernel_log:source who gave it; kernel_log:<who> why not
//           chronyc, timedatectl, timedatectl:timesync, ntpq, time_log, boot:last_lines
//           nvidia-smi, nvidia:driver, nvidia:pci
//           past, snapshot         what earlier runs remembered, and what this one does
#pragma once

#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/system/process_table.hpp"

namespace diag::host {

/// Gives evidence and keeps a copy of what later steps need.
class Reading {
public:
    Reading(World& world, Sink& sink) : world_(world), sink_(sink) {}

    World& world() { return world_; }
    const Evidence& seen() const { return seen_; }

    void give(std::string name, Result<std::string> value) {
        sink_.give(std::move(name), std::move(value));
    }
    void doing(std::string_view what) { sink_.doing(what); }

    /// Gives a file's text, or why there is none. At most `limit` bytes.
    void file(const std::string& name, const std::string& path, std::size_t limit = 64u << 10);
    /// The same, but a file that is not there is passed over in silence: a hint, not a question.
    void hint(const std::string& name, const std::string& path);
    /// Gives a program's standard output, or why there is none. A failing exit code is an error
    /// that quotes the first line of what it said. True when there is output.
    bool program(const std::string& name, const std::vector<std::string>& argv,
                 milliseconds patience, std::size_t limit = 256u << 10);

private:
    World& world_;
    Sink& sink_;
    Evidence seen_;  // the small files only
};

/// What a program printed; a failing exit code is a fault with the first line it said.
Result<std::string> output_of(Programs& programs, const std::vector<std::string>& argv,
                              std::size_t limit, milliseconds patience);

/// The first line with words, at most 200 bytes.
std::string first_line(std::string_view text);

/// Processes that can be seen, at most `most`.
std::vector<Process> read_processes(Files& files, std::size_t most);
std::string rows_of(const std::vector<Process>& processes);

void read_sensors(Reading& reading);
void read_kernel_log(Reading& reading);
/// Asks the daemons found among `processes`; without brief, also those that might be hidden.
void read_time(Reading& reading, const std::vector<Process>& processes);
void read_gpu(Reading& reading);

}  // namespace diag::host
