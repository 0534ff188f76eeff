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

/// Runs `work` in a forked child and returns what it returned, or timed_out. At most `limit` bytes.
/// Only for single-threaded processes, as fork(2) copies one thread.
Result<std::string> in_disposable_child(const Question& work, std::size_t limit,
                                        milliseconds patience);

/// The same for many questions, each in a child of its own with its own patience, at most `at_once`
/// children at a time. Answer i belongs to question i.
std::vector<Result<std::string>> in_disposable_children(const std::vector<Question>& work,
                                                        std::size_t limit, milliseconds patience,
                                                        std::size_t at_once = 16);

}  // namespace diag
