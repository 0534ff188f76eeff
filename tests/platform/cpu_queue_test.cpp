// SPDX-License-Identifier: Apache-2.0
#include "platform/cpu_queue.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>

#include "platform/disposable.hpp"

using namespace diag;

namespace {

/// The first that it may use.
void stay_on_one_processor() {
    cpu_set_t allowed, one;
    CPU_ZERO(&one);
    ::sched_getaffinity(0, sizeof allowed, &allowed);
    for (int each = 0; each < CPU_SETSIZE; ++each)
        if (CPU_ISSET(each, &allowed)) {
            CPU_SET(each, &one);
            break;
        }
    ::sched_setaffinity(0, sizeof one, &one);
}

/// A process of the test's own, on one processor with the others; ended with the test.
class Busy {
public:
    explicit Busy(bool spins) : pid_(::fork()) {
        if (pid_ != 0) return;
        stay_on_one_processor();
        while (true) spins ? ::getppid() : ::pause();
    }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    pid_t pid() const { return pid_; }

private:
    pid_t pid_;
};

bool comes_to(pid_t pid, milliseconds queued) {
    for (int turn = 0; turn < 200; ++turn) {
        if (queued_for_cpu(pid) >= queued) return true;
        ::usleep(50'000);
    }
    return false;
}

}  // namespace

TEST_CASE("cpu queue: a process that waits behind another for a processor is known to") {
    const Busy one(true), other(true);
    CHECK(comes_to(one.pid(), milliseconds{100}));
}

TEST_CASE("cpu queue: one that sleeps waits for none, and one that is gone neither") {
    const Busy sleeper(false);
    ::usleep(300'000);
    const auto before = queued_for_cpu(sleeper.pid());
    ::usleep(500'000);
    CHECK(queued_for_cpu(sleeper.pid()) == before);
    CHECK(queued_for_cpu(0x7fffffff) == milliseconds{0});
}

TEST_CASE("cpu queue: what is waited for does not count, but for a quarter of the time") {
    CHECK(counted(milliseconds{1000}, milliseconds{0}) == milliseconds{1000});
    CHECK(counted(milliseconds{1000}, milliseconds{600}) == milliseconds{400});
    CHECK(counted(milliseconds{1000}, milliseconds{990}) == milliseconds{250});
    CHECK(counted(milliseconds{1000}, milliseconds{-5}) == milliseconds{1000});
}

TEST_CASE("cpu queue: a question that waits behind others for a processor is not taken for hung") {
    const Busy one(true), other(true), third(true);
    const auto answer = in_disposable_child(
        [] {
            stay_on_one_processor();
            // So much work that with a third of a processor or less it outlasts its patience.
            while (std::clock() < CLOCKS_PER_SEC / 2) ::getppid();
            return Result<std::string>("done");
        },
        64, milliseconds{900});
    REQUIRE(answer);
    CHECK(*answer == "done");
}

TEST_CASE("cpu queue: a question that hangs ends with its patience on a busy machine too") {
    const Busy one(true), other(true);
    const auto begun = system_clock().uptime();
    const auto answer = in_disposable_child(
        [] {
            ::pause();
            return Result<std::string>("never");
        },
        64, milliseconds{500});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().fault == Fault::timed_out);
    CHECK(system_clock().uptime() - begun < milliseconds{4000});
}
