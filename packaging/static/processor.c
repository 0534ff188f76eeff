/* SPDX-License-Identifier: Apache-2.0 */
/* What Vectorscan's pattern compiler is told of the processor. Its own answer names AVX-512 too, for which
 * build_libraries leaves the matcher out: a database compiled for it would be refused by the rest. */
#include <hs/hs_compile.h>

unsigned long long cpuid_flags(void);
unsigned cpuid_tune(void);

unsigned long long cpuid_flags(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") ? HS_CPU_FEATURES_AVX2 : 0;
}

unsigned cpuid_tune(void) { return HS_TUNE_FAMILY_GENERIC; }
