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

/// Gives what the file that a line of `crontab` sends its output to says of the last run, as
/// written() has it; or why it was not read: it is only where root alone decides what it is.
void give_output(World& world, Sink& sink, const std::string& name, const std::string& crontab,
                 const std::string& path);

/// What a run wrote at the end.
struct Output {
    bool complete = false;  ///< backup.py told its success last
    std::string failure;    ///< the line that tells a failure with none of success after it
};

/// Of a traceback the failure is the line that names the exception, without a command it quotes.
Output read_output(std::string_view text);

/// The lines from which read_output() reads the same: all that is kept of such a file.
std::string written(const Output& output);

}  // namespace diag::backups
