// SPDX-License-Identifier: Apache-2.0
// Where a request stands, as the desk's server tells it, and how that is told to people.
#pragma once

#include <optional>
#include <string>

#include "desk/commands/pace.hpp"
#include "platform/command_line.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::desk {

/// GET /v1/requests/ID of PROTOCOL.md.
struct Standing {
    std::string id, agent;
    std::string stage, why, by, bundle;
    std::string state;  ///< to be given back when asking again
    bool here = false;  ///< the bundle is at the desk
    std::string collector;
    double share = 0;  ///< of the collectors that ended, 0 to 1
    std::uint64_t bytes = 0;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> upload;  ///< bytes, of size
    std::string as_told;                                            ///< JSON, one line
};

/// Fails with malformed. Texts are printable and of one line.
Result<Standing> standing_from(const json::value& document);

/// Nothing more will come of it: it was refused, declined, revoked, has failed or expired.
bool is_over(const Standing& standing);

/// "granted by Ana", "running cameras", "on its way", "here": a line for each that differs.
std::string in_words(const Standing& standing);

/// "granted by Ana" of a request that is carried out or was: between two looks it may have been
/// granted and begun. Empty for others.
std::string grant_words(const Standing& standing);

/// The same with everything that moves: "running cameras, 40 %, 3.2 MiB", and of an upload bytes,
/// share, rate and the time left.
std::string moving_words(const Standing& standing, const Pace& pace);

/// The last words, for whoever waited, and what to type next.
std::string ending_words(const Standing& standing, const Invocation& invocation);

}  // namespace diag::desk
