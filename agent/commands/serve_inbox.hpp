// SPDX-License-Identifier: Apache-2.0
// Where the threads of the service leave what happened, for the one that decides.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "agent/service/event.hpp"
#include "platform/clock.hpp"
#include "platform/watch.hpp"

namespace diag::commands {

class Inbox {
public:
    /// What the desk may have waiting here at most: one that sends faster than we take must not
    /// fill the memory.
    static constexpr std::size_t most_messages = 1'000;
    static constexpr std::size_t most_bytes = 4 << 20;

    /// From any thread; does not wait. A message of the desk past the bounds is dropped with all
    /// others of it, and with those that come until the flood is taken note of.
    void post(service::Event event);
    void post(const Watch::Seen& seen);
    /// Two processes cannot serve here: why that is known.
    void post_one_process(std::string why);

    struct Batch {
        std::vector<service::Event> events;  ///< in order
        Watch::Seen seen;
        bool flooded = false;     ///< messages of the desk were dropped: the line is to be ended
        std::string one_process;  ///< why two cannot serve; empty: nothing of the kind
    };
    /// What came, as soon as there is something, or nothing after `patience`.
    Batch take(milliseconds patience);

private:
    bool drowns(const exchange::line::Message& message);

    std::mutex guard_;
    std::condition_variable came_;
    std::deque<service::Event> events_;
    Watch::Seen seen_;
    std::string one_process_;
    std::size_t messages_ = 0, bytes_ = 0;  ///< of the desk, among `events_`
    bool flooded_ = false;
};

}  // namespace diag::commands
