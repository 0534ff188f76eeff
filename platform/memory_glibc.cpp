// SPDX-License-Identifier: Apache-2.0
#include <features.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "platform/memory.hpp"

namespace diag {

#ifdef __GLIBC__

void keep_memory_small() {
    constexpr int trim_above = 256 << 10;
    constexpr int map_above = 128 << 10;  // fixed, as it would grow with the blocks that are freed
    ::mallopt(M_ARENA_MAX, 1);
    ::mallopt(M_TRIM_THRESHOLD, trim_above);
    ::mallopt(M_MMAP_THRESHOLD, map_above);
}

void give_back_memory() { ::malloc_trim(0); }

#else

void keep_memory_small() {}
void give_back_memory() {}

#endif

}  // namespace diag
