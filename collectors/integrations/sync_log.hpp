// SPDX-License-Identifier: Apache-2.0
// What SAFR wrote down of its syncs: cv-event/logs/sync.log (safr-facts 8).
//
// How its lines look is not published. Read are the words that whatever writes them must use: a
// level, Java's and SQL Server's own names of what went wrong, and those of success. Its lines
// name people, so nothing of a line is kept but what it means and when it was written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/integrations/systems.hpp"
#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/timestamp.hpp"

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

/// What the log tells of one product, or of none that it names.
struct Syncs {
    std::string product;                   ///< Product::id; empty: lines that name none
    std::optional<Time> success, failure;  ///< the last ones
    std::optional<Time> failing_since;     ///< the first failure after the last success
    std::uint64_t successes = 0, failures = 0;
    std::uint64_t failures_since = 0;  ///< after the last success
    Trouble trouble =
        Trouble::other;           ///< of the last failure that says what went wrong, since then
    bool counts = false;          ///< successes tell how many records they brought
    std::optional<Time> brought;  ///< the last success that brought one
};

struct SyncLog {
    std::vector<Syncs> syncs;         ///< those that anything was said of
    std::optional<Time> from, until;  ///< of the lines that tell their time
    std::uint64_t lines = 0;
    std::vector<System> named;  ///< outside systems by the addresses in the newest day; at most 8
};

/// Reads the lines of a log, the oldest first. A stack trace belongs to the line above it.
SyncLog sync_log_in(std::string_view text, const TimestampReader& times);

json::value to_json(const SyncLog& log);
SyncLog sync_log_from(const json::value& document);

/// What one line says. Lines of a stack trace say only what went wrong.
struct LineSense {
    enum class What : std::uint8_t { nothing, success, failure };
    What what = What::nothing;
    Trouble trouble = Trouble::other;
    std::optional<std::uint64_t> records;  ///< how many a success brought, where it tells
};
LineSense sense_of(std::string_view line);

/// The product that a line means, or nullptr.
const Product* product_in(std::string_view lowered_line);

/// Systems whose address stands in the line: "jdbc:sqlserver://sql01:1433;...",
/// "ldap://dc1:389", and "https://onguard:8080/..." where the line names its product too.
std::vector<System> systems_in(std::string_view line);

}  // namespace diag::integrations
