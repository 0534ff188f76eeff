// SPDX-License-Identifier: Apache-2.0
// A request, from what was typed.
#pragma once

#include "agent/exchange/request.hpp"
#include "platform/command_line.hpp"
#include "platform/result.hpp"

namespace diag::desk {

/// All of a request but who asks, its number and who may read what comes of it. Every value is held
/// against the catalogue and the bounds of the format. Fails with refused or malformed, naming the
/// option. Where several agents are asked it is for the last one; for none where a site is.
Result<exchange::Request> asked_for(const Invocation& invocation, Time now);

}  // namespace diag::desk
