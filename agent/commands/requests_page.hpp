// SPDX-License-Identifier: Apache-2.0
// Requests as a page in a browser on this machine, for people who do not type.
#pragma once

#include "agent/commands/asking.hpp"

namespace diag::commands {

/// Prints the one-time link and serves the page behind it on loopback, until everything shown is
/// answered, --for is over or somebody stops it. Shows the request that is named, else all that
/// wait. Returns an exit code: done when none of them waits any longer, refused otherwise.
int serve_requests_page(const Invocation& invocation, const Reception& reception);

}  // namespace diag::commands
