// SPDX-License-Identifier: Apache-2.0
// Running a program of the system: an argument vector (never a shell), a deadline, a cap on output.
#pragma once

#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag {

struct ProgramOutput {
    int exit_code = 0;   ///< 128 + n when ended by signal n
    std::string output;  ///< standard output
    std::string errors;  ///< the first 4 KiB of standard error
};

class Programs {
public:
    virtual ~Programs() = default;

    /// Runs `argv` with an empty standard input, LC_ALL=C and a fixed PATH (/usr/sbin:/usr/bin:
    /// /sbin:/bin), found there when argv[0] holds no slash. The whole process group is killed
    /// when `patience` ends.
    ///
    /// Fails with absent (no such program), denied, timed_out, or full past `limit` bytes of
    /// output. An exit code other than 0 is not a failure: it is the answer.
    virtual Result<ProgramOutput> run(const std::vector<std::string>& argv, std::size_t limit,
                                      milliseconds patience) = 0;

    /// Where a program that is not the system's own lies once every link is followed, if it may be
    /// run with our rights: it and every directory above it belong to root or to us, and nobody
    /// else may write there. Run what this returns, as a link may be turned meanwhile. Fails with
    /// refused naming what others may change, absent, or timed_out.
    virtual Result<std::string> trusted(const std::string& path) = 0;
};

Programs& system_programs();

}  // namespace diag
