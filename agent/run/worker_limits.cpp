// SPDX-License-Identifier: Apache-2.0
// What a worker uses, measured from outside; what is near its limit is said, what is over it ends.
#include <algorithm>

#include "agent/run/bounds.hpp"
#include "agent/run/usage.hpp"
#include "agent/run/worker_process.hpp"
#include "platform/cpu_queue.hpp"

namespace diag::run {
namespace {

using exchange::Ending;
using exchange::Overrun;

}  // namespace

void WorkerProcess::measure() {
    const auto now = system_clock().uptime();
    if (over_ || now - last_measure_ < tick) return;
    last_measure_ = now;
    measure_waits();
    const auto use = use_of(pid_);
    auto& cost = outcome_.cost;
    cost.peak_rss_bytes = std::max(cost.peak_rss_bytes, use.peak_rss_bytes);
    cost.read_bytes = std::max(cost.read_bytes, use.read_bytes);
    cost.cpu_seconds = std::max(cost.cpu_seconds, use.cpu_seconds);
    const auto limit = bound_of(budget_.memory);
    resident_ = use.rss_bytes;
    look_ahead("bytes of memory", use.rss_bytes, limit);
    look_ahead("open files", use.open_files, most_open_files());
    if (limit > 0 && use.rss_bytes > limit)
        end(Ending::out_of_memory, Overrun{"bytes", use.rss_bytes, limit}, "");
}

void WorkerProcess::look_ahead(std::string_view what, std::uint64_t measured, std::uint64_t limit) {
    if (measured > limit || !is_near(measured, limit)) return;
    warn(what, "has used " + std::to_string(measured) + " of the " + std::to_string(limit) + " " +
                   std::string(what) + " that it may");
}

void WorkerProcess::warn(std::string_view limit, const std::string& words) {
    if (!over_ && remarks_.warned(limit, words)) hear_({FrameKind::neared, words});
}

void WorkerProcess::measure_waits() {
    queued_ = std::max(queued_, queued_for_cpu(pid_));
    if (!budget_.by_silence || noticed_word_ == last_word_) return;
    noticed_word_ = last_word_;
    queued_at_word_ = queued_;
}

milliseconds WorkerProcess::spent() const {
    const auto now = system_clock().uptime();
    if (!budget_.by_silence) return counted(now - started_, queued_);
    const bool noticed = noticed_word_ == last_word_;
    return counted(now - last_word_, noticed ? queued_ - queued_at_word_ : milliseconds{0});
}

void WorkerProcess::check_limits() {
    if (over_ || budget_.patience.count() == 0) return;
    const auto used = spent();
    if (!done_) look_ahead("ms", count_of(used), count_of(budget_.patience));
    if (!done_ && used > budget_.patience)
        end(Ending::timed_out, Overrun{"ms", count_of(used), count_of(budget_.patience)}, "");
}

}  // namespace diag::run
