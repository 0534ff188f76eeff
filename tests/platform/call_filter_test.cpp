// SPDX-License-Identifier: Apache-2.0
#include "platform/call_filter.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

#include <array>
#include <cerrno>
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
    CHECK(said ==
          "socket=EPERM make=EPERM write=EPERM unlink=EPERM chmod=EPERM execve=EPERM "
          "read=done told: socket openat unlink chmod execve ");
    CHECK(system_files().read(file, 64));
}

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
    const auto said = behind(Calls::asking, [] {
        timex asked{};
        timex set{};
        set.modes = ADJ_TICK;
        return result("ask", ::adjtimex(&asked)) + result("set", ::adjtimex(&set));
    });
    CHECK(said == "ask=done set=EPERM ");
}
