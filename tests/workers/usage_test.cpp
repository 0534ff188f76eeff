// SPDX-License-Identifier: Apache-2.0
#include "agent/run/usage.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace diag;

namespace {

/// A process of the test's own, on the first processor it may use; ended with the test.
class Busy {
public:
    explicit Busy(bool spins) : pid_(::fork()) {
        if (pid_ != 0) return;
        cpu_set_t allowed, one;
        CPU_ZERO(&one);
        ::sched_getaffinity(0, sizeof allowed, &allowed);
        for (int each = 0; each < CPU_SETSIZE; ++each)
            if (CPU_ISSET(each, &allowed)) {
                CPU_SET(each, &one);
                break;
            }
        ::sched_setaffinity(0, sizeof one, &one);
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
        if (run::queued_for_cpu(pid) >= queued) return true;
        ::usleep(50'000);
    }
    return false;
}

}  // namespace

TEST_CASE("usage: a process that waits behind another for a processor is known to") {
    const Busy one(true), other(true);
    CHECK(comes_to(one.pid(), milliseconds{100}));
}

TEST_CASE("usage: one that sleeps waits for none, and one that is gone neither") {
    const Busy sleeper(false);
    ::usleep(300'000);
    const auto before = run::queued_for_cpu(sleeper.pid());
    ::usleep(500'000);
    CHECK(run::queued_for_cpu(sleeper.pid()) == before);
    CHECK(run::queued_for_cpu(0x7fffffff) == milliseconds{0});
}

TEST_CASE("usage: what a process has open is counted") {
    const auto before = run::use_of(::getpid()).open_files;
    const int more = ::dup(0);
    CHECK(run::use_of(::getpid()).open_files == before + 1);
    ::close(more);
    CHECK(run::use_of(0x7fffffff).open_files == 0);
}
