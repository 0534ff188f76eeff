// SPDX-License-Identifier: Apache-2.0
#include "platform/call_filter.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <thread>

#include "platform/call_names.hpp"
#include "platform/child.hpp"
#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/programs.hpp"
#include "tests/scratch.hpp"

using namespace diag;

namespace {

constexpr milliseconds patience{20'000};

std::string denied;

void note(std::string_view name) {
    denied += name;
    denied += ' ';
}

/// What `tries` says behind a filter, in a process that is lost to it.
std::string behind(Calls calls, const std::function<std::string()>& tries) {
    const auto answer = in_disposable_child(
        [&]() -> Result<std::string> {
            if (const auto held = deny_other_calls(calls, note); !held) return held.error();
            return tries();
        },
        65'536, patience);
    return answer ? *answer : "failed: " + answer.error().what;
}

/// Of this process, in a line such as "CapEff:\t000001ffffffffff" (proc(5)).
bool has_power(std::string_view set, int power) {
    const auto status = system_files().read("/proc/self/status", 65'536);
    if (!status) return true;
    const auto at = status->find(std::string(set) + ":\t");
    if (at == status->npos) return true;
    const auto* const digits = status->data() + at + set.size() + 2;
    std::uint64_t powers = 0;
    std::from_chars(digits, status->data() + status->size(), powers, 16);
    return (powers >> power & 1) != 0;
}

/// "name=EPERM " and the like.
std::string result(const char* name, long result) {
    const int why = errno;
    return std::string(name) + "=" +
           (result >= 0     ? "done"
            : why == EPERM  ? "EPERM"
            : why == ENOSYS ? "ENOSYS"
                            : std::to_string(why)) +
           " ";
}

}  // namespace

TEST_CASE("call filter: what no collector needs is denied and named, also to root") {
    REQUIRE(knows_call_filters());
    const auto said = behind(Calls::asking, [] {
        std::string all = result("mount", ::mount("none", "/nowhere", "tmpfs", 0, nullptr));
        all += result("setns", ::syscall(SYS_setns, -1, 0));
        all += result("io_uring", ::syscall(SYS_io_uring_setup, 1, nullptr));
        all += result("bpf", ::syscall(SYS_bpf, 0, nullptr, 0));
        all += result("personality", ::personality(ADDR_NO_RANDOMIZE));
        return all + "told: " + denied;
    });
    CHECK(said ==
          "mount=EPERM setns=EPERM io_uring=EPERM bpf=EPERM personality=EPERM "
          "told: mount bpf ");
}

TEST_CASE("call filter: who only reads has no network, starts nothing and changes no file") {
    const test::Scratch scratch;
    const auto file = scratch.file("there", "text").native();
    const auto said = behind(Calls::reading, [&] {
        std::string all = result("socket", ::socket(AF_INET, SOCK_DGRAM, 0));
        all += result("make", ::open((file + ".new").c_str(), O_WRONLY | O_CREAT, 0600));
        all += result("write", ::open(file.c_str(), O_RDWR));
        all += result("unlink", ::unlink(file.c_str()));
        all += result("chmod", ::chmod(file.c_str(), 0777));
        std::array<char*, 1> nothing{};
        all += result("execve", ::execve("/bin/true", nothing.data(), nothing.data()));
        all += result("read", ::open(file.c_str(), O_RDONLY));
        return all + "told: " + denied;
    });
#ifdef __NR_unlink
    const std::string by_name = "unlink chmod ";
#else
    const std::string by_name = "unlinkat fchmodat ";
#endif
    CHECK(said ==
          "socket=EPERM make=EPERM write=EPERM unlink=EPERM chmod=EPERM execve=EPERM "
          "read=done told: socket openat " +
              by_name + "execve ");
    CHECK(system_files().read(file, 64));
}

TEST_CASE("call filter: who only reads changes nothing through what is open to be read") {
    constexpr unsigned long set_attributes = _IOW('f', 2, long);  // FS_IOC_SETFLAGS
    constexpr unsigned long freeze = _IOWR('X', 119, int);        // FIFREEZE
    const test::Scratch scratch;
    const auto file = scratch.file("there", "text").native();
    const auto said = behind(Calls::reading, [&] {
        const int open = ::open(file.c_str(), O_RDONLY);
        int bytes = 0;
        std::string all = result("attributes", ::ioctl(open, set_attributes, nullptr));
        all += result("freeze", ::ioctl(open, freeze, nullptr));
        all += result("typed", ::ioctl(open, TIOCSTI, ""));
        all += result("left", ::ioctl(open, FIONREAD, &bytes));
        all += std::to_string(bytes);
        all += ::isatty(open) == 0 && errno == ENOTTY ? " no terminal " : " not asked ";
        return all + "told: " + denied;
    });
    CHECK(said == "attributes=EPERM freeze=EPERM typed=EPERM left=done 4 no terminal told: ioctl ");
}

TEST_CASE("call filter: who only reads sets limits and priorities of itself, not by a number") {
    const auto said = behind(Calls::reading, [] {
        std::array<unsigned long, 64> processors{};
        const auto size = ::syscall(SYS_sched_getaffinity, 0, sizeof processors, processors.data());
        std::string all;
        const auto all_of = [&](pid_t whose) {
            all += result("limit", ::syscall(SYS_prlimit64, whose, RLIMIT_CORE, nullptr, nullptr));
            all += result("bind", ::syscall(SYS_sched_setaffinity, whose, size, processors.data()));
            all += result("nice", ::setpriority(PRIO_PROCESS, static_cast<id_t>(whose), 19));
            all += result("idle", ::syscall(SYS_ioprio_set, 1, whose, 3 << 13));
        };
        all_of(0);
        all += "told: " + denied;
        all_of(::getpid());  // the kernel would not mind
        all += result("group", ::setpriority(PRIO_PGRP, 0, 19));
        all += result("group", ::syscall(SYS_ioprio_set, 2, 0, 3 << 13));
        return all + "told: " + denied;
    });
    CHECK(said ==
          "limit=done bind=done nice=done idle=done told: "
          "limit=EPERM bind=EPERM nice=EPERM idle=EPERM group=EPERM group=EPERM "
          "told: prlimit64 sched_setaffinity setpriority ioprio_set ");
}

TEST_CASE("call filter: copies of a process come in no namespace of their own, also by clone3") {
    for (const auto calls : {Calls::reading, Calls::asking}) {
        const auto said = behind(calls, [] {
            // A thread must share signal handlers: where a filter lets it through, the kernel says
            // EINVAL to all users, and makes nothing.
            const auto copy = [](unsigned long flags) {
                return ::syscall(SYS_clone, flags | CLONE_THREAD, 0, 0, 0, 0);
            };
            std::string all = result("none", copy(0));
            for (const unsigned long flag :
                 {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER,
                  CLONE_NEWPID, CLONE_NEWNET})
                all += result("new", copy(flag));
            return all + result("clone3", ::syscall(SYS_clone3, nullptr, 0)) + "told: " + denied;
        });
        CHECK(said == "none=" + std::to_string(EINVAL) +
                          " new=EPERM new=EPERM new=EPERM new=EPERM new=EPERM new=EPERM new=EPERM "
                          "clone3=ENOSYS told: " +
                          (calls == Calls::reading ? "clone " : ""));
    }
}

TEST_CASE("call filter: a SIGSYS that somebody sends changes the result of no call") {
    const auto said = behind(Calls::reading, [] {
        return result("send", ::syscall(SYS_tgkill, ::getpid(), ::gettid(), SIGSYS)) +
               "told: " + denied;
    });
    CHECK(said == "send=done told: ");
}

#ifdef __x86_64__
TEST_CASE("call filter: the calls of 32-bit programs are denied") {
    const auto getpid_of_i386 = [] {
        ::signal(SIGSEGV, SIG_DFL);  // how a kernel without them answers
        long answer = 20;            // __NR_getpid of asm/unistd_32.h
        asm volatile("int $0x80" : "+a"(answer) : : "r8", "r9", "r10", "r11", "cc", "memory");
        return std::to_string(static_cast<int>(answer));
    };
    const auto free = in_disposable_child([&]() -> Result<std::string> { return getpid_of_i386(); },
                                          64, patience);
    if (!free || free->starts_with('-')) {
        MESSAGE("this kernel knows no 32-bit programs");
        return;
    }

    CHECK(behind(Calls::asking, getpid_of_i386) == std::to_string(-EPERM));
    CHECK(behind(Calls::reading, getpid_of_i386) == std::to_string(-EPERM));
}
#endif

TEST_CASE("call filter: files, threads, copies and clocks work on, whoever may not do more") {
    const auto said = behind(Calls::reading, [] {
        std::string all;
        std::thread([&] { all += "thread "; }).join();
        const auto copy =
            in_disposable_child([] { return Result<std::string>{"copy "}; }, 64, patience);
        all += copy ? *copy : copy.error().what;
        all += system_files().read("/proc/self/status", 65'536) ? "file " : "none ";
        system_clock().sleep(milliseconds{1});
        return all + "told: " + denied;
    });
    CHECK(said == "thread copy file told: ");
}

TEST_CASE("call filter: what speaks with the network stays in its group and signals itself alone") {
    const auto said = behind(Calls::talking, [] {
        std::string all = result("setsid", ::setsid());
        all += result("setpgid", ::setpgid(0, 0));
        all += result("parent", ::kill(::getppid(), 0));
        all += result("all", ::kill(-1, 0));
        all += result("itself", ::kill(::getpid(), 0));
        all += result("group", ::kill(0, 0));
        const auto copy =
            in_disposable_child([] { return Result<std::string>{"copy "}; }, 64, patience);
        all += copy ? *copy : copy.error().what;
        return all + "told: " + denied;
    });
    CHECK(said ==
          "setsid=EPERM setpgid=EPERM parent=EPERM all=EPERM itself=done group=done copy "
          "told: setsid ");
}

TEST_CASE("call filter: programs work behind it, and end by what is never honest in them") {
    const auto said = behind(Calls::asking, [] {
        const auto well = system_programs().run({"stat", "-c", "%F", "/"}, 4096, patience);
        const auto mounts =
            system_programs().run({"mount", "-t", "tmpfs", "none", "/nowhere"}, 4096, patience);
        return (well ? well->output : well.error().what) +
               (mounts ? "mounted" : mounts.error().what);
    });
    CHECK(said ==
          "directory\nmount: ended by a system call that is denied to what the agent starts");
}

TEST_CASE("call filter: a call newer than this program is one that the kernel does not know") {
    const auto said = behind(Calls::asking, [] {
        return result("newer", ::syscall(newest_known_call() + 1)) +
               result("foreign", ::syscall(0x40000000 + SYS_getpid));
    });
    CHECK(said == "newer=ENOSYS foreign=ENOSYS ");
}

TEST_CASE("call filter: the clock can be asked and not set") {
    const bool may_bound = has_power("CapEff", CAP_SETPCAP);
    const auto said = behind(Calls::asking, [&] {
        timex asked{};
        timex set{};
        set.modes = ADJ_TICK;
        auto all = result("ask", ::adjtimex(&asked)) + result("set", ::adjtimex(&set));
        for (const char* powers : {"CapEff", "CapPrm", "CapInh", "CapBnd"})
            if (powers != std::string_view("CapBnd") || may_bound)
                all += has_power(powers, CAP_SYS_TIME) ? "may " : "no ";
        return all;
    });
    CHECK(said == (may_bound ? "ask=done set=EPERM no no no no " : "ask=done set=EPERM no no no "));
}
