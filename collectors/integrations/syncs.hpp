// SPDX-License-Identifier: Apache-2.0
// What sync.log tells of the syncs with one outside system, also as evidence and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag::integrations {

/// What a failure says went wrong; other: it does not say.
enum class Trouble : std::uint8_t {
    other,
    login,         ///< the outside system refused the login
    rights,        ///< it let us in, and not at what is needed
    licence,       ///< a licence of the outside system is missing
    tls,           ///< a certificate, or TLS at all
    name,          ///< its name was not found
    connection,    ///< refused, reset, no route
    timeout,       ///< it did not answer
    stale_export,  ///< it says that what it gives is old
};

std::string_view name_of(Trouble trouble);

/// Of one host of one product, or of what the lines do not name.
struct Syncs {
    std::string product;                   ///< Product::id; empty: lines that name none
    std::string host;                      ///< empty: lines that name none that is known
    std::optional<Time> success, failure;  ///< the last ones
    std::optional<Time> failing_since;     ///< the first failure after the last success
    std::uint64_t successes = 0, failures = 0;
    std::uint64_t failures_since = 0;  ///< after the last success
    Trouble trouble =
        Trouble::other;           ///< of the last failure that says what went wrong, since then
    bool counts = false;          ///< successes tell how many records they brought
    std::optional<Time> brought;  ///< the last success that brought one
};

std::optional<Time> later(const std::optional<Time>& one, const std::optional<Time>& other);

/// What both tell together, where they are known to be of the same system: the first names it.
Syncs merged(const Syncs& named, const Syncs& nameless);

json::value to_json(const Syncs& syncs);
Syncs syncs_from(const json::value& document);

}  // namespace diag::integrations
