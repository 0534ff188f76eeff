// SPDX-License-Identifier: Apache-2.0
// What the logs collector concludes. Pure: each part reads evidence and adds to a judgement.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"
#include "platform/json.hpp"

namespace diag::logs {

inline constexpr std::array<Threshold, 7> thresholds{{
    {"logs.silent_hours", 24, "h",
     "A service whose newest log is this much older than the newest of all is reported.",
     "a default: access and metrics logs are written all day"},
    {"logs.future_minutes", 10, "min", "A log line this far ahead of the clock is reported.",
     "a default: well above the drift that a synchronised clock may have"},
    {"logs.burst_errors", 100, "lines/min", "Fewer errors in a minute are never called a burst.",
     "a default"},
    {"logs.burst_factor", 10, "x", "A burst is this many times the median minute.", "a default"},
    {"logs.usage_large", 20, "GiB", "More than this in SAFR's log directories is reported.",
     "a default: 14 days of the documented 100 and 512 MB logs stay below it (safr-facts 2.4)"},
    {"logs.file_large", 2, "GiB", "A single log larger than this does not rotate.",
     "a default: four times the largest documented rotation size (safr-facts 2.4)"},
    {"logs.retention_days", 7, "days", "Logs kept for a shorter time are reported.",
     "a default: half of SAFR's own 14 days (safr-facts 2.4)"},
}};

/// What judging rests on, parsed once.
struct Case {
    const Evidence& evidence;
    const Thresholds& in_force;
    json::value tree;
    json::value passed;  ///< array of what became of the attachments; null when there is none
    std::optional<Time> now;

    double bound(std::string_view key) const { return threshold(in_force, thresholds, key); }
    const json::array& files() const { return json::list_at(tree, "files"); }
};

/// Milliseconds since 1970 as the pass writes them, or RFC 3339 as gather does.
std::optional<Time> time_at(const json::value& root, std::string_view path);
std::uint64_t natural_at(const json::value& root, std::string_view path);
std::string text_or(const json::value& root, std::string_view path, std::string_view fallback = "");
/// "a, b, c and 4 more" without words: "a, b, c (+4)".
std::string listed(const std::vector<std::string>& names, std::size_t most = 3);

void judge_tree(const Case& of, Judgement& judgement);  ///< what was found and what not
void judge_links(const Case& of, Judgement& judgement);
void judge_sizes(const Case& of, Judgement& judgement);          ///< usage, silence, facts
void judge_configuration(const Case& of, Judgement& judgement);  ///< logback: levels, retention
void judge_matches(const Case& of, Judgement& judgement);        ///< known signatures
void judge_reading(const Case& of, Judgement& judgement);        ///< unreadable, cut, future
void judge_timeline(const Case& of, Judgement& judgement);       ///< chart, bursts

}  // namespace diag::logs
