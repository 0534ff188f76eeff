// SPDX-License-Identifier: Apache-2.0
// How much each database holds, and what has been running in them for long. Of the server's answers
// only names, counts and sizes are kept: commands hold what people searched for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/json.hpp"

namespace diag::mongo {

/// Operations on one namespace ("safr.events") that have run for a minute or more.
struct Running {
    std::string where;
    std::int64_t count = 0;
    std::int64_t longest = 0;  ///< seconds
};

/// No number of these is negative or beyond what fits into a whole number.
struct Database {
    std::string name;
    std::optional<double> bytes;  ///< of data and indexes on disk
    std::optional<double> collections, objects;
};

/// As many as were asked, out of how many.
struct Databases {
    std::vector<Database> known;
    std::optional<std::int64_t> all;  ///< only where number or time cut them
};

/// Of as many namespaces as are kept, and how many operations there were elsewhere.
struct Operations {
    std::vector<Running> known;
    std::int64_t elsewhere = 0;
};

/// What is kept of an answer to currentOp, as JSON text.
std::string operations_kept(const json::value& answer);
/// ... and of one to dbStats.
json::object database_kept(std::string_view name, const json::value& answer);

/// Read back; empty where the text is no JSON or is a server's error.
Operations running_from(std::string_view text);
Databases databases_from(std::string_view text);

}  // namespace diag::mongo
