// SPDX-License-Identifier: Apache-2.0
// The bundles at the desk's server, as it lists them.
#pragma once

#include <string>
#include <vector>

#include "desk/commands/desk_server.hpp"

namespace diag::desk {

/// Ids and digests are what they should be; the other texts are the server's and may hold anything.
struct Listed {
    std::string bundle;  ///< a UUID
    std::string agent, site, case_number;
    std::string request;  ///< that it answers; empty: none known
    std::string sha256;   ///< of the file, lower-case hex
    std::uint64_t bytes = 0;
    Time arrived{};
    json::value as_told;
};

/// Newest first. Fails as DeskServer::get() does, with malformed where an entry is not whole.
Result<std::vector<Listed>> listed_bundles(DeskServer& server);

/// The one of that id, or that answers the request of that id, or of the unique beginning of either
/// from 6 characters on; `agent`, as people call it, where two sent one of it; empty: anybody's.
/// Fails with absent, or refused where several could be meant: it names them.
Result<Listed> meant_among(const std::vector<Listed>& all, const std::string& id,
                           const std::string& agent);

/// Where the server has its file.
std::string target_of(const Listed& bundle);

}  // namespace diag::desk
