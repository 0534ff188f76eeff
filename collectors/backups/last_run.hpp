// SPDX-License-Identifier: Apache-2.0
// What can be known of the last run of what cron runs: nobody keeps its exit code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"

namespace diag::backups {

/// Whether cron reads this file line by line: not the scripts of /etc/cron.daily and its like.
bool is_crontab(std::string_view path);

/// A file that a line sends its output to, "> /var/log/x.log 2>&1"; empty: none, or not told.
std::string output_of(std::string_view line);

/// When a file was last written, asked of its directory; none where that is not told.
std::optional<Time> changed(World& world, const std::string& path);

/// Gives cron_log: the newest lines of the journal in which cron tells that it ran a backup.
void give_cron_log(World& world, Sink& sink);

/// Gives the end of a file that a backup wrote its output to, or why it could not be read.
void give_output(World& world, Sink& sink, const std::string& name, const std::string& path);

/// When cron last started a command that names `program`, by cron_log.
std::optional<Time> started(std::string_view cron_log, std::string_view program);

/// What a run wrote at the end.
struct Output {
    bool complete = false;  ///< backup.py told its success last
    std::string failure;    ///< the line that tells a failure with none of success after it
};
Output read_output(std::string_view text);

}  // namespace diag::backups
