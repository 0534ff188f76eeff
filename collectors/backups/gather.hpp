// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "collectors/collector.hpp"

namespace diag::backups {

/// Wall time after which the runner gives up; gather plans to be done five seconds earlier.
inline constexpr milliseconds patience{30'000};

/// Evidence: run             JSON: when, ahead of UTC by how much, brief or not, role, roots
///           schedule.<n>    JSON: a text that runs a backup: file, the lines; timers: how it went
///           place.<n>       JSON: a directory where backups may be, who says so, where it leads
///           files.<n>       JSON: what lies in it and may be a backup; why that is not known
///           again.<n>       the same a moment later, where one was written a moment ago
///           space.<n>       JSON of statvfs
///           data.<id>       JSON: where database and objects are
///           usage.<id>      JSON: how much they hold
///           mountinfo       text of the kernel
void gather(World& world, Sink& sink);

}  // namespace diag::backups
