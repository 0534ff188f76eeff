// SPDX-License-Identifier: Apache-2.0
// What this machine itself tells of its file servers, without asking them.
#pragma once

#include "collectors/collector.hpp"

namespace diag::nfs {

/// Gives "kernel_log": its lines about file servers. From the ring buffer when brief, which takes
/// milliseconds; from the journal otherwise, which remembers longer.
void give_kernel_log(World& world, Sink& sink);

/// Gives "stuck": processes in uninterruptible sleep and the kernel function they wait in, as a
/// JSON array. Of SAFR's services every thread counts, of others the first.
void give_stuck(World& world, Sink& sink);

}  // namespace diag::nfs
