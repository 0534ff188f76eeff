// SPDX-License-Identifier: Apache-2.0
// The lowest place in the queue for processors and disks: the server belongs to SAFR.
#pragma once

namespace diag {

/// Nice 19 for what the calling thread, or a process of one thread, still does. A process that was
/// started from a terminal shares its session with a shell, which is left as it is.
void give_way();

/// The same for a child that has just begun a session (setsid(2)), with the idle I/O class
/// (ioprio_set(2)) and niceness 10 for its whole session: Linux weighs sessions first and nice(1)
/// only within one (sched(7), "autogroup"). At 10 it gets a tenth beside a busy one, as the unit of
/// the service does by CPUWeight=10; at 19 a busy server would tell nothing in time.
/// Async-signal-safe.
void go_to_background();

}  // namespace diag
