// SPDX-License-Identifier: Apache-2.0
// What a line half gives up before it says a word to anybody.
#pragma once

#include <string>

#include "agent/halves/words.hpp"

namespace diag::halves {

/// Files but those by which names are looked up, TCP but to the desk or its proxy and to name
/// servers, system calls that are not needed, all capabilities. Call it while there is one thread.
/// What this kernel cannot do is told in Ready. Fails where rights cannot be given up at all.
Result<Ready> confine(const Begin& begin);

/// The name of a system call that was denied since this was last asked; empty: none was.
std::string denied_call();

}  // namespace diag::halves
