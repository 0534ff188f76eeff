// SPDX-License-Identifier: Apache-2.0
// What SAFR wrote down of its syncs: cv-event/logs/sync.log (safr-facts 8).
//
// How its lines look is not published. Read are the words that whatever writes them must use: a
// level, Java's and SQL Server's own names of what went wrong, and those of success. Its lines
// name people, so nothing of a line is kept but what it means, when it was written, and which known
// host of an outside system it names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/integrations/syncs.hpp"
#include "collectors/integrations/systems.hpp"
#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/timestamp.hpp"

namespace diag::integrations {

struct SyncLog {
    std::vector<Syncs> syncs;         ///< those that anything was said of, one a product and host
    std::optional<Time> from, until;  ///< of the lines that tell their time
    std::uint64_t lines = 0;
    std::vector<System> named;  ///< outside systems by the addresses in the newest day; at most 8
};

/// Reads the lines of a log, the oldest first. A stack trace belongs to the line above it. A line
/// is of a host where it names one, and only one, of those of `configured` or of an earlier
/// address.
SyncLog sync_log_in(std::string_view text, const TimestampReader& times,
                    const std::vector<System>& configured = {});

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

/// The product that a line means, or nullptr. SQL Server is meant where nothing tells of which
/// product it is the database.
const Product* product_in(std::string_view lowered_line);

/// Systems whose address stands in the line: "jdbc:sqlserver://sql01:1433;...",
/// "ldap://dc1:389", and "https://onguard:8080/..." where the line names its product too.
std::vector<System> systems_in(std::string_view line);

/// Whether the line names the host, by the whole of its name or address. One of fewer than four
/// letters, or that is called as the product is, cannot be told from a word.
bool names_host(std::string_view lowered_line, std::string_view host);

}  // namespace diag::integrations
