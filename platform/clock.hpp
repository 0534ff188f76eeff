// SPDX-License-Identifier: Apache-2.0
// What time is it, and let some pass. A seam, so that tests need not wait.
#pragma once

#include <chrono>
#include <string>

namespace diag {

using std::chrono::milliseconds;

/// Wall-clock time, UTC, to the millisecond.
using Time = std::chrono::sys_time<milliseconds>;

class Clock {
public:
    virtual ~Clock() = default;

    /// The wall clock (CLOCK_REALTIME). May jump.
    virtual Time now() = 0;

    /// Time since an arbitrary start (CLOCK_MONOTONIC). Never jumps; stands still in suspend.
    virtual milliseconds uptime() = 0;

    virtual void sleep(milliseconds span) = 0;
};

/// The machine's own clocks. Lives as long as the program; usable from any thread.
Clock& system_clock();

/// RFC 3339 in UTC with milliseconds: "2026-11-23T20:33:28.123Z".
std::string to_text(Time time);

}  // namespace diag
