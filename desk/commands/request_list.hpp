// SPDX-License-Identifier: Apache-2.0
// The requests at the desk's server, as it lists them.
#pragma once

#include <string>
#include <vector>

#include "desk/commands/desk_server.hpp"
#include "desk/commands/watching.hpp"

namespace diag::desk {

/// Texts are printable and of one line.
struct AskedBefore {
    Standing standing;
    std::string engineer, case_number;
    Time made{}, not_after{};
    json::value as_told;
};

/// Newest first. Fails as DeskServer::get() does, with malformed where an entry is not whole.
Result<std::vector<AskedBefore>> listed_requests(DeskServer& server);

/// The one of that id, or the unique beginning of one from 6 characters on. Fails with absent, or
/// refused where several could be meant: it names them.
Result<AskedBefore> meant_among(const std::vector<AskedBefore>& all, const std::string& id);

}  // namespace diag::desk
