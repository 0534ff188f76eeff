// SPDX-License-Identifier: Apache-2.0
// What each does to others is from its page in section 2 of the manual; what reading needs was seen
// with strace(1), beside what C libraries ask for threads and memory.
#include "platform/call_names.hpp"

#include <sys/syscall.h>

#include <algorithm>
#include <array>

namespace diag {
namespace {

#define CALL(name) \
    CallName { __NR_##name, #name }
// What amd64 has beside the calls that every processor has.
#ifdef __x86_64__
#define OLD_CALL(name) CALL(name),
#else
#define OLD_CALL(name)
#endif

constexpr std::array never{
    CALL(process_vm_readv), CALL(process_vm_writev),
    CALL(pidfd_getfd),      CALL(mount),
    CALL(umount2),          CALL(pivot_root),
    CALL(chroot),           CALL(move_mount),
    CALL(open_tree),        CALL(fsopen),
    CALL(fsconfig),         CALL(fsmount),
    CALL(fspick),           CALL(mount_setattr),
    CALL(kexec_load),
#ifdef __NR_kexec_file_load
    CALL(kexec_file_load),
#endif
    CALL(init_module),      CALL(finit_module),
    CALL(delete_module),    CALL(bpf),
    CALL(reboot),           CALL(swapon),
    CALL(swapoff),          CALL(acct),
    CALL(settimeofday),     CALL(clock_settime),
    CALL(sethostname),      CALL(setdomainname),
// A sanitizer looks for leaks with it when a process ends.
#ifndef __SANITIZE_ADDRESS__
    CALL(ptrace),
#endif
};

constexpr std::array tried{
    OLD_CALL(iopl) OLD_CALL(ioperm) CALL(perf_event_open),
    CALL(keyctl),
    CALL(add_key),
    CALL(request_key),
    CALL(userfaultfd),
    CALL(setns),
    CALL(unshare),
    CALL(quotactl),
    CALL(quotactl_fd),
    CALL(open_by_handle_at),
    CALL(io_uring_setup),
    CALL(io_uring_enter),
    CALL(io_uring_register),
    CALL(kcmp),
    CALL(process_madvise),
    CALL(migrate_pages),
    CALL(move_pages),
    CALL(fanotify_init),
    CALL(vhangup),
};

// The most frequent first: kernels before 5.11 go through the filter at each call.
constexpr std::array needed{
    CALL(read),
    CALL(write),
    CALL(pread64),
    CALL(pwrite64),
    CALL(futex),
    CALL(close),
    CALL(lseek),
    CALL(clock_gettime),
    CALL(ppoll),
    CALL(fstat),
    CALL(newfstatat),
    CALL(statx),
    CALL(mmap),
    CALL(munmap),
    CALL(mprotect),
    CALL(madvise),
    CALL(brk),
    OLD_CALL(poll) OLD_CALL(stat) OLD_CALL(lstat) OLD_CALL(access)
    // Files and descriptors.
    CALL(readv),
    CALL(writev),
    CALL(preadv),
    CALL(pwritev),
    CALL(close_range),
    CALL(dup),
    CALL(dup3),
    CALL(fcntl),
    CALL(faccessat),
    CALL(faccessat2),
    CALL(readlinkat),
    CALL(getdents64),
    CALL(statfs),
    CALL(fstatfs),
    CALL(getcwd),
    CALL(fadvise64),
    CALL(readahead),
    CALL(pselect6),
    CALL(pipe2),
    OLD_CALL(dup2) OLD_CALL(readlink) OLD_CALL(getdents) OLD_CALL(select) OLD_CALL(pipe)
    // Memory, threads, copies of itself.
    CALL(mremap),
    CALL(mincore),
    CALL(membarrier),
    CALL(wait4),
    CALL(waitid),
    CALL(exit),
    CALL(exit_group),
    CALL(kill),
    CALL(tkill),
    CALL(tgkill),
    CALL(set_tid_address),
    CALL(set_robust_list),
    CALL(get_robust_list),
    CALL(rseq),
    CALL(sched_yield),
    CALL(sched_getaffinity),
    CALL(sched_getparam),
    CALL(sched_getscheduler),
    CALL(sched_get_priority_max),
    CALL(sched_get_priority_min),
    CALL(getcpu),
    CALL(prctl),
    CALL(getpriority),
    CALL(ioprio_get),
    OLD_CALL(fork) OLD_CALL(vfork) OLD_CALL(arch_prctl)
    // Signals and time.
    CALL(rt_sigaction),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(rt_sigpending),
    CALL(rt_sigsuspend),
    CALL(rt_sigtimedwait),
    CALL(sigaltstack),
    CALL(restart_syscall),
    CALL(nanosleep),
    CALL(clock_nanosleep),
    CALL(clock_getres),
    OLD_CALL(alarm) CALL(setitimer),
    CALL(gettimeofday),
    CALL(times),
    OLD_CALL(time)
    // Who and where we are.
    CALL(getrusage),
    CALL(getrlimit),
    CALL(setrlimit),
    CALL(sysinfo),
    CALL(uname),
    CALL(umask),
    CALL(getpid),
    CALL(getppid),
    CALL(gettid),
    CALL(getuid),
    CALL(geteuid),
    CALL(getgid),
    CALL(getegid),
    CALL(getgroups),
    CALL(getresuid),
    CALL(getresgid),
    CALL(getpgid),
    CALL(setpgid),
    CALL(getsid),
    CALL(setsid),
    CALL(capget),
    CALL(getrandom),
    OLD_CALL(getpgrp)
// How a sanitizer looks for leaks.
#ifdef __SANITIZE_ADDRESS__
        CALL(ptrace),
#endif
};

constexpr std::array network{
    CALL(connect),
    CALL(bind),
    CALL(sendto),
    CALL(recvfrom),
    CALL(sendmsg),
    CALL(recvmsg),
    CALL(sendmmsg),
    CALL(recvmmsg),
    CALL(shutdown),
    CALL(getsockname),
    CALL(getpeername),
    CALL(getsockopt),
    CALL(setsockopt),
    CALL(epoll_create1),
    CALL(epoll_ctl),
    CALL(epoll_pwait),
    OLD_CALL(epoll_wait) CALL(eventfd2),
    CALL(timerfd_create),
    CALL(timerfd_settime),
};

constexpr std::array others{
    CALL(setsid),
    OLD_CALL(open) OLD_CALL(renameat) CALL(openat),
    CALL(socket),
    CALL(ioctl),
    CALL(personality),
    CALL(clone),
    CALL(prlimit64),
    CALL(setpriority),
    CALL(ioprio_set),
    CALL(sched_setaffinity),
    OLD_CALL(creat) OLD_CALL(mkdir) OLD_CALL(mknod) OLD_CALL(rmdir) OLD_CALL(unlink)
        OLD_CALL(rename) OLD_CALL(link) OLD_CALL(symlink) OLD_CALL(chmod) OLD_CALL(chown)
            OLD_CALL(lchown) OLD_CALL(utime) OLD_CALL(utimes) OLD_CALL(futimesat) CALL(execve),
    CALL(execveat),
    CALL(openat2),
    CALL(mkdirat),
    CALL(mknodat),
    CALL(unlinkat),
    CALL(renameat2),
    CALL(linkat),
    CALL(symlinkat),
    CALL(fchmod),
    CALL(fchmodat),
    CALL(fchown),
    CALL(fchownat),
    CALL(truncate),
    CALL(utimensat),
    CALL(setxattr),
    CALL(lsetxattr),
    CALL(fsetxattr),
    CALL(removexattr),
    CALL(lremovexattr),
    CALL(fremovexattr),
    CALL(setuid),
    CALL(setgid),
    CALL(setreuid),
    CALL(setregid),
    CALL(setresuid),
    CALL(setresgid),
    CALL(setgroups),
    CALL(capset),
    CALL(listen),
    CALL(accept),
    CALL(accept4),
    CALL(syslog),
    CALL(copy_file_range),
    CALL(splice),
    CALL(name_to_handle_at),
};

#undef OLD_CALL
#undef CALL

}  // namespace

std::span<const CallName> never_honest_calls() { return never; }
std::span<const CallName> tried_calls() { return tried; }
std::span<const CallName> needed_calls() { return needed; }
std::span<const CallName> network_calls() { return network; }

unsigned newest_known_call() { return __NR_set_mempolicy_home_node; }

std::string_view name_of_call(unsigned number) {
    for (const auto list : {never_honest_calls(), tried_calls(), std::span<const CallName>(others)})
        for (const auto& each : list)
            if (each.number == number) return each.name;
    return {};
}

bool is_name_of_call(std::string_view name) {
    const auto among = [&](std::span<const CallName> list) {
        return std::ranges::find(list, name, &CallName::name) != list.end();
    };
    return among(never) || among(tried) || among(others);
}

}  // namespace diag
