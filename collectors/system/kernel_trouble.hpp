// SPDX-License-Identifier: Apache-2.0
// What the kernel's log says went wrong.
//
// The wordings are those of kernels 3.10 (CentOS 7) to 6.12; each is a row of one table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/finding.hpp"
#include "collectors/system/kernel_log.hpp"

namespace diag::host {

/// All lines that tell of one kind of trouble with one thing.
struct Trouble {
    std::string_view finding;  ///< id, "system.io_errors"
    Severity severity = Severity::warning;
    std::string subject;  ///< a device, a process, a code; may be empty
    std::size_t count = 0;
    std::optional<Time> first;
    std::optional<Time> last;
    std::string sample;  ///< the last line, at most 200 bytes
};

/// Troubles in the order in which they first appear. At most 200 subjects; further ones are counted
/// under the subject "...".
std::vector<Trouble> troubles_of(const std::vector<KernelLine>& lines);

/// A process the kernel ended for want of memory.
struct OomKill {
    std::optional<Time> time;
    std::string victim;
    std::uint64_t pid = 0;
    std::uint64_t resident_bytes = 0;  ///< anonymous, file and shared; 0 when not told
    bool in_group = false;             ///< a cgroup's limit, not the machine's memory
};

std::vector<OomKill> oom_kills_of(const std::vector<KernelLine>& lines);

/// How a file server (NFS, CIFS) fell silent and came back.
struct Silence {
    std::string server;
    std::size_t outages = 0;
    bool lasting = false;  ///< the last outage has no "OK" after it
    std::optional<Time> last;
    milliseconds longest{0};  ///< of those that ended
};

std::vector<Silence> silences_of(const std::vector<KernelLine>& lines);

}  // namespace diag::host
