// SPDX-License-Identifier: Apache-2.0
// The lowest place in the queue for processors and disks: the server belongs to SAFR.
#pragma once

namespace diag {

/// Nice 19 for what the calling thread, or a process of one thread, still does. A process that was
/// started from a terminal shares its session with a shell, which is left as it is.
void give_way();

/// The same for a child that has just begun a session (setsid(2)), with the idle I/O class
/// (ioprio_set(2)) and the niceness of its whole session: Linux weighs sessions first and nice(1)
/// only within one (sched(7), "autogroup"). Async-signal-safe.
void go_to_background();

}  // namespace diag
