// SPDX-License-Identifier: Apache-2.0
#include "agent/run/workers.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "agent/run/bounds.hpp"
#include "platform/interrupt.hpp"

namespace diag::run {
namespace {

using exchange::Ending;
using exchange::Overrun;

}  // namespace

void watch_together(std::span<WorkerProcess> workers, std::uint64_t limit) {
    std::uint64_t together = 0;
    for (const auto& worker : workers) together += worker.resident();
    if (!is_near(together, limit)) return;
    const auto most = std::ranges::max_element(workers, {}, &WorkerProcess::resident);
    if (together > limit)
        return most->stop(Ending::out_of_memory, Overrun{"bytes", together, limit},
                          "held most of what all workers held together");
    most->warn("together", "holds " + std::to_string(most->resident()) + " of the " +
                               std::to_string(together) +
                               " bytes of memory that all workers hold; at " +
                               std::to_string(limit) + " it is ended");
}

bool serve_once(std::span<WorkerProcess> workers, const Deadline& deadline) {
    std::vector<pollfd> polled;
    for (const auto& worker : workers) worker.wants(polled);
    ::poll(polled.data(), polled.size(), static_cast<int>(tick.count()));
    const auto late = system_clock().uptime() - deadline.at;
    bool working = false;
    for (auto& worker : workers) {
        if (interrupted()) worker.stop(Ending::cancelled);
        if (late.count() > 0)
            worker.stop(Ending::timed_out,
                        Overrun{"ms", count_of(deadline.given + late), count_of(deadline.given)});
        worker.serve();
        working = working || !worker.over();
    }
    watch_together(workers, bound_of(run_memory));
    return working;
}

}  // namespace diag::run
