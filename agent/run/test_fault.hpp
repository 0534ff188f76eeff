// SPDX-License-Identifier: Apache-2.0
// Faults on purpose, so that tests can see a worker spin, hang, eat memory, die or flood for real.
//
// Only in builds with tests: SAFR_DIAG_TEST_FAULT=<collector>:<spin|hang|eat|die|flood|throw|
// forbidden>.
#pragma once

#include <string_view>

#include "agent/stream/stream.hpp"
#include "collectors/collector.hpp"

namespace diag::run {

/// The variable's name; empty in builds without tests.
std::string_view test_fault_variable();

/// Does what the variable asks of this collector; returns at once when it asks nothing.
void act_out_test_fault(std::string_view collector, Sink& sink);

/// "<collector>:forbidden" and "pass:forbidden": makes system calls that a worker of that kind may
/// not make, and throws where one is not denied. "pass" stands for a worker that only reads.
void act_out_denied(std::string_view who);

/// "pass:leak_canary" and "pass:leak_file": puts a text into the pack as redaction that failed
/// would have left it, and makes `passed` tell of that.
void act_out_leak(const Attachment& attachment, int pack, stream::Passed& passed);

}  // namespace diag::run
