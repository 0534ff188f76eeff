// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "collectors/collector.hpp"

namespace diag::nfs {

/// Wall time after which the runner gives up; gather plans to be done well before.
inline constexpr milliseconds patience{60'000};

/// Evidence: run                JSON: when, which boot, brief or not, roots, cluster, who SAFR is
///           mountinfo, fstab, cifs, mountstats, mountstats.before   texts of the kernel
///           volumes            /proc/fs/nfsfs/volumes: the server's number of each file system
///           autofs             JSON: what automount maps want, as lines of fstab
///           interval           JSON: uptimes of the two readings of mountstats
///           stores             JSON: SAFR's folders and where they lead, see Store
///           targets            JSON: the shares behind them, see Target; "server": n
///           exports            why an entry of the configuration could not be used
///           server.<n>         JSON: "nfsd" and "portmap", steps of ask_nfsd and ask_portmap,
///                              "neighbour" from /proc/net/arp
///           export.<i>         JSON: steps of visit, for target i; inside.<i>, canary.<i> likewise
///           place.<store>      JSON: where a store leads by the kernel's word
///           space.<point>      JSON of statvfs on a mount point
///           kernel_log         lines about file servers; kernel_log:source who gave them
///           stuck              JSON: processes in state D with what they wait in
///           history            what earlier runs remembered
///           remember           the line this run adds to it
void gather(World& world, Sink& sink);

}  // namespace diag::nfs
