// SPDX-License-Identifier: Apache-2.0
// An agent, as people call it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "desk/commands/desk_server.hpp"

namespace diag::desk {

/// The site of each agent, by its id.
using Sites = std::map<std::string, std::string, std::less<>>;
/// Fails as DeskServer::get() does.
Result<Sites> sites_of_agents(DeskServer& server);

/// The id of the one that the word means: its id, the unique beginning of it (with or without
/// "agent-"), or the name of a site that has one agent. One that was taken back is meant by its
/// whole id alone.
/// Fails as DeskServer::get() does; with absent, or refused where several could be meant: both name
/// candidates.
Result<std::string> agent_meant(DeskServer& server, const std::string& word);

/// Every agent enrolled for the site of exactly that name, by id, but those taken back. Fails as
/// DeskServer::get() does; with absent where there is none: it names candidates.
Result<std::vector<std::string>> agents_of_site(DeskServer& server, const std::string& site);

}  // namespace diag::desk
