// SPDX-License-Identifier: Apache-2.0
// The numbers the mongo judge compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::mongo {

inline constexpr std::string_view proposal = "our proposal";
inline constexpr std::string_view alert_rules = "awesome-prometheus-alerts, MongoDB exporter";
inline constexpr std::string_view advisors = "Percona PMM advisors";
inline constexpr std::string_view manual = "MongoDB manual";

inline constexpr std::array thresholds{
    Threshold{"mongo.slow", 1000, "ms", "An answer to hello that takes longer is slow", proposal},
    Threshold{"mongo.lag_warning", 10, "s", "A member this far behind the primary, twice",
              "awesome-prometheus-alerts and Percona PMM"},
    Threshold{"mongo.lag_critical", 60, "s", "A member this far behind the primary, twice",
              proposal},
    Threshold{"mongo.lag_share", 10, "%", "... or behind by this share of the oplog window",
              proposal},
    Threshold{"mongo.commit_lag_limit", 10, "s",
              "What a majority has is this far behind the primary", proposal},
    Threshold{"mongo.syncing", 10, "min", "A member that copies or recovers longer than this",
              proposal},
    Threshold{"mongo.drift", 30, "s", "Members with different configurations longer than this",
              proposal},
    Threshold{"mongo.window_warning", 24, "h", "A full oplog that reaches back less than this",
              advisors},
    Threshold{"mongo.window_critical", 1, "h", "A full oplog that reaches back less than this",
              "Atlas alert conditions"},
    Threshold{"mongo.rate", 3, "", "Oplog written this many times faster than usual", proposal},
    Threshold{"mongo.elections_warning", 1, "/h", "More elections than this", proposal},
    Threshold{"mongo.elections_critical", 3, "/h", "More elections than this", proposal},
    Threshold{"mongo.ping_warning", 50, "ms", "Round trip between members", proposal},
    Threshold{"mongo.ping_critical", 200, "ms", "Round trip between members", proposal},
    Threshold{"mongo.flow", 1, "%", "Share of the time in which writers are slowed down", proposal},
    Threshold{"mongo.connections_limit", 80, "%", "Share of the connections in use", alert_rules},
    Threshold{"mongo.cursors_limit", 10000, "", "Open cursors", alert_rules},
    Threshold{"mongo.cursors_timed_out_limit", 100, "/min", "Cursors that nobody closed",
              alert_rules},
    Threshold{"mongo.dirty_info", 5, "%", "Cache not yet written to disk", manual},
    Threshold{"mongo.dirty_warning", 15, "%", "Cache not yet written to disk", proposal},
    Threshold{"mongo.dirty_critical", 20, "%",
              "Cache not yet written to disk, at which users' threads begin to write it", manual},
    Threshold{"mongo.cache", 95, "%", "Cache in use; it is meant to stay at 80 %", manual},
    Threshold{"mongo.tickets_limit", 5, "", "Fewer free tickets than this, twice", proposal},
    Threshold{"mongo.checkpoint_limit", 60, "s", "Checkpoints that take longer, twice", proposal},
    Threshold{"mongo.clock_warning", 1, "s", "Difference of clocks", proposal},
    Threshold{"mongo.clock_critical", 5, "s", "Difference of clocks", proposal},
};

}  // namespace diag::mongo
