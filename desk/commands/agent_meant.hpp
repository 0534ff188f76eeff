// SPDX-License-Identifier: Apache-2.0
// An agent, as people call it.
#pragma once

#include <string>

#include "desk/commands/desk_server.hpp"

namespace diag::desk {

/// The id of the one that the word means: its id, the unique beginning of it (with or without
/// "agent-"), or the name of a site that has one agent. Those that were taken back are not meant.
/// Fails as DeskServer::get() does; with absent, or refused where several could be meant: both name
/// candidates.
Result<std::string> agent_meant(DeskServer& server, const std::string& word);

}  // namespace diag::desk
