// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "platform/background.hpp"
#include "platform/becoming.hpp"

namespace diag {
namespace {

constexpr int lowest_safe_descriptor = 64;

/// Moves the planned descriptors into place. Async-signal-safe. False when a number ran out.
bool place_descriptors(std::vector<std::pair<int, int>>& moves) {
    for (auto& [ours, theirs] : moves) {
        ours = ::fcntl(ours, F_DUPFD, lowest_safe_descriptor);
        if (ours < 0) return false;
    }
    const int null = ::open("/dev/null", O_RDWR);
    for (int standard = 0; standard <= 2; ++standard)
        if (null != standard) ::dup2(null, standard);
    for (const auto& [ours, theirs] : moves)
        if (::dup2(ours, theirs) < 0) return false;
    return true;
}

/// The last of those that we may use: interrupts are mostly the first one's. Async-signal-safe.
void keep_to_one_processor() {
    cpu_set_t all, one;
    if (::sched_getaffinity(0, sizeof all, &all) != 0) return;
    for (int number = CPU_SETSIZE - 1; number >= 0; --number) {
        if (!CPU_ISSET(number, &all)) continue;
        CPU_ZERO(&one);
        CPU_SET(number, &one);
        ::sched_setaffinity(0, sizeof one, &one);
        return;
    }
}

/// Async-signal-safe. False, with errno, where one step is not granted: then it is nobody's.
bool take_rights(const SystemUser& user, pid_t parent) {
    // No program that it becomes has a power back either; only root may say so, and not everywhere.
    for (unsigned long power = 0; power < 64; ++power) ::prctl(PR_CAPBSET_DROP, power, 0, 0, 0);
    if (::setgroups(0, nullptr) != 0 || ::setresgid(user.gid, user.gid, user.gid) != 0 ||
        ::setresuid(user.uid, user.uid, user.uid) != 0 ||
        ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    die_with(parent);  // which a change of rights undoes (PR_SET_PDEATHSIG(2const))
    return true;
}

}  // namespace

void close_all_but(const int* keep, std::size_t count) {
    int from = 0;
    const auto close_range = [](int first, int last) {
        if (first > last) return;
#ifdef SYS_close_range
        if (::syscall(SYS_close_range, static_cast<unsigned>(first), static_cast<unsigned>(last),
                      0U) == 0)
            return;
#endif
        const int end = std::min(last, 4095);
        for (int each = first; each <= end; ++each) ::close(each);
    };
    for (;;) {
        int next = -1;
        for (std::size_t i = 0; i < count; ++i)
            if (keep[i] >= from && (next < 0 || keep[i] < next)) next = keep[i];
        if (next < 0) break;
        close_range(from, next - 1);
        from = next + 1;
    }
    close_range(from, 0x7FFFFFFF);
}

void die_with(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
}

void forget_signal_handlers() {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) ::signal(each, SIG_DFL);
}

void become(const Child::Plan& plan, std::vector<std::pair<int, int>>& moves,
            std::vector<int>& keep, WordPointers& argv, WordPointers& environment, int report,
            pid_t parent) {
    const int far_report = ::fcntl(report, F_DUPFD_CLOEXEC, lowest_safe_descriptor * 2);
    if (place_descriptors(moves)) {
        keep.back() = far_report;
        close_all_but(keep.data(), keep.size());
        if (plan.background) go_to_background();
        if (plan.one_processor) keep_to_one_processor();
        if (plan.data_limit > 0) {
            const rlimit limit{plan.data_limit, plan.data_limit};
            ::setrlimit(RLIMIT_DATA, &limit);
        }
        if (plan.process_limit > 0) {
            const rlimit limit{plan.process_limit, plan.process_limit};
            ::setrlimit(RLIMIT_NPROC, &limit);
        }
        const rlimit no_core{0, 0};  // a core file would hold unredacted memory
        ::setrlimit(RLIMIT_CORE, &no_core);
        if (!plan.user || take_rights(*plan.user, parent))
            ::execve(plan.program.c_str(), argv.pointers.data(), environment.pointers.data());
    }
    const int failure = errno;
    [[maybe_unused]] const auto told = ::write(far_report, &failure, sizeof failure);
    ::_exit(127);
}

}  // namespace diag
