// SPDX-License-Identifier: Apache-2.0
// Somebody wants this run to stop: Ctrl-C, or SIGTERM from the service manager.
#pragma once

namespace diag {

/// From now on SIGINT, SIGTERM and SIGHUP are remembered instead of ending the program, and SIGPIPE
/// is ignored. A second SIGINT ends it at once.
void watch_for_interrupts();

/// Whether one came.
bool interrupted();

}  // namespace diag
