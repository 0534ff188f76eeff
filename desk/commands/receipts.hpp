// SPDX-License-Identifier: Apache-2.0
// What the desk's server knows of bundles by its own clock: when each was asked for, when it came,
// and how its agent's clock stood.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/report/joint.hpp"
#include "desk/commands/desk_server.hpp"

namespace diag::desk {

struct DeskWord {
    report::Receipt receipt;
    std::optional<Time> signed_at;            ///< by the site's clock
    std::optional<milliseconds> clock_ahead;  ///< as the agent said when it last came
};

/// One for each bundle's id; empty where the desk does not know it. Fails as DeskServer::get()
/// does.
Result<std::vector<DeskWord>> words_of_desk(DeskServer& server,
                                            const std::vector<std::string>& bundles);

}  // namespace diag::desk
