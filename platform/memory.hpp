// SPDX-License-Identifier: Apache-2.0
// For programs that sleep for weeks: memory that is not used goes back to the system.
#pragma once

namespace diag {

/// One pool of memory for all threads instead of one each, and early return of what is free. To be
/// called first thing; where the C library has no such settings it does nothing.
void keep_memory_small();

/// Gives back now what is free. Takes a moment: after big work only.
void give_back_memory();

}  // namespace diag
