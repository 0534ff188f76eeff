// SPDX-License-Identifier: Apache-2.0
// What a run remembers of each set, so that the next can tell a trouble from a moment: one JSON
// line a run.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"

namespace diag::mongo {

struct Remembered {
    std::optional<std::int64_t> state;
    std::optional<std::int64_t> lag;          ///< seconds
    std::optional<double> flow_lagged_us;     ///< counter since its start
    std::optional<double> evicted;            ///< the same
    std::optional<double> cursors_timed_out;  ///< the same
    std::optional<double> uptime;             ///< seconds, to know that counters began anew
    std::optional<double> tickets;
    std::optional<double> checkpoint_ms;
    std::optional<std::int64_t> config_version;  ///< as the witness sees it
};

struct Moment {
    Time time{};
    std::string set;
    std::optional<std::int64_t> term;
    std::optional<double> window;                            ///< seconds, the shortest of the nodes
    std::optional<double> rate;                              ///< bytes of oplog an hour
    std::optional<double> commit_lag;                        ///< seconds
    std::map<std::string, Remembered, std::less<>> members;  ///< by name
};

std::string write_moment(const Moment& moment);

/// In order of time; without those after `now` and what is no moment.
std::vector<Moment> parse_history(std::string_view text, Time now);

/// What the evidence of this run makes worth remembering; nothing where no set answered.
std::optional<std::string> moment_of(const Evidence& evidence);

}  // namespace diag::mongo
