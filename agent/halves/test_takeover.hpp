// SPDX-License-Identifier: Apache-2.0
// A line half that somebody took over, so that tests can see what it gets.
//
// Only in builds with tests, and only where `serve` started it: SAFR_DIAG_TEST_LINE=<everything|
// forge|lie|flood|huge|garbage|unasked|dribble|stall|close>; "everything" goes on as an honest one.
// SAFR_DIAG_TEST_PATHS are files to read, SAFR_DIAG_TEST_MARKS words that it must never see, both
// parted by colons. What it gets it writes to standard error.
#pragma once

#include "agent/halves/frame.hpp"
#include "agent/halves/words.hpp"

namespace diag::halves::test {

/// It was confined, and its first certificate is in use. Returns where nothing is asked, or where
/// it is to go on.
void act_out_takeover();

/// The desk's answer to a line identity, as it would rather have it.
Certified altered(Certified answer);

/// Looks for marks in what it was given.
void look_for_marks(const Frame& frame);

}  // namespace diag::halves::test
