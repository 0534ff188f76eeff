// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "collectors/collector.hpp"

namespace diag::backups {

/// Wall time after which the runner gives up; gather plans to be done five seconds earlier.
inline constexpr milliseconds patience{30'000};

/// Evidence: run             JSON: when, ahead of UTC by how much, brief or not, role, roots, other
///                           nodes, how many proofs are on record
///           schedule.<n>    JSON: a text that runs a backup: file, the lines; of cron also when,
///                           and since when; of a unit how it ended and whether its timer is on
///           output.<n>      success, or the line of failure, of what that backup wrote, where a
///           line
///                           of root's crontabs names a file that root alone may change; or why it
///                           was not read
///           cron_log        when cron ran a backup, for whom, and which failed: of the command
///                           its name alone; by the journal, else by syslog's files, or why these
///                           were not read
///           place.<n>       JSON: a directory where backups may be, who says so, where it leads
///           files.<n>       JSON: what lies in it and may be a backup; why that is not known
///           again.<n>       the same a moment later, where one was written a moment ago
///           proof.<n>       JSON: what is on record of a file among them
///           space.<n>       JSON of statvfs
///           data.<id>       JSON: where "database" and "objects" (cv-storage) are, and
///           "images.<n>"
///                           that lie elsewhere than cv-storage
///           images          JSON: whether cv-storage/objs leads elsewhere (it is images.1 then),
///                           how many folders in it do, and how many stay
///           usage.<id>      JSON: how much they hold
///           mountinfo       text of the kernel
///           history         what earlier runs remembered
///           remember        what this run remembers, where it is new
void gather(World& world, Sink& sink);

}  // namespace diag::backups
