// SPDX-License-Identifier: Apache-2.0
// How much each database holds, and what has been running in them for long. Of the server's answers
// only names, counts and sizes are kept: commands hold what people searched for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/json.hpp"

namespace diag::mongo {

/// Operations on one namespace ("safr.events") that have run for a minute or more.
struct Running {
    std::string where;
    double count = 0;
    double longest = 0;  ///< seconds
};

struct Database {
    std::string name;
    std::optional<double> bytes;  ///< of data and indexes on disk
    std::optional<double> collections, objects;
};

/// What is kept of an answer to currentOp, as JSON text.
std::string operations_kept(const json::value& answer);
/// ... and of one to dbStats.
json::object database_kept(std::string_view name, const json::value& answer);

/// Read back; empty where the text is no JSON or is a server's error.
std::vector<Running> running_from(std::string_view text);
std::vector<Database> databases_from(std::string_view text);

}  // namespace diag::mongo
