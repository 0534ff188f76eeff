// SPDX-License-Identifier: Apache-2.0
// What one node is asked of itself and its set, and what is kept of its answers.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::mongo {

struct Question {
    std::string_view name;
    std::string_view database;
    std::string_view text;
    bool always;  ///< also in a brief run
};

/// In their order; the first shows whether more may be asked. Read-only, all of them.
std::span<const Question> questions();

/// Two of them, which are put once more when a while has passed: as "status.2" and "server.2".
inline constexpr std::string_view replica_set_status = R"({"replSetGetStatus": 1})";
inline constexpr std::string_view server_status =
    R"({"serverStatus": 1, "locks": 0, "network": 0, "tcmalloc": 0, "extra_info": 0,
         "opLatencies": 0, "mirroredReads": 0, "transactions": 0, "transportSecurity": 0,
         "logicalSessionRecordCache": 0, "shardingStatistics": 0, "indexStats": 0})";

/// Operations that run for a minute or more.
inline constexpr std::string_view long_operations =
    R"({"currentOp": 1, "active": true, "secs_running": {"$gte": 60}})";

/// Of the answer to the question of that name what is needed and no secret: never the file names of
/// keys, nor passwords. Fails with malformed.
Result<std::string> kept_of(std::string_view name, std::string text);

}  // namespace diag::mongo
