// SPDX-License-Identifier: Apache-2.0
// Does anything keep this machine's clock right?
#pragma once

#include <optional>

namespace diag {

/// Whether the kernel deems its clock synchronised (STA_UNSYNC of adjtimex(2), which a time daemon
/// clears and the kernel sets again once its error may be more than 16 s). Nothing where the kernel
/// does not tell, as in some containers.
std::optional<bool> clock_is_synchronised();

}  // namespace diag
