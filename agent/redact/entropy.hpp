// SPDX-License-Identifier: Apache-2.0
// The last resort: what nothing names a secret, and no word, name or number could be.
#pragma once

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// Takes runs of 32 to 128 letters, digits and "+/_-" that stand where a value stands and are as
/// mixed as chance alone makes them. Comes last: the spans are in order and apart, and stay so;
/// what lies in one of them, even in part, is left to it.
void find_random_values(Reading& reading);

}  // namespace diag::redact
