// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
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
        if (calls == Calls::reading)
            for (const auto& each : needed_calls()) decide(each.number, SECCOMP_RET_ALLOW);
        const auto tried = calls == Calls::reading ? no_and_tell : no;
        for (const auto& each : never_honest_calls()) decide(each.number, no_and_tell);
        for (const auto& each : tried_calls()) decide(each.number, tried);
        // What a terminal would take for typed (ioctl_tty(2)).
        one_of(__NR_ioctl, 1, {TIOCSTI, TIOCLINUX}, no_and_tell, SECCOMP_RET_ALLOW);
        one_of(__NR_personality, 0, {0, 0xFFFFFFFF}, SECCOMP_RET_ALLOW, tried);
        if (calls == Calls::reading) {
#ifdef __NR_open
            to_read(__NR_open, 1);
#endif
            to_read(__NR_openat, 2);
        }
        answer(calls == Calls::reading ? no_and_tell : SECCOMP_RET_ALLOW);
    }

    sock_fprog program() { return {static_cast<unsigned short>(code_.size()), code_.data()}; }

private:
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

    /// Opens are denied that write, make or cut a file.
    void to_read(unsigned call, std::size_t place) {
        constexpr std::uint32_t writes = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4));
        load_argument(place);
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, writes, 0, 1));
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
