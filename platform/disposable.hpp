// SPDX-License-Identifier: Apache-2.0
// Work in a process we can afford to lose: a question to a dead mount, a library whose connect has
// no deadline, a name server that does not answer.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag {

/// What is asked. Runs in a forked child: it may block, crash or leak, and touches nothing of ours.
using Question = std::function<Result<std::string>()>;

/// Whether nobody waits any more: asked every 100 ms at the latest.
using GivenUp = std::function<bool()>;

/// Runs `work` in a forked child and returns what it returned, or timed_out. At most `limit` bytes.
/// Waits for a processor do not count against its patience (cpu_queue.hpp).
///
/// fork(2) copies one thread. Where the process has others, `work` may take the locks of the C
/// library alone, which glibc makes usable in the child (memory, streams, name look-up); a child
/// that hangs on any other lock is lost with its patience.
Result<std::string> in_disposable_child(const Question& work, std::size_t limit,
                                        milliseconds patience);

/// The same for many questions, each in a child of its own with its own patience, at most `at_once`
/// children at a time. Answer i belongs to question i. Once given up, all that are not answered
/// have timed out.
std::vector<Result<std::string>> in_disposable_children(const std::vector<Question>& work,
                                                        std::size_t limit, milliseconds patience,
                                                        std::size_t at_once = 16,
                                                        const GivenUp& given_up = {});

}  // namespace diag
