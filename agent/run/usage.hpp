// SPDX-License-Identifier: Apache-2.0
// What a running process uses right now, from /proc (proc(5)).
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag::run {

struct ProcessUse {
    std::uint64_t rss_bytes = 0;       ///< VmRSS
    std::uint64_t peak_rss_bytes = 0;  ///< VmHWM
    double cpu_seconds = 0;            ///< user and system
    std::uint64_t read_bytes = 0;      ///< rchar, less what was read before exec
    std::uint64_t open_files = 0;  ///< sockets and pipes too; of more than 4096 it is not told: 0
};

/// Zeroes where the process is gone.
ProcessUse use_of(pid_t pid);

json::value to_json(const ProcessUse& use);
ProcessUse use_from(const json::value& document);

}  // namespace diag::run
