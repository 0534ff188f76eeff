// SPDX-License-Identifier: Apache-2.0
// The workers of one run: served together, and held to what they may use together.
#pragma once

#include <cstdint>
#include <span>

#include "agent/run/worker_process.hpp"

namespace diag::run {

/// When the whole run must be over (Clock::uptime), and how long it was given.
struct Deadline {
    milliseconds at{};
    milliseconds given{};
};

/// Resident memory of all workers of a run together. Each has a budget of its own; this is against
/// many that are each within theirs. Half of what the unit of the service allows (MemoryMax).
inline constexpr std::uint64_t run_memory = std::uint64_t{256} << 20;

/// Where the workers hold nearly `limit` bytes together, the one that holds most is warned; where
/// they hold more, it alone is ended. Told in its outcome, with what was measured.
void watch_together(std::span<WorkerProcess> workers, std::uint64_t limit);

/// Waits a moment for any of them to say something and serves all; ends all when the deadline is
/// over or the run was interrupted. True while one still works.
bool serve_once(std::span<WorkerProcess> workers, const Deadline& deadline);

}  // namespace diag::run
