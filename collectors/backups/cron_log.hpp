// SPDX-License-Identifier: Apache-2.0
// What cron says of its runs: in the journal, or where that tells none in the files of syslog.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"

namespace diag::backups {

/// Of lines of the journal those in which cron tells that it ran one of `programs` (a name, the
/// path of a script, a directory of run-parts): "1795399201 (root) CMD (backup.py)", and that such
/// a run failed: "1795399301 (root) FAILED 1 (backup.py)". Commands hold passwords, so nothing else
/// of them is kept.
std::string runs_told(std::string_view journal, const std::vector<std::string>& programs);

/// Lines of cron in a file of syslog, each with its time before it, as the journal has them
/// (journalctl(1), short-unix). Commands and all: not to be given away.
std::string as_journal(std::string_view syslog, Time now);

/// Gives cron_log: what runs_told() makes of the newest lines of cron in the journal, or else of
/// the last 4 MiB of each of /var/log/cron, cron.log, syslog.1 and syslog, where root alone decides
/// what lies there; or why these were not read.
void give_cron_log(World& world, Sink& sink, const std::vector<std::string>& programs);

/// When cron last started a command that names `program`, by cron_log.
std::optional<Time> started(std::string_view cron_log, std::string_view program);

/// With which status the last of them ended, where cron tells that it failed; else empty.
std::string failed(std::string_view cron_log, std::string_view program);

}  // namespace diag::backups
