// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/serve_inbox.hpp"

#include <iterator>
#include <utility>

namespace diag::commands {
namespace {

using exchange::line::Message;

/// What a desk can make big.
std::size_t size_of(const Message& message) {
    if (const auto* it = std::get_if<exchange::line::Asked>(&message)) return it->document.size();
    if (const auto* it = std::get_if<exchange::line::Revoked>(&message)) return it->list.size();
    if (const auto* it = std::get_if<exchange::line::Checkpoint>(&message))
        return it->document.size();
    return 0;
}

}  // namespace

bool Inbox::drowns(const Message& message) {
    if (flooded_) return true;
    ++messages_;
    bytes_ += size_of(message);
    if (messages_ <= most_messages && bytes_ <= most_bytes) return false;
    std::erase_if(events_, [](const auto& each) { return std::holds_alternative<Message>(each); });
    flooded_ = true;
    return true;
}

void Inbox::post(service::Event event) {
    const std::scoped_lock lock(guard_);
    if (const auto* message = std::get_if<Message>(&event); message && drowns(*message)) {
        came_.notify_one();
        return;
    }
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

void Inbox::post_one_process(std::string why) {
    const std::scoped_lock lock(guard_);
    one_process_ = std::move(why);
    came_.notify_one();
}

Inbox::Batch Inbox::take(milliseconds patience) {
    std::unique_lock lock(guard_);
    came_.wait_for(lock, patience, [this] {
        return flooded_ || !events_.empty() || !one_process_.empty() || seen_.changed ||
               seen_.terminate || seen_.reload;
    });
    Batch batch{.events = {},
                .seen = std::exchange(seen_, {}),
                .flooded = std::exchange(flooded_, false),
                .one_process = std::exchange(one_process_, {})};
    messages_ = bytes_ = 0;
    batch.events.assign(std::make_move_iterator(events_.begin()),
                        std::make_move_iterator(events_.end()));
    events_.clear();
    return batch;
}

}  // namespace diag::commands
