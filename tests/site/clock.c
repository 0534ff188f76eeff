// SPDX-License-Identifier: Apache-2.0
// A clock that is ahead: every program that loads this library is told a time AHEAD_MS milliseconds
// later than it is (earlier, if negative). How long something takes is told as ever.
//
//   cc -shared -fPIC -DAHEAD_MS=95000 tests/site/clock.c -o clock.so
//
// It asks the kernel itself, so it goes with sanitizers (ASAN_OPTIONS=verify_asan_link_order=0).
// What the kernel writes down, such as when a file was changed, is by the kernel's clock.
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec* now) {
    const long failed = syscall(SYS_clock_gettime, clock, now);
    if (failed != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
        return (int)failed;
    const long nanoseconds = now->tv_nsec + (AHEAD_MS % 1000) * 1000000L + 1000000000L;
    now->tv_sec += AHEAD_MS / 1000 + nanoseconds / 1000000000L - 1;
    now->tv_nsec = nanoseconds % 1000000000L;
    return 0;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
    struct timespec time;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &time) != 0) return -1;
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

time_t time(time_t* now) {
    struct timespec moment;
    if (clock_gettime(CLOCK_REALTIME, &moment) != 0) return (time_t)-1;
    if (now != NULL) *now = moment.tv_sec;
    return moment.tv_sec;
}

int timespec_get(struct timespec* now, int base) {
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}
