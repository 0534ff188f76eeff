// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "collectors/collector.hpp"

namespace diag::disk {

/// Wall time after which the runner gives up; gather plans to be done four seconds earlier.
inline constexpr milliseconds patience{30'000};

/// Evidence: run                JSON: when, which boot, brief or not, SAFR's roots
///           mountinfo, fstab, mdstat, diskstats, diskstats.before   texts of the kernel
///           blocks             JSON of /sys/block, see read_blocks
///           space.<id>         JSON of statvfs on the mount of that id in mountinfo
///           place.<id>         JSON: where one of places_of leads once links are followed
///           tenants            JSON: tenants whose images were moved, and whether any stay; why
///                              that is not known; not given where none were moved
///           place.tenant.<n>   as place.<id>, of the n-th of them
///           usage.<id>         JSON: what lies in it, also of those
///           interval           JSON: uptimes of the two readings of diskstats
///           smart.<disk>       JSON of smartctl; smart: why there is none at all
///           raid.<program>     what a RAID maker's program printed
///           history            what earlier runs remembered
///           remember           the line this run adds to it
void gather(World& world, Sink& sink);

}  // namespace diag::disk
