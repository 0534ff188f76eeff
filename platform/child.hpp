// SPDX-License-Identifier: Apache-2.0
// Starting a process and never being held up by it.
//
// Only file that knows fork(2). Ends are found by end of file on a pipe and waitpid(WNOHANG), not
// by pidfds, which kernels before 5.3 lack.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/accounts.hpp"
#include "platform/clock.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag {

/// How a process ended and what it used, its own waited-for children included (wait4(2)).
struct Ended {
    int exit_code = 0;  ///< when signal is 0
    int signal = 0;
    double cpu_seconds = 0;
};

/// Both ends of a pipe, closed on exec.
struct Pipe {
    Descriptor reading;
    Descriptor writing;
    static Result<Pipe> open();
};

class Child {
public:
    struct Plan {
        std::string program;  ///< a path; not searched for
        std::vector<std::string> argv;
        std::vector<std::string> environment;  ///< "NAME=value"; nothing else is passed on
        /// {ours, theirs}: which of our descriptors it sees, and as which number. All others are
        /// closed; 0, 1 and 2 are /dev/null unless named.
        std::vector<std::pair<int, int>> descriptors;
        std::uint64_t data_limit = 0;     ///< RLIMIT_DATA in bytes; 0: none
        std::uint64_t process_limit = 0;  ///< RLIMIT_NPROC: of all of its user's; 0: none
        /// Nice 19, idle I/O class, and a session of its own that gives way too (background.hpp).
        bool background = false;
        /// Kept to one of the processors that we may use (sched_setaffinity(2)).
        bool one_processor = false;
        /// Whose rights it has, without supplementary groups and without a way to others; only root
        /// can give them. Nobody: ours.
        std::optional<SystemUser> user = {};
    };

    /// Starts it as leader of a process group of its own, and of a session where in background. It
    /// dies when we do (PR_SET_PDEATHSIG). Fails with absent or denied when the program cannot be
    /// run.
    static Result<Child> start(const Plan& plan);

    /// A copy of this process that calls `body` with every descriptor but `keep` closed, and then
    /// ends; after `longest` by SIGALRM, for who may not kill it. In a process with several threads
    /// `body` may take no lock but those of the C library.
    static Result<Child> fork(int keep, const std::function<void()>& body,
                              std::optional<milliseconds> longest = {});

    Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
    Child& operator=(Child&& other) noexcept;

    /// Kills the group if it still runs, and leaves behind what will not die.
    ~Child();

    pid_t pid() const { return pid_; }

    /// How it ended, once; nothing while it runs.
    std::optional<Ended> reap();

    /// SIGKILL to the whole group. A request: a process in an uninterruptible wait stays.
    void kill();

    /// Waits at most `patience`; nothing when it still runs then, or was reaped before.
    std::optional<Ended> wait(milliseconds patience);

private:
    explicit Child(pid_t pid) : pid_(pid) {}
    pid_t pid_ = -1;
};

/// Processes that were killed and did not die, still held by the kernel.
std::size_t abandoned_children();

/// Somewhere a pipe's bytes go, and how many are wanted.
struct Draining {
    int source = -1;
    std::string* text = nullptr;
    std::size_t limit = 0;
    bool strict = true;  ///< more than `limit` is a fault; else the rest is read and thrown away
};

/// Reads all of them at once until the first one's end of file, so that no full pipe holds up the
/// other. Fails with timed_out, or full past a strict limit; what came until then is appended.
Result<> drain(std::vector<Draining> all, milliseconds patience);

/// The same for one strict source.
Result<> drain(int source, std::string& text, std::size_t limit, milliseconds patience);

}  // namespace diag
