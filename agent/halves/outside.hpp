// SPDX-License-Identifier: Apache-2.0
// The line half at work: speaks with the network, reads nothing, and holds no key but the line's.
#pragma once

#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::halves {

/// Serves the reading half at the other end of `socket` until it goes or something is wrong with
/// it: why. Confines this process for good, so it is to be the last thing that a program does, and
/// begun while there is one thread.
Error serve_line(Descriptor socket);

}  // namespace diag::halves
