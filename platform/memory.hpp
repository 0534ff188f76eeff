// SPDX-License-Identifier: Apache-2.0
// For programs that sleep for weeks: memory that is not used goes back to the system.
#pragma once

namespace diag {

/// One pool of memory for all threads instead of one each, and early return of what is free. To be
/// called first thing; where the C library has no such settings it does nothing.
void keep_memory_small();

/// Gives back now what is free, and the pages of programs and libraries that nobody wrote to: they
/// come back from the page cache as they are touched (madvise(2), MADV_DONTNEED). Takes a moment:
/// before a long sleep only. From any thread.
void give_back_memory();

}  // namespace diag
