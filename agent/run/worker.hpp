// SPDX-License-Identifier: Apache-2.0
// The far side of a worker process: reads its assignment, does it, tells its parent in frames.
#pragma once

namespace diag::run {

/// The argument that makes either program a worker. Not for people.
inline constexpr const char* worker_argument = "worker";

/// Reads an assignment from descriptor 0 and writes frames to descriptor 1. Returns an exit code.
int work();

}  // namespace diag::run
