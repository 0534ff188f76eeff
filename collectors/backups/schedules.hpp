// SPDX-License-Identifier: Apache-2.0
// Who runs SAFR's backup.py, or mongodump, and with which options: lines of cron, of systemd units
// and of the scripts that these run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::backups {

/// A line that makes a backup.
struct Scheduled {
    std::string source;  ///< the file it stands in
    std::string line;
    std::string directory;       ///< where it puts them, of -p or --out; empty: where SAFR does
    bool objects_only = false;   ///< -o
    bool skips_objects = false;  ///< -s
    bool mongodump = false;
    bool elsewhere = false;  ///< -p with what is no plain path: a variable of a script
};

/// The lines of a crontab, unit or script that run a backup; comments are none.
std::vector<Scheduled> schedules_in(std::string_view text, const std::string& source);

/// Absolute paths of scripts that a line of it runs and that may be a backup's.
std::vector<std::string> scripts_in(std::string_view text);

}  // namespace diag::backups
