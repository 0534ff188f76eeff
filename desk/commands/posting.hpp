// SPDX-License-Identifier: Apache-2.0
// A signed request on its way to the desk's server.
#pragma once

#include <string>

#include "desk/commands/desk_server.hpp"

namespace diag::desk {

/// Hands the document over; asked again where an answer was lost, as the same document twice is one
/// request. Fails as DeskServer::ask() does, saying whether the desk may have it nevertheless, and
/// that `watch` would tell.
Result<> posted(DeskServer& server, const std::string& document, const std::string& watch);

}  // namespace diag::desk
