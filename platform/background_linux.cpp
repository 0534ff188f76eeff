// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "platform/background.hpp"

namespace diag {
namespace {

/// Kernels without groups by session have no such file. Who is not root may set it ten times a
/// second, all processes together (sched_autogroup_proc_set_nice() of Linux).
void be_nice_to_other_sessions() {
    const int group = ::open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
    if (group < 0) return;
    [[maybe_unused]] const auto told = ::write(group, "10", 2);
    ::close(group);
}

}  // namespace

void give_way() { [[maybe_unused]] const int nice = ::setpriority(PRIO_PROCESS, 0, 19); }

void go_to_background() {
    constexpr int of_process = 1, io_idle = 3 << 13;
    give_way();
    ::syscall(SYS_ioprio_set, of_process, 0, io_idle);
    be_nice_to_other_sessions();
}

}  // namespace diag
