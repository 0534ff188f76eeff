// SPDX-License-Identifier: Apache-2.0
// What a rehearsal saw, on its way from the process that restores, and what that proves. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/backup/ladder.hpp"
#include "platform/json.hpp"

namespace diag::rehearsal {

struct Report {
    std::string version;    ///< of the mongod
    bool stand_in = false;  ///< it says of itself that it only plays one
    std::string sha256;     ///< of what was read this time
    std::uint64_t collections = 0;
    std::uint64_t documents = 0;  ///< that the server took
    std::uint64_t bytes = 0;
    std::uint64_t indexes = 0;   ///< that were built, without those of _id
    std::uint64_t optioned = 0;  ///< collections whose options were not applied
    std::uint64_t validated = 0;
    std::uint64_t sampled = 0;          ///< documents that came back as they were
    milliseconds took{};                ///< restoring, indexes included
    std::vector<std::string> left_out;  ///< collections that are a server's own; the first
    std::uint64_t left_out_count = 0;
    std::vector<std::string> series;  ///< collections for measurements; the first of them
    std::uint64_t series_count = 0;
    std::vector<std::string> differences;  ///< sentences; the first of them
    std::uint64_t difference_count = 0;

    void differs(std::string what);
};

inline constexpr std::size_t most_named = 10;

/// Keeps the first of them and counts all.
void name_one(std::vector<std::string>& names, std::uint64_t& count, std::string name);

json::value to_json(const Report& report);
Report report_from(const json::value& document);

/// The rung. `known` is what the examination before it saw.
backup::Rung judged(const Report& report, const backup::Contents& known);

/// The rung where nothing could be rehearsed: not told, and why.
backup::Rung not_rehearsed(std::string why);

/// Of a log of mongod: the last line that tells a failure (lines are JSON from 4.4 on), else the
/// last of all, cut to a sentence's length. Empty: nothing was logged.
std::string last_words(std::string_view log);

}  // namespace diag::rehearsal
