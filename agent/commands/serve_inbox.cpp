// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/serve_inbox.hpp"

#include <iterator>
#include <utility>

namespace diag::commands {

void Inbox::post(service::Event event) {
    const std::scoped_lock lock(guard_);
    // Of what only moves the last word counts: a slow disk does not make a queue of them.
    if (!events_.empty() && events_.back().index() == event.index() &&
        (std::holds_alternative<service::RunMoved>(event) ||
         std::holds_alternative<service::UploadMoved>(event)))
        events_.back() = std::move(event);
    else
        events_.push_back(std::move(event));
    came_.notify_one();
}

void Inbox::post(const Watch::Seen& seen) {
    const std::scoped_lock lock(guard_);
    seen_.changed |= seen.changed;
    seen_.terminate |= seen.terminate;
    seen_.reload |= seen.reload;
    came_.notify_one();
}

Inbox::Batch Inbox::take(milliseconds patience) {
    std::unique_lock lock(guard_);
    came_.wait_for(lock, patience, [this] {
        return !events_.empty() || seen_.changed || seen_.terminate || seen_.reload;
    });
    Batch batch{.events = {}, .seen = std::exchange(seen_, {})};
    batch.events.assign(std::make_move_iterator(events_.begin()),
                        std::make_move_iterator(events_.end()));
    events_.clear();
    return batch;
}

}  // namespace diag::commands
