// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <vector>

#include "platform/call_filter.hpp"
#include "platform/call_names.hpp"
#include "platform/files.hpp"

namespace diag {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t our_processor = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t our_processor = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t our_processor = 0;
#endif

constexpr std::uint32_t no = SECCOMP_RET_ERRNO | EPERM;
constexpr std::uint32_t unknown = SECCOMP_RET_ERRNO | ENOSYS;
constexpr std::uint32_t no_and_tell = SECCOMP_RET_TRAP;

/// Flags of clone(2) by which a namespace is made. That of time is a flag of clone3(2) alone.
constexpr std::uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                     CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
static_assert(namespaces == 0x7E020000);
/// Flags of open(2) by which a file is written, made or cut.
constexpr std::uint32_t writes = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
/// TCGETS2 of asm/ioctls.h, whose structure glibc's headers do not have.
constexpr std::uint32_t new_tcgets = 0x802C542A;
constexpr std::uint32_t io_of_process = 1;  // IOPRIO_WHO_PROCESS, ioprio_set(2)
constexpr int by_filter = 1;                // SYS_SECCOMP, sigaction(2)

/// The filter, in the order in which the kernel goes through it.
class Filter {
public:
    explicit Filter(Calls calls) {
        load(offsetof(seccomp_data, arch));
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, our_processor, 1, 0));
        answer(no);  // numbers of another processor mean other calls
        load(offsetof(seccomp_data, nr));
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, newest_known_call(), 0, 1));
        answer(unknown);
        const bool listed = calls != Calls::asking;
        if (calls == Calls::talking) stay_in_group();
        if (listed)
            for (const auto& each : needed_calls()) decide(each.number, SECCOMP_RET_ALLOW);
        if (calls == Calls::talking)
            for (const auto& each : network_calls()) decide(each.number, SECCOMP_RET_ALLOW);
        const auto tried = listed ? no_and_tell : no;
        any_bit(__NR_clone, 0, namespaces, tried);
        // What it points to no filter sees: C libraries make do with clone(2).
        decide(__NR_clone3, unknown);
        for (const auto& each : never_honest_calls()) decide(each.number, no_and_tell);
        for (const auto& each : tried_calls()) decide(each.number, tried);
        one_of(__NR_personality, 0, {0, 0xFFFFFFFF}, SECCOMP_RET_ALLOW, tried);
        if (calls == Calls::talking) arguments_of_talking();
        if (listed)
            arguments_of_reading();
        else
            arguments_of_asking();
    }

    sock_fprog program() { return {static_cast<unsigned short>(code_.size()), code_.data()}; }

private:
    void arguments_of_asking() {
        // What a terminal would take for typed (ioctl_tty(2)).
        one_of(__NR_ioctl, 1, {TIOCSTI, TIOCLINUX}, no_and_tell, SECCOMP_RET_ALLOW);
        answer(SECCOMP_RET_ALLOW);
    }

    /// Before what others may: whoever ends this process by its group ends all that came from it,
    /// and no other process of its user is ended from here. Copies of itself ask for a group in
    /// vain.
    void stay_in_group() {
        const auto itself = static_cast<std::uint32_t>(::getpid());
        decide(__NR_setsid, no_and_tell);
        decide(__NR_setpgid, no);
        one_of(__NR_kill, 0, {0, itself}, SECCOMP_RET_ALLOW, no);
        one_of(__NR_tgkill, 0, {itself}, SECCOMP_RET_ALLOW, no);
        decide(__NR_tkill, no);
    }

    void arguments_of_talking() {
        // Names are looked up over the internet's protocols, and addresses ordered by what netlink
        // tells. What speaks with others on this machine is none of them.
        one_of(__NR_socket, 0, {AF_INET, AF_INET6, AF_NETLINK}, SECCOMP_RET_ALLOW, no);
        // What Asio asks of a socket before it waits for it.
        one_of(__NR_ioctl, 1, {FIONBIO, FIONREAD, TCGETS, new_tcgets, TIOCGWINSZ},
               SECCOMP_RET_ALLOW, no_and_tell);
    }

    void arguments_of_reading() {
#ifdef __NR_open
        any_bit(__NR_open, 1, writes, no_and_tell);
#endif
        any_bit(__NR_openat, 2, writes, no_and_tell);
        // What C libraries ask before they read or write a stream; others of these change files,
        // file systems and disks, also through what is open to be read.
        one_of(__NR_ioctl, 1, {FIONREAD, TCGETS, new_tcgets, TIOCGWINSZ}, SECCOMP_RET_ALLOW,
               no_and_tell);
        one_of(__NR_prlimit64, 0, {0}, SECCOMP_RET_ALLOW, no_and_tell);
        one_of(__NR_sched_setaffinity, 0, {0}, SECCOMP_RET_ALLOW, no_and_tell);
        to_itself(__NR_setpriority, PRIO_PROCESS);
        to_itself(__NR_ioprio_set, io_of_process);
        answer(no_and_tell);
    }

    void load(std::size_t offset) {
        code_.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
    }

    void answer(std::uint32_t action) { code_.push_back(BPF_STMT(BPF_RET | BPF_K, action)); }

    void decide(unsigned call, std::uint32_t action) {
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
        answer(action);
    }

    /// The lower half of an argument; both processors keep it first.
    void load_argument(std::size_t place) {
        load(offsetof(seccomp_data, args) + place * sizeof(std::uint64_t));
    }

    void one_of(unsigned call, std::size_t place, std::initializer_list<std::uint32_t> values,
                std::uint32_t if_so, std::uint32_t otherwise) {
        const auto rest = static_cast<unsigned char>(2 * values.size() + 2);
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, rest));
        load_argument(place);
        for (const auto value : values) decide(value, if_so);
        answer(otherwise);
    }

    void any_bit(unsigned call, std::size_t place, std::uint32_t bits, std::uint32_t if_so) {
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4));
        load_argument(place);
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1));
        answer(if_so);
        answer(SECCOMP_RET_ALLOW);
    }

    /// For calls that take a kind and a number of it, where 0 is who calls.
    void to_itself(unsigned call, std::uint32_t kind) {
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 6));
        load_argument(0);
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kind, 0, 2));
        load_argument(1);
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0));
        answer(no_and_tell);
        answer(SECCOMP_RET_ALLOW);
    }

    std::vector<sock_filter> code_;
};

DeniedCall teller = nullptr;
pid_t owner = 0;
std::array<std::atomic<bool>, 1024> told_of;

void set_result(ucontext_t& context, long result) {
#if defined(__x86_64__)
    context.uc_mcontext.gregs[REG_RAX] = result;
#elif defined(__aarch64__)
    context.uc_mcontext.regs[0] = static_cast<unsigned long long>(result);
#else
    static_cast<void>(context), static_cast<void>(result);
#endif
}

/// In place of the call, in the thread that made it: no other code was interrupted.
void deny(int, siginfo_t* info, void* context) {
    if (info->si_code != by_filter) return;  // somebody sent it: no call waits for a result
    const int kept = errno;
    set_result(*static_cast<ucontext_t*>(context), -EPERM);
    const auto number = static_cast<unsigned>(info->si_syscall);
    if (teller && ::getpid() == owner && number < told_of.size() &&
        !told_of.at(number).exchange(true)) {
        std::array<char, 16> unnamed{"call "};
        const auto end = std::to_chars(unnamed.data() + 5, unnamed.end(), number).ptr;
        const auto name = name_of_call(number);
        teller(name.empty() ? std::string_view(unnamed.data(), end) : name);
    }
    errno = kept;
}

Result<> answer_denied_calls(DeniedCall told) {
    teller = told;
    owner = ::getpid();
    struct sigaction action {};
    action.sa_sigaction = deny;
    action.sa_flags = SA_SIGINFO;
    if (::sigaction(SIGSYS, &action, nullptr) != 0) return from_errno(errno, "SIGSYS");
    return {};
}

/// adjtimex(2) both asks and sets, told apart by what it points to, which no filter sees.
void give_up_setting_clocks() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> powers{};
    ::prctl(PR_CAPBSET_DROP, CAP_SYS_TIME, 0, 0, 0);
    if (::syscall(SYS_capget, &header, powers.data()) != 0) return;
    constexpr auto kept = ~(1U << CAP_SYS_TIME);
    powers[0].effective &= kept;
    powers[0].permitted &= kept;
    powers[0].inheritable &= kept;
    ::syscall(SYS_capset, &header, powers.data());
}

}  // namespace

bool knows_call_filters() {
    // It is there if it wants to read the filter (prctl(2)).
    return our_processor != 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, nullptr, 0, 0) != 0 &&
           errno == EFAULT;
}

Result<> deny_other_calls(Calls calls, DeniedCall told) {
    if (!knows_call_filters())
        return Error{Fault::unsupported, "this kernel has no filter of system calls"};
    give_up_setting_clocks();
    if (const auto ready = answer_denied_calls(told); !ready) return ready.error();
    Filter filter(calls);
    auto program = filter.program();
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
        return from_errno(errno, "a filter of system calls");
    return {};
}

}  // namespace diag
