// SPDX-License-Identifier: Apache-2.0
// Time in which a process could do nothing because others had the processors.
#pragma once

#include <sys/types.h>

#include <algorithm>

#include "platform/clock.hpp"

namespace diag {

/// How long its threads have waited for a processor in all (schedstats, Linux's
/// Documentation/scheduler/sched-stats.rst): time in which it could not say anything. A thread that
/// has ended takes its waits along. 0 where the kernel does not tell.
milliseconds queued_for_cpu(pid_t pid);

/// What counts of `elapsed` against a patience, `queued` of which were waits for a processor: on a
/// server that is busy we wait behind everybody (nice 19), and that is no silence. At least a
/// quarter, so that nothing outlasts four times its patience.
constexpr milliseconds counted(milliseconds elapsed, milliseconds queued) {
    return std::max(elapsed - std::max(queued, milliseconds{0}), elapsed / 4);
}

}  // namespace diag
